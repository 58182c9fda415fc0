/* What the warden needs of Linux: system calls, their numbers and structures, and a few words on strings. No libc. */
#ifndef WARDEN_SYS_H
#define WARDEN_SYS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
enum {
  SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_rt_sigaction = 13, SYS_rt_sigprocmask = 14, SYS_ioctl = 16, SYS_getpid = 39,
  SYS_socket = 41, SYS_connect = 42, SYS_sendto = 44, SYS_sendmsg = 46, SYS_recvmsg = 47, SYS_shutdown = 48, SYS_bind = 49,
  SYS_listen = 50, SYS_socketpair = 53, SYS_clone = 56, SYS_execve = 59, SYS_wait4 = 61, SYS_kill = 62, SYS_prctl = 157,
  SYS_exit_group = 231, SYS_ppoll = 271, SYS_accept4 = 288, SYS_signalfd4 = 289, SYS_dup3 = 292, SYS_seccomp = 317,
};
#elif defined(__aarch64__)
enum {
  SYS_dup3 = 24, SYS_ioctl = 29, SYS_close = 57, SYS_read = 63, SYS_write = 64, SYS_ppoll = 73, SYS_signalfd4 = 74,
  SYS_exit_group = 94, SYS_kill = 129, SYS_rt_sigaction = 134, SYS_rt_sigprocmask = 135, SYS_prctl = 167, SYS_getpid = 172,
  SYS_socket = 198, SYS_socketpair = 199, SYS_bind = 200, SYS_listen = 201, SYS_connect = 203, SYS_sendto = 206,
  SYS_shutdown = 210, SYS_sendmsg = 211, SYS_recvmsg = 212, SYS_clone = 220, SYS_execve = 221, SYS_accept4 = 242, SYS_wait4 = 260,
  SYS_seccomp = 277,
};
#else
#error "the warden knows x86-64 and aarch64"
#endif
/* Since Linux 5.0 a call has the same number everywhere. */
enum { SYS_close_range = 436, SYS_landlock_create_ruleset = 444 };

long syscall6(long number, long a, long b, long c, long d, long e, long f);
#define SYSCALL(number, a, b, c, d, e, f, ...) \
  syscall6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* A system call by name with up to six arguments: its result, or the negated error number. */
#define sys(name, ...) SYSCALL(SYS_##name, __VA_ARGS__ __VA_OPT__(, ) 0, 0, 0, 0, 0, 0, 0)

enum { EINTR = 4, ENOENT = 2, ENOEXEC = 8, EAGAIN = 11, EACCES = 13, EPERM = 1, ENOTDIR = 20 };
enum { SIGKILL = 9, SIGUSR1 = 10, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17, SIG_BLOCK = 0, SIG_SETMASK = 2 };
enum { SIG_DFL = 0, SIG_IGN = 1, LAST_SIGNAL = 64 };
enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16 };
enum { PR_SET_PDEATHSIG = 1, PR_SET_NO_NEW_PRIVS = 38 };
enum { AF_UNIX = 1, AF_INET = 2, SOCK_STREAM = 1, SOCK_SEQPACKET = 5, SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000 };
enum { SOL_SOCKET = 1, SO_REUSEADDR = 2, SCM_RIGHTS = 1, SHUT_WR = 1, MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000 };
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
struct sock_fprog { uint16_t length; const void *filter; };

struct seccomp_data { int number; uint32_t arch; uint64_t pointer, args[6]; };
struct seccomp_notif { uint64_t id; uint32_t pid, flags; struct seccomp_data data; };
struct seccomp_notif_resp { uint64_t id; int64_t value; int32_t error; uint32_t flags; };
#define SECCOMP_IOCTL_NOTIF_RECV 0xc0502100ul
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101ul

size_t length_of(const char *text);
int same(const char *a, const char *b);
int starts_with(const char *text, const char *start);
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
void set_signal(int signal, unsigned long handler);
/* The value after `name` among the words up to `--`; NULL when it is not there. */
const char *option(char **words, const char *name);
/* The number after `name`; -1 when it is not there. */
int option_number(char **words, const char *name);

#endif
