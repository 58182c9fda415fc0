/* What a call is about: read from the memory of whoever makes it, and held. */
#include "broker.h"

int caller;
struct operand operands[2];

static int held[16], held_count;

int hold(long fd) {
  if (fd >= 0) held[held_count++] = (int)fd;
  return (int)fd;
}

void let_go(void) {
  while (held_count > 0) sys(close, held[--held_count]);
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
long read_memory(uint64_t address, char *to, size_t size, int is_text) {
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

long take_descriptor(struct operand *o, int fd, int flags) {
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

long take_path(struct operand *o, int directory, uint64_t address) {
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
  /* What was rewritten is not written over. */
  const struct alias *alias = o->path == o->read ? alias_of(o->path) : NULL;
  o->is_alias = alias != NULL;
  if (alias != NULL && alias->to == NULL) o->is_file = 1, o->base = alias->file;
  if (alias != NULL && alias->to != NULL) rewrite(o, alias->from, alias->to);
  return 0;
}

int is_valid(int listener, uint64_t id) {
  return sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static int open_beneath(int base, const char *path, uint64_t flags) {
  const struct open_how how = {O_PATH | O_CLOEXEC | flags, 0, RESOLVE_NO_MAGICLINKS};
  return hold(sys(openat2, base, path, &how, sizeof how));
}

char place_of(int fd, struct operand *o) {
  char path[64];
  put_descriptor(path, 0, fd);
  long length = sys(readlinkat, AT_FDCWD, path, o->place, PATH_ROOM);
  o->place[length > 0 && length < PATH_ROOM && o->place[0] == '/' ? length : 0] = 0;
  return kind_of(o->place);
}

int find(struct operand *o, uint64_t flags) {
  return o->is_file ? o->base : open_beneath(o->base, o->path, flags);
}

char find_parent(struct operand *o) {
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

int mask_of(void) {
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
