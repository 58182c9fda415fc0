/* The parts of the warden. */
#ifndef WARDEN_H
#define WARDEN_H

#include "sys.h"

/* Where what is inside finds the socket on which it hands things out. */
enum { CHANNEL = 10 };

/* enter.c: inside, the last thing before the command. */
_Noreturn void enter(char **options, char **command, char **environment);
/* Loads the filter that a descriptor holds; the descriptor on which the kernel tells of attempts. */
int load_filter(int descriptor);
/* Makes a socket the one on which things are handed out. */
void keep_channel(int socket);
void hand_out(const int *descriptors, int count);
_Noreturn void become(char **command, char **environment);
/* Listens on this port of the loopback interface. */
int listen_on(int port);

/* watch.c: outside, the parent of a launcher. */
_Noreturn void watch(char **options, char **command, char **environment);
struct watched {
  /* The child that is waited for, and another whose end means that something is wrong; 0 without. */
  int child, companion;
  /* Its end of CHANNEL, and where to say what it tried. */
  int channel, report;
  /* The socket of the proxy; NULL without. */
  const char *egress;
};
/* Answers until the child ends: its status, or -1 when nobody wants to know any more. */
int supervise(const struct watched *watched);
void tell_attempts(void);

/* relay.c: connections of the sandbox, each led to the unix socket of the proxy. */
enum { MOST_CONNECTIONS = 128, RELAY_POLLS = 1 + 2 * MOST_CONNECTIONS };
void relay_from(int listener, const char *socket_path);
int relay_polls(struct pollfd *polls);
void relay(const struct pollfd *polls, int count);

/* carry.c: connections that arrive at a listener, carried over the standard streams. */
_Noreturn void carry(int listener);

/* confine.c: a sandbox of Landlock, for want of namespaces. */
_Noreturn void confine(char **options, char **command);
/* The first version of Landlock with scopes (Linux 6.12). */
enum { LANDLOCK_WITH_SCOPES = 6 };
/* Enters a domain that has only scopes, and tells whether a process outside of it is out of reach. */
int keeps_signals_in(int outside);

/* broker.c: files, opened and changed for those who may not do so themselves. What there is stands in broker.h. */
void add_place(char kind, const char *path);
void add_alias(const char *from, const char *to);
void add_file(const char *path, const char *content);
/* A process that is not shown. */
void hide(int process);
/* A descriptor that nobody who is started here may hold. */
void keep_to_oneself(int descriptor);
/* Answers a call that asks for one; 0 when it is none, or one that counts as an attempt. */
int broker(int listener, const struct seccomp_notif *asked);

#endif
