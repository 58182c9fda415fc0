/* What the warden needs of Linux: system calls, their numbers and structures, and a few words on strings. No libc. */
#ifndef WARDEN_SYS_H
#define WARDEN_SYS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
enum {
  SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_rt_sigaction = 13, SYS_rt_sigprocmask = 14, SYS_ioctl = 16, SYS_getpid = 39,
  SYS_socket = 41, SYS_connect = 42, SYS_sendto = 44, SYS_sendmsg = 46, SYS_recvmsg = 47, SYS_shutdown = 48, SYS_bind = 49,
  SYS_listen = 50, SYS_socketpair = 53, SYS_clone = 56, SYS_execve = 59, SYS_wait4 = 61, SYS_kill = 62, SYS_fcntl = 72,
  SYS_truncate = 76, SYS_ftruncate = 77, SYS_chdir = 80, SYS_fchmod = 91, SYS_umask = 95, SYS_getppid = 110, SYS_setsid = 112, SYS_setgroups = 116,
  SYS_pread64 = 17, SYS_setresuid = 117, SYS_setresgid = 119, SYS_capset = 126, SYS_prctl = 157, SYS_exit_group = 231, SYS_openat = 257,
  SYS_mkdirat = 258, SYS_mknodat = 259, SYS_unlinkat = 263, SYS_renameat = 264, SYS_linkat = 265, SYS_symlinkat = 266,
  SYS_readlinkat = 267, SYS_fchmodat = 268, SYS_ppoll = 271, SYS_unshare = 272, SYS_utimensat = 280, SYS_accept4 = 288,
  SYS_signalfd4 = 289, SYS_dup3 = 292, SYS_pipe2 = 293, SYS_prlimit64 = 302, SYS_process_vm_readv = 310, SYS_renameat2 = 316,
  SYS_seccomp = 317, SYS_memfd_create = 319, SYS_statx = 332,
  /* What newer architectures do not have. */
  SYS_open = 2, SYS_rename = 82, SYS_mkdir = 83, SYS_rmdir = 84, SYS_creat = 85, SYS_link = 86, SYS_unlink = 87,
  SYS_symlink = 88, SYS_chmod = 90, SYS_mknod = 133,
};
enum { O_DIRECTORY = 0200000, O_NOFOLLOW = 0400000 };
#elif defined(__aarch64__)
enum {
  SYS_dup3 = 24, SYS_fcntl = 25, SYS_ioctl = 29, SYS_mknodat = 33, SYS_mkdirat = 34, SYS_unlinkat = 35, SYS_symlinkat = 36,
  SYS_linkat = 37, SYS_renameat = 38, SYS_truncate = 45, SYS_ftruncate = 46, SYS_chdir = 49, SYS_fchmod = 52, SYS_fchmodat = 53,
  SYS_pread64 = 67, SYS_openat = 56, SYS_close = 57, SYS_pipe2 = 59, SYS_read = 63, SYS_write = 64, SYS_ppoll = 73, SYS_signalfd4 = 74,
  SYS_readlinkat = 78, SYS_utimensat = 88, SYS_capset = 91, SYS_exit_group = 94, SYS_unshare = 97, SYS_kill = 129,
  SYS_rt_sigaction = 134, SYS_rt_sigprocmask = 135, SYS_setresuid = 147, SYS_setresgid = 149, SYS_setsid = 157,
  SYS_setgroups = 159, SYS_umask = 166, SYS_prctl = 167, SYS_getpid = 172, SYS_getppid = 173, SYS_socket = 198, SYS_socketpair = 199, SYS_bind = 200,
  SYS_listen = 201, SYS_connect = 203, SYS_sendto = 206, SYS_shutdown = 210, SYS_sendmsg = 211, SYS_recvmsg = 212,
  SYS_clone = 220, SYS_execve = 221, SYS_accept4 = 242, SYS_wait4 = 260, SYS_prlimit64 = 261, SYS_process_vm_readv = 270,
  SYS_renameat2 = 276, SYS_seccomp = 277, SYS_memfd_create = 279, SYS_statx = 291,
};
enum { O_DIRECTORY = 040000, O_NOFOLLOW = 0100000 };
#else
#error "the warden knows x86-64 and aarch64"
#endif
/* Since Linux 5.0 a call has the same number everywhere. */
enum {
  SYS_close_range = 436, SYS_openat2 = 437, SYS_landlock_create_ruleset = 444, SYS_landlock_add_rule = 445,
  SYS_landlock_restrict_self = 446, SYS_fchmodat2 = 452,
};

long syscall6(long number, long a, long b, long c, long d, long e, long f);
#define SYSCALL(number, a, b, c, d, e, f, ...) \
  syscall6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* A system call by name with up to six arguments: its result, or the negated error number. */
#define sys(name, ...) SYSCALL(SYS_##name, __VA_ARGS__ __VA_OPT__(, ) 0, 0, 0, 0, 0, 0, 0)

enum {
  EPERM = 1, ENOENT = 2, EINTR = 4, ENOEXEC = 8, EAGAIN = 11, EACCES = 13, EFAULT = 14, EEXIST = 17, ENOTDIR = 20,
  EISDIR = 21, EINVAL = 22, EROFS = 30, ENAMETOOLONG = 36, ELOOP = 40,
};
enum { SIGKILL = 9, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17, SIGXFSZ = 25, SIG_BLOCK = 0, SIG_SETMASK = 2 };
enum { SIG_DFL = 0, SIG_IGN = 1, WNOHANG = 1 };
enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16 };
enum {
  O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000, O_NONBLOCK = 04000, O_CLOEXEC = 02000000,
  O_PATH = 010000000, O_TMPFILE_BIT = 020000000, AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200,
  AT_EMPTY_PATH = 0x1000, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, RESOLVE_NO_MAGICLINKS = 2, STATX_TYPE = 1,
  MFD_CLOEXEC = 1,
};
enum { S_IFMT = 0170000, S_IFREG = 0100000, S_IFDIR = 040000, S_IFLNK = 0120000, S_IFIFO = 010000, SET_ID_BITS = 06000 };
enum {
  PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_CAPBSET_DROP = 24, PR_SET_SECUREBITS = 28, PR_SET_CHILD_SUBREAPER = 36,
  PR_SET_NO_NEW_PRIVS = 38, RLIMIT_FSIZE = 1, RLIMIT_NPROC = 6, CLONE_NEWUSER = 0x10000000,
};
enum { AF_UNIX = 1, AF_INET = 2, SOCK_STREAM = 1, SOCK_SEQPACKET = 5, SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000 };
enum { SOL_SOCKET = 1, SCM_RIGHTS = 1, SHUT_WR = 1, MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000 };
enum { SECCOMP_SET_MODE_FILTER = 1, SECCOMP_FILTER_FLAG_NEW_LISTENER = 8 };

struct pollfd { int fd; short events, revents; };
struct timespec { long seconds, nanoseconds; };
struct iovec { void *base; size_t length; };
struct msghdr { void *name; unsigned name_length; struct iovec *iov; size_t iov_length; void *control; size_t control_length; int flags; };
struct cmsghdr { size_t length; int level, type; };
struct sockaddr_in { uint16_t family, port; uint32_t address; uint8_t zero[8]; };
struct sockaddr_un { uint16_t family; char path[108]; };
struct sigaction { unsigned long handler, flags, restorer; uint64_t mask; };
struct signalfd_siginfo { uint32_t signal; uint8_t rest[124]; };
struct rlimit { uint64_t soft, hard; };
struct open_how { uint64_t flags, mode, resolve; };
struct statx { uint8_t before[28]; uint16_t mode; uint8_t after[226]; };
struct sock_fprog { uint16_t length; const void *filter; };

struct seccomp_data { int number; uint32_t arch; uint64_t pointer, args[6]; };
struct seccomp_notif { uint64_t id; uint32_t pid, flags; struct seccomp_data data; };
struct seccomp_notif_resp { uint64_t id; int64_t value; int32_t error; uint32_t flags; };
struct seccomp_notif_addfd { uint64_t id; uint32_t flags, from, to, to_flags; };
#define SECCOMP_IOCTL_NOTIF_RECV 0xc0502100ul
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101ul
#define SECCOMP_IOCTL_NOTIF_ID_VALID 0x40082102ul
#define SECCOMP_IOCTL_NOTIF_ADDFD 0x40182103ul
enum { SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1, SECCOMP_ADDFD_FLAG_SEND = 2 };

size_t length_of(const char *text);
int same(const char *a, const char *b);
int starts_with(const char *text, const char *start);
/* The place of the last slash; NULL where there is none. */
char *last_slash(char *text);
/* A whole number from 0 on; -1 for any other text. */
long number_of(const char *text);
/* Appends text at `at`, which it returns moved on; the caller has seen to the room. */
char *put(char *at, const char *text);
char *put_number(char *at, unsigned long number);
/* Copies text of less than `size` bytes; 0 when it is longer. */
int copy(char *to, const char *text, size_t size);

void say(const char *first, const char *second);
/* Says why nothing was run, and ends with 125. */
_Noreturn void give_up(const char *why, const char *what);
_Noreturn void leave(int status);
int fork(void);
/* Reads all of a descriptor; gives up when there is more than `size` bytes. */
size_t read_all(int fd, char *to, size_t size);
void set_signal(int signal, unsigned long handler);
/* The value after `name` among the words up to `--`; NULL when it is not there. */
const char *option(char **words, const char *name);
/* The file of a descriptor of process `pid`, or of this one when it is 0, as a path beneath /proc. */
char *put_descriptor(char *at, int pid, int fd);
/* The number after `name`; -1 when it is not there. */
int option_number(char **words, const char *name);

#endif
