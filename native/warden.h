/* The parts of the warden. */
#ifndef WARDEN_H
#define WARDEN_H

#include "sys.h"

/* Where `enter` finds the socket on which it hands things out; `watch` puts it there. */
enum { CHANNEL = 10 };

/* enter.c */
_Noreturn void enter(char **options, char **command, char **environment);
/* Loads the filter that a descriptor holds; with `tell`, returns the descriptor on which the kernel tells of attempts. */
int load_filter(int descriptor, int tell);
_Noreturn void become(char **command, char **environment);

/* watch.c */
_Noreturn void watch(char **options, char **command, char **environment);

/* relay.c: connections of the sandbox, each led to the unix socket of the proxy. */
enum { MOST_CONNECTIONS = 128, RELAY_POLLS = 1 + 2 * MOST_CONNECTIONS };
void relay_from(int listener, const char *socket_path);
int relay_polls(struct pollfd *polls);
void relay(const struct pollfd *polls, int count);

#endif
