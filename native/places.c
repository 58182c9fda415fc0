/* What lies where for a command: its places, and what has another name inside. */
#include "broker.h"

enum { MOST_PLACES = 4096, MOST_ALIASES = 16 };

static struct place {
  char kind;
  const char *path;
} places[MOST_PLACES];
static struct alias aliases[MOST_ALIASES];
static int place_count, alias_count;

void add_place(char kind, const char *path) {
  if (place_count == MOST_PLACES) give_up("too many places", path);
  places[place_count++] = (struct place){kind, path};
}

static struct alias *new_alias(const char *from) {
  if (alias_count == MOST_ALIASES) give_up("too many aliases", from);
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

int has_places(void) {
  return place_count > 0;
}

int lies_beneath(const char *path, const char *root) {
  size_t length = length_of(root);
  return starts_with(path, root) && (path[length] == 0 || path[length] == '/');
}

char kind_of(const char *path) {
  char kind = ELSEWHERE;
  size_t longest = 0;
  for (const struct place *p = places; p < places + place_count; p++) {
    if (length_of(p->path) < longest || !lies_beneath(path, p->path)) continue;
    kind = p->kind;
    longest = length_of(p->path);
  }
  return kind;
}

int holds_still(const char *path) {
  for (const struct place *p = places; p < places + place_count; p++)
    if (lies_beneath(p->path, path)) return 1;
  return 0;
}

const struct alias *alias_of(const char *path) {
  for (const struct alias *alias = aliases; alias < aliases + alias_count; alias++)
    if (alias->to == NULL ? same(path, alias->from) : lies_beneath(path, alias->from)) return alias;
  return NULL;
}
