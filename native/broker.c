/*
 * Files that are opened and changed for a command that may not do so itself.
 *
 * Landlock grants what lies beneath a directory, and cannot take a part of it away again. So a sandbox of Landlock grants
 * no change at all, and the kernel asks here before it opens or changes anything, one call at a time. What a call means is
 * read once; the file is then held by a descriptor, and where it lies is asked of the kernel: nothing that the command does
 * meanwhile changes what was judged. As every change is made here, one after the other, nothing moves in between either.
 *
 * INVARIANT: the kernel is left to do what a command asks for only where it is then refused, or where it hands out no more
 * than the name of a file (O_PATH). What lies outside of the places is opened within the warden's own domain of Landlock.
 */
#include "broker.h"

/* The file that was opened for the call, and how it is handed over; the mask of whoever makes it. */
static int file, closes_on_exec, mask;
static int lifeline = -1;

void keep_to_oneself(int descriptor) {
  lifeline = descriptor;
}

static long refusal_of(char kind, const struct operand *o) {
  if (kind == 'p' || kind == 'r') return -EROFS;
  return kind == 'd' || o->is_alias ? -EACCES : LEFT_TO_KERNEL;
}

static unsigned type_of(int fd) {
  struct statx status;
  return sys(statx, fd, "", AT_EMPTY_PATH, STATX_TYPE, &status) == 0 ? status.mode & S_IFMT : 0;
}

static long opened(long fd, int flags) {
  if (fd < 0) return fd;
  file = hold(fd);
  long now = sys(fcntl, file, F_GETFL);
  if ((flags & O_NONBLOCK) == 0) sys(fcntl, file, F_SETFL, now & ~O_NONBLOCK);
  return HAS_FILE;
}

static void refuse(int listener, uint64_t id, int error) {
  struct seccomp_notif_resp refusal = {.id = id, .error = -error};
  sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &refusal);
}

static void give_file(int listener, uint64_t id, int flags) {
  const struct seccomp_notif_addfd given = {id, SECCOMP_ADDFD_FLAG_SEND, (uint32_t)file, 0, (uint32_t)flags};
  long problem = sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_ADDFD, &given);
  if (problem < 0) refuse(listener, id, (int)-problem);
}

/* A lease must not keep everybody waiting here: nothing that is opened blocks. */
static long open_again(int fd, int flags, unsigned mode) {
  char path[64];
  put_descriptor(path, 0, fd);
  return opened(sys(openat, AT_FDCWD, path, flags | O_CLOEXEC | O_NONBLOCK, mode), flags);
}

/* A pipe with a name waits for its other end: somebody else waits for it here. */
static long open_later(int listener, uint64_t id, int fd, int flags) {
  char path[64];
  put_descriptor(path, 0, fd);
  int waiting = fork();
  if (waiting != 0) return waiting < 0 ? -EAGAIN : IS_ANSWERED;
  sys(close, lifeline);
  file = (int)sys(openat, AT_FDCWD, path, flags | O_CLOEXEC);
  if (file < 0) refuse(listener, id, -file);
  else give_file(listener, id, flags & O_CLOEXEC);
  leave(0);
}

static long open_file(int listener, uint64_t id, int flags, unsigned mode) {
  struct operand *o = operands;
  int makes = flags & (O_CREAT | O_TMPFILE_BIT), exclusive = (flags & O_CREAT) && (flags & O_EXCL);
  if (makes && (mode & SET_ID_BITS)) return IS_ATTEMPT;
  int found = find(o, (flags & O_NOFOLLOW) || exclusive ? O_NOFOLLOW : 0);
  if (found >= 0) {
    char kind = place_of(found, o);
    int changes = (flags & (O_WRONLY | O_RDWR | O_TRUNC | O_TMPFILE_BIT)) != 0;
    if (kind == 'd') return -EACCES;
    if (flags & O_PATH) return o->is_alias ? -EACCES : LEFT_TO_KERNEL;
    if (exclusive) return -EEXIST;
    if (changes && (kind == 'p' || kind == 'r' || (kind == ELSEWHERE && o->is_alias))) return -EROFS;
    if (kind == ELSEWHERE && lies_beneath(o->place, "/proc") && (changes || !is_of_own_process(o->place))) return -EACCES;
    unsigned type = type_of(found);
    if (type == S_IFLNK) return -ELOOP;
    if (type == S_IFDIR && (changes || makes) && (flags & O_TMPFILE_BIT) == 0) return -EISDIR;
    if (type != S_IFDIR && type != S_IFREG && type != S_IFIFO && kind != ELSEWHERE) return -EACCES;
    int wanted = flags & ~(O_CREAT | O_EXCL | O_NOFOLLOW);
    if (type == S_IFIFO && (flags & O_NONBLOCK) == 0) return open_later(listener, id, found, wanted);
    long result = open_again(found, wanted, mode & 07777 & ~mask);
    /* What is not shown is not there, as far as a file can tell. */
    return result == -EACCES && kind == ELSEWHERE && type != S_IFDIR ? -ENOENT : result;
  }
  if (found != -ENOENT || (flags & O_CREAT) == 0) return found;
  if (o->path[length_of(o->path) - 1] == '/') return -EISDIR;
  char kind = find_parent(o);
  if (kind == 0) return -ENOENT;
  if (kind != 'w') return kind == 'p' || kind == 'r' ? -EROFS : -EACCES;
  int wanted = flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  return opened(sys(openat, o->parent, o->name, wanted, mode & 07777 & ~mask), flags);
}

/* What a name is given to, or taken from: 0 when that is for us to do. */
static long changes_name(struct operand *o) {
  char kind = find_parent(o);
  if (kind != 'w') return refusal_of(kind, o);
  return holds_still(o->place) ? -EROFS : 0;
}

static long make_directory(unsigned mode) {
  long problem = changes_name(operands);
  return problem != 0 ? problem : sys(mkdirat, operands->parent, operands->name, mode & 01777 & ~mask);
}

static long make_node(unsigned mode) {
  long problem = changes_name(operands);
  unsigned type = mode & S_IFMT;
  if ((mode & SET_ID_BITS) || (type != 0 && type != S_IFREG && type != S_IFIFO)) return IS_ATTEMPT;
  return problem != 0 ? problem : sys(mknodat, operands->parent, operands->name, mode & ~mask);
}

static long remove_name(int flags) {
  long problem = changes_name(operands);
  return problem != 0 ? problem : sys(unlinkat, operands->parent, operands->name, flags);
}

static long make_link_to_text(void) {
  long problem = changes_name(operands + 1);
  return problem != 0 ? problem : sys(symlinkat, operands->read, operands[1].parent, operands[1].name);
}

static long change_names(void) {
  long problem = changes_name(operands);
  return problem != 0 ? problem : changes_name(operands + 1);
}

static long move_name(unsigned flags) {
  long problem = change_names();
  /* RENAME_NOREPLACE and RENAME_EXCHANGE; a whiteout is a device. */
  if (problem == 0 && flags > 2) return -EINVAL;
  const struct operand *from = operands, *to = operands + 1;
  return problem != 0 ? problem : sys(renameat2, from->parent, from->name, to->parent, to->name, flags);
}

static long add_name(int flags) {
  long problem = change_names();
  if (problem == 0 && flags != 0) return -EINVAL;
  const struct operand *from = operands, *to = operands + 1;
  return problem != 0 ? problem : sys(linkat, from->parent, from->name, to->parent, to->name, 0);
}

static long cut(uint64_t length) {
  int found = find(operands, 0);
  if (found < 0) return LEFT_TO_KERNEL;
  char kind = place_of(found, operands);
  if (kind != 'w') return refusal_of(kind, operands);
  if (type_of(found) != S_IFREG) return -EINVAL;
  long problem = open_again(found, O_WRONLY, 0);
  return problem != HAS_FILE ? problem : sys(ftruncate, file, length);
}

/* INVARIANT: Landlock lets modes and times of any file be changed that the user owns; so they are changed here or not at all. */
static long change_attributes(int flags, const unsigned *mode, const struct timespec *times) {
  char path[64];
  if (mode != NULL && (*mode & SET_ID_BITS)) return IS_ATTEMPT;
  int found = find(operands, flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0);
  if (found < 0) return found;
  char kind = place_of(found, operands);
  if (kind != 'w') return kind == ELSEWHERE || kind == 'd' ? -EPERM : -EROFS;
  put_descriptor(path, 0, found);
  return mode != NULL ? sys(fchmodat, AT_FDCWD, path, *mode & 07777) : sys(utimensat, AT_FDCWD, path, times, 0);
}

/* What each call asks for, with its operands where it has them; every architecture has the calls of the first part. */
static long perform(int listener, const struct seccomp_notif *asked) {
  const uint64_t *a = asked->data.args;
  int first = AT_FDCWD, second = AT_FDCWD, flags = 0;
  uint64_t path = a[0], other = 0, last = 0;
  unsigned mode = 0;
  struct timespec times[2];
  int call = asked->data.number;
  switch (call) {
  case SYS_openat: first = (int)a[0], path = a[1], flags = (int)a[2], mode = (unsigned)a[3]; break;
  case SYS_mkdirat: first = (int)a[0], path = a[1], mode = (unsigned)a[2]; break;
  case SYS_mknodat: first = (int)a[0], path = a[1], mode = (unsigned)a[2]; break;
  case SYS_unlinkat: first = (int)a[0], path = a[1], flags = (int)a[2] & AT_REMOVEDIR; break;
  case SYS_symlinkat: second = (int)a[1], other = a[2]; break;
  case SYS_linkat: first = (int)a[0], path = a[1], second = (int)a[2], other = a[3], flags = (int)a[4]; break;
  case SYS_renameat: first = (int)a[0], path = a[1], second = (int)a[2], other = a[3]; break;
  case SYS_renameat2: first = (int)a[0], path = a[1], second = (int)a[2], other = a[3], flags = (int)a[4]; break;
  case SYS_truncate: last = a[1]; break;
  case SYS_fchmod: first = (int)a[0], path = 0, mode = (unsigned)a[1]; break;
  case SYS_fchmodat: first = (int)a[0], path = a[1], mode = (unsigned)a[2]; break;
  case SYS_fchmodat2: first = (int)a[0], path = a[1], mode = (unsigned)a[2], flags = (int)a[3]; break;
  case SYS_utimensat: first = (int)a[0], path = a[1], last = a[2], flags = (int)a[3]; break;
#if defined(__x86_64__)
  case SYS_open: flags = (int)a[1], mode = (unsigned)a[2], call = SYS_openat; break;
  case SYS_creat: flags = O_CREAT | O_WRONLY | O_TRUNC, mode = (unsigned)a[1], call = SYS_openat; break;
  case SYS_mkdir: mode = (unsigned)a[1], call = SYS_mkdirat; break;
  case SYS_mknod: mode = (unsigned)a[1], call = SYS_mknodat; break;
  case SYS_rmdir: flags = AT_REMOVEDIR, call = SYS_unlinkat; break;
  case SYS_unlink: call = SYS_unlinkat; break;
  case SYS_symlink: other = a[1], call = SYS_symlinkat; break;
  case SYS_link: other = a[1], call = SYS_linkat; break;
  case SYS_rename: other = a[1], call = SYS_renameat2; break;
  case SYS_chmod: mode = (unsigned)a[1], call = SYS_fchmodat; break;
#endif
  default: return IS_ATTEMPT;
  }
  caller = (int)asked->pid;
  struct operand *o = operands;
  int by_descriptor = path == 0 && (call == SYS_fchmod || call == SYS_utimensat);
  o->is_file = by_descriptor, o->is_alias = 0;
  long problem = call == SYS_symlinkat ? read_memory(path, o->read, PATH_ROOM, 1)
                 : by_descriptor       ? take_descriptor(o, first, 0)
                                       : take_path(o, first, path);
  if (problem == 0 && other != 0) problem = take_path(o + 1, second, other);
  if (problem == 0 && call == SYS_utimensat && last != 0) problem = read_memory(last, (char *)times, sizeof times, 0);
  if (call == SYS_openat || call == SYS_mkdirat || call == SYS_mknodat) mask = mask_of();
  int judges_attributes = call == SYS_fchmod || call == SYS_fchmodat || call == SYS_fchmodat2 || call == SYS_utimensat;
  closes_on_exec = flags & O_CLOEXEC;
  if (!is_valid(listener, asked->id)) return -ENOENT;
  if (problem != 0) return problem == LEFT_TO_KERNEL && judges_attributes ? -EPERM : problem;
  switch (call) {
  case SYS_openat: return open_file(listener, asked->id, flags, mode);
  case SYS_mkdirat: return make_directory(mode);
  case SYS_mknodat: return make_node(mode);
  case SYS_unlinkat: return remove_name(flags);
  case SYS_symlinkat: return make_link_to_text();
  case SYS_linkat: return add_name(flags);
  case SYS_renameat:
  case SYS_renameat2: return move_name((unsigned)flags);
  case SYS_truncate: return cut(last);
  case SYS_utimensat: return change_attributes(flags, NULL, last == 0 ? NULL : times);
  default: return change_attributes(flags, &mode, NULL);
  }
}

int broker(int listener, const struct seccomp_notif *asked) {
  if (!has_places()) return 0;
  long result = perform(listener, asked);
  struct seccomp_notif_resp answer = {.id = asked->id, .error = result < 0 ? (int)result : 0};
  if (result == LEFT_TO_KERNEL) answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  if (result == HAS_FILE) give_file(listener, asked->id, closes_on_exec);
  else if (result <= LEFT_TO_KERNEL) sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  let_go();
  return result != IS_ATTEMPT;
}
