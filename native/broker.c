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
#include "warden.h"

enum { MOST_PLACES = 4096, PATH_ROOM = 4096 };

/* What may be done beneath a path: w(rite), r(ead), r(ead) although it lies in what can be written, as it is p(rotected),
   or nothing, as it is d(enied). The longest path that holds counts. */
static struct place {
  char kind;
  const char *path;
} places[MOST_PLACES];
static int place_count;

void add_place(char kind, const char *path) {
  if (place_count == MOST_PLACES) give_up("too many places", path);
  places[place_count++] = (struct place){kind, path};
}

static int companion, lifeline = -1;

void keep_to_oneself(int process, int descriptor) {
  companion = process, lifeline = descriptor;
}

/* A path that is another one inside, or a file that is nowhere else. */
static struct alias {
  const char *from, *to;
  int file;
} aliases[16];
static int alias_count;

static struct alias *new_alias(const char *from) {
  if (alias_count == 16) give_up("too many aliases", from);
  aliases[alias_count].from = from;
  return &aliases[alias_count++];
}

void add_alias(const char *from, const char *to) {
  new_alias(from)->to = to;
}

void add_file(const char *path, const char *content) {
  int file = (int)sys(memfd_create, path, MFD_CLOEXEC);
  long length = (long)length_of(content);
  if (file < 0 || sys(write, file, content, length) != length) give_up("cannot be made", path);
  new_alias(path)->file = file;
}

/* Results of an operation beside 0 and negated error numbers. */
enum { LEFT_TO_KERNEL = 1, IS_ATTEMPT = 2, HAS_FILE = 3, IS_ANSWERED = 4 };
enum { ELSEWHERE = 'o' };

/* The call at hand. */
static int caller, file, closes_on_exec, mask;
static struct operand {
  char read[PATH_ROOM], rewritten[2 * PATH_ROOM];
  /* The path, or what of it is still to be gone. */
  char *path;
  /* The directory that it is relative to, or the file itself when there is nothing to go; for an alias, the kernel would
     find another file. */
  int base, is_file, is_alias;
  /* Where the file lies, or would lie; its directory, and its name in it. */
  char place[2 * PATH_ROOM];
  int parent;
  char name[PATH_ROOM];
} operands[2];

/* Everything that was opened for the call. */
static int held[16], held_count;

static int hold(long fd) {
  if (fd >= 0) held[held_count++] = (int)fd;
  return (int)fd;
}

static int lies_beneath(const char *path, const char *root) {
  size_t length = length_of(root);
  return starts_with(path, root) && (path[length] == 0 || path[length] == '/');
}

static char kind_of(const char *path) {
  char kind = ELSEWHERE;
  size_t longest = 0;
  for (const struct place *p = places; p < places + place_count; p++) {
    if (length_of(p->path) < longest || !lies_beneath(path, p->path)) continue;
    kind = p->kind;
    longest = length_of(p->path);
  }
  return kind;
}

/* Whether something that must stay where it is lies there or beneath. */
static int holds_still(const char *path) {
  for (const struct place *p = places; p < places + place_count; p++)
    if (lies_beneath(p->path, path)) return 1;
  return 0;
}

/* Engines refuse the call in their containers, to processes that may read the same memory as a file. */
static long read_part(uint64_t address, char *to, size_t size) {
  struct iovec local = {to, size}, remote = {(void *)address, size};
  long got = sys(process_vm_readv, caller, &local, 1, &remote, 1, 0);
  if (got != -EPERM) return got;
  char path[64];
  *put(put_number(put(path, "/proc/"), (unsigned)caller), "/mem") = 0;
  int memory = (int)sys(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (memory < 0) return memory;
  got = sys(pread64, memory, to, size, address);
  sys(close, memory);
  return got;
}

/* INVARIANT: never across two pages at once, since the second may not be there. */
static long read_memory(uint64_t address, char *to, size_t size, int is_text) {
  for (size_t filled = 0; filled < size;) {
    size_t part = 4096 - ((address + filled) & 4095);
    if (part > size - filled) part = size - filled;
    if (read_part(address + filled, to + filled, part) != (long)part) return -EFAULT;
    for (size_t i = filled; is_text && i < filled + part; i++)
      if (to[i] == 0) return 0;
    filled += part;
  }
  return is_text ? -ENAMETOOLONG : 0;
}

static long take_descriptor(struct operand *o, int fd, int flags) {
  char path[64];
  if (fd == AT_FDCWD) {
    *put(put_number(put(path, "/proc/"), (unsigned)caller), "/cwd") = 0;
  } else if (fd >= 0) {
    put_descriptor(path, caller, fd);
  } else {
    return LEFT_TO_KERNEL;
  }
  o->base = hold(sys(openat, AT_FDCWD, path, O_PATH | O_CLOEXEC | flags));
  return o->base < 0 ? LEFT_TO_KERNEL : 0;
}

/* The descriptor of the caller by which a path begins, as /dev/stdout does; -1 for any other path. What follows is `rest`. */
static int begins_with_descriptor(char *path, char **rest) {
  static const char *const streams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"}, *const lists[] = {"/dev/fd/", "/proc/self/fd/"};
  for (int i = 0; i < 3; i++)
    if (same(path, streams[i])) return *rest = path + length_of(path), i;
  if (lies_beneath(path, "/proc/self/cwd")) return *rest = path + length_of("/proc/self/cwd"), AT_FDCWD;
  for (int i = 0; i < 2; i++) {
    if (!starts_with(path, lists[i])) continue;
    long number = 0;
    char *at = path + length_of(lists[i]), *digits = at;
    while (*at >= '0' && *at <= '9' && number < 1 << 24) number = number * 10 + (*at++ - '0');
    if (at > digits && (*at == 0 || *at == '/')) return *rest = at, (int)number;
  }
  return -1;
}

static void rewrite(struct operand *o, const char *from, const char *to) {
  *put(put(o->rewritten, to), o->path + length_of(from)) = 0;
  o->path = o->rewritten;
}

static long take_path(struct operand *o, int directory, uint64_t address) {
  long problem = read_memory(address, o->read, PATH_ROOM, 1);
  o->path = o->read, o->place[0] = 0, o->is_file = o->is_alias = 0, o->base = AT_FDCWD;
  if (problem != 0) return problem;
  if (*o->path == 0) return -ENOENT;
  if (*o->path != '/') return take_descriptor(o, directory, O_DIRECTORY);
  char own[64], *rest;
  int descriptor = begins_with_descriptor(o->path, &rest);
  if (descriptor != -1) {
    while (*rest == '/') rest++;
    o->path = *rest == 0 && descriptor == AT_FDCWD ? "." : rest;
    o->is_file = *o->path == 0;
    return take_descriptor(o, descriptor, o->is_file ? 0 : O_DIRECTORY);
  }
  char *end = put_number(put(own, "/proc/"), (unsigned)caller);
  if (lies_beneath(o->path, "/dev/fd")) {
    *put(end, "/fd") = 0;
    rewrite(o, "/dev/fd", own);
  } else if (lies_beneath(o->path, "/proc/self/root")) {
    rewrite(o, "/proc/self/root", o->path[15] == 0 ? "/" : "");
  } else if (lies_beneath(o->path, "/proc/self")) {
    *end = 0;
    rewrite(o, "/proc/self", own);
  }
  for (const struct alias *alias = aliases; alias < aliases + alias_count && !o->is_alias; alias++) {
    o->is_alias = alias->to == NULL ? same(o->path, alias->from) : lies_beneath(o->path, alias->from);
    if (o->is_alias && alias->to == NULL) o->is_file = 1, o->base = alias->file;
    else if (o->is_alias) rewrite(o, alias->from, alias->to);
  }
  return 0;
}

/* INVARIANT: what was read of a process was its own, and not that of one that has its number since. */
static int is_valid(int listener, uint64_t id) {
  return sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static int open_beneath(int base, const char *path, uint64_t flags) {
  const struct open_how how = {O_PATH | O_CLOEXEC | flags, 0, RESOLVE_NO_MAGICLINKS};
  return hold(sys(openat2, base, path, &how, sizeof how));
}

static long refusal_of(char kind, const struct operand *o) {
  if (kind == 'p' || kind == 'r') return -EROFS;
  return kind == 'd' || o->is_alias ? -EACCES : LEFT_TO_KERNEL;
}

/* Where a file lies; its kind. */
static char place_of(int fd, struct operand *o) {
  char path[64];
  put_descriptor(path, 0, fd);
  long length = sys(readlinkat, AT_FDCWD, path, o->place, PATH_ROOM);
  o->place[length > 0 && length < PATH_ROOM && o->place[0] == '/' ? length : 0] = 0;
  return kind_of(o->place);
}

/* Holds the file itself; its descriptor, or why not. */
static int find(struct operand *o, uint64_t flags) {
  return o->is_file ? o->base : open_beneath(o->base, o->path, flags);
}

/* Holds the directory of what may not be there yet; the kind of the place it would have, or 0 where there is none. */
static char find_parent(struct operand *o) {
  if (o->is_file) return 0;
  size_t length = length_of(o->path);
  while (length > 1 && o->path[length - 1] == '/') o->path[--length] = 0;
  char *slash = last_slash(o->path), *name = slash == NULL ? o->path : slash + 1;
  if (*name == 0 || same(name, ".") || same(name, "..")) return 0;
  if (!copy(o->name, name, PATH_ROOM)) return 0;
  *name = 0;
  o->parent = open_beneath(o->base, o->path[0] == 0 ? "." : o->path, O_DIRECTORY);
  if (o->parent < 0) return 0;
  place_of(o->parent, o);
  if (o->place[0] != '/') return 0;
  char *end = o->place + length_of(o->place);
  put(put(end, "/"), o->name)[0] = 0;
  return kind_of(o->place);
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

/* What the kernel tells of processes, as far as it tells nothing of the machine, and hands nothing out. */
static const char *const process_files[] = {
  "", "status", "stat", "statm", "cmdline", "comm", "environ", "maps", "smaps", "smaps_rollup", "limits", "cgroup", "io", "auxv",
  "sched", "schedstat", "wchan", "oom_score", "oom_score_adj", "personality", "uid_map", "gid_map", "fd", "task", NULL,
};

static long take_number(const char **at) {
  long number = 0;
  while (**at >= '0' && **at <= '9' && number < 1 << 30) number = number * 10 + (*(*at)++ - '0');
  return number;
}

/* INVARIANT: a signal reaches the processes of this sandbox and no others; so the kernel tells which ones they are. */
static int is_of_own_process(const char *place) {
  if (same(place, "/proc")) return 1;
  const char *at = place + 6;
  long process = take_number(&at);
  if (process == 0 || process == companion || process == sys(getpid) || sys(kill, process, 0) != 0) return 0;
  if (starts_with(at, "/task/")) at += 6, take_number(&at);
  if (*at == '/') at++;
  for (int i = 0; process_files[i] != NULL; i++)
    if (same(at, process_files[i])) return 1;
  return 0;
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

static int mask_of(void) {
  char text[512], path[64];
  *put(put_number(put(path, "/proc/"), (unsigned)caller), "/status") = 0;
  int status = hold(sys(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  long length = status < 0 ? 0 : sys(read, status, text, sizeof text - 1);
  text[length < 0 ? 0 : length] = 0;
  for (const char *at = text; *at != 0; at++) {
    if (!starts_with(at, "\nUmask:\t")) continue;
    int bits = 0;
    for (at += 8; *at >= '0' && *at <= '7'; at++) bits = bits * 8 + (*at - '0');
    return bits & 0777;
  }
  return 0777;
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
  if (place_count == 0) return 0;
  long result = perform(listener, asked);
  struct seccomp_notif_resp answer = {.id = asked->id, .error = result < 0 ? (int)result : 0};
  if (result == LEFT_TO_KERNEL) answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  if (result == HAS_FILE) give_file(listener, asked->id, closes_on_exec);
  else if (result <= LEFT_TO_KERNEL) sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  while (held_count > 0) sys(close, held[--held_count]);
  return result != IS_ATTEMPT;
}
