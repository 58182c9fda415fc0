/* What the parts of the broker share. */
#ifndef BROKER_H
#define BROKER_H

#include "warden.h"

enum { PATH_ROOM = 4096 };
/* Results of an operation beside 0 and negated error numbers. */
enum { LEFT_TO_KERNEL = 1, IS_ATTEMPT = 2, HAS_FILE = 3, IS_ANSWERED = 4 };

/* places.c: what may be done beneath a path: w(rite), r(ead), r(ead) although it lies in what can be written, as it is
   p(rotected), or nothing, as it is d(enied). The longest path that holds counts; there may be none. */
enum { ELSEWHERE = 'o' };
char kind_of(const char *path);
int has_places(void);
/* Whether something that must stay where it is lies there or beneath. */
int holds_still(const char *path);
int lies_beneath(const char *path, const char *root);
/* A path that is another one inside, or a file that is nowhere else. */
struct alias {
  const char *from, *to;
  int file;
};
const struct alias *alias_of(const char *path);

/* operand.c: the thread that makes the call at hand, and what the call is about. */
extern int caller;
extern struct operand {
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
/* Keeps a descriptor until the call is answered. */
int hold(long fd);
void let_go(void);
long read_memory(uint64_t address, char *to, size_t size, int is_text);
long take_descriptor(struct operand *o, int fd, int flags);
long take_path(struct operand *o, int directory, uint64_t address);
int mask_of(void);
/* INVARIANT: asked after all was read of a process: that it was its own, and not of one that has its number since. */
int is_valid(int listener, uint64_t id);
/* Holds the file itself; its descriptor, or why not. */
int find(struct operand *o, uint64_t flags);
/* Where a file lies; its kind. */
char place_of(int fd, struct operand *o);
/* Holds the directory of what may not be there yet; the kind of the place it would have, or 0 where there is none. */
char find_parent(struct operand *o);

/* kin.c: whether a path beneath /proc is of one of the sandbox's own processes, and may be read. */
int is_of_own_process(const char *place);

#endif
