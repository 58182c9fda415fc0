/*
 * warden: what a sandbox needs that a script cannot do.
 *
 *   warden check                                        what works here, in words
 *   warden watch --report FD [--egress SOCKET] -- ...   outside: becomes the parent of a launcher, counts the attempts of
 *                                                       what it launches, and leads its connections to a proxy
 *   warden enter --filter FD [--tell 1] [--listen PORT] -- ...
 *                                                       inside: loads the filter, hands its ends out, becomes the command
 *   warden carry PORT                                   in a container: carries its connections to whoever started it
 *   warden confine --filter FD --plan FD --report FD -- ...
 *                                                       both of them, with Landlock in the place of a launcher
 *
 * `watch` and `enter` decide nothing: a filter does, in the kernel. What runs outside is asked about calls that fail when
 * nobody answers, and its answer is that they fail. How `confine` decides stands in broker.c.
 */
#include "warden.h"

static _Noreturn void check(void);

__attribute__((used)) _Noreturn void begin(long *stack) {
  long count = stack[0];
  char **words = (char **)(stack + 1), **environment = words + count + 1;
  if (count < 2) give_up("usage", "warden check | watch | enter | carry | confine");
  char **command = words + 2;
  while (*command != NULL && !same(*command, "--")) command++;
  if (same(words[1], "check")) check();
  if (same(words[1], "carry") && count == 3 && number_of(words[2]) > 0) carry(listen_on((int)number_of(words[2])));
  if (*command == NULL || command[1] == NULL) give_up("no command", words[1]);
  if (same(words[1], "watch")) watch(words + 2, command + 1, environment);
  if (same(words[1], "enter")) enter(words + 2, command + 1, environment);
  if (same(words[1], "confine")) confine(words + 2, command + 1);
  give_up("unknown", words[1]);
}

/* Tries in a child whether a filter with a listener can be loaded: not where there is one already. */
static int can_tell(void) {
  static const uint32_t allow_all[2] = {0x06, 0x7fff0000};
  const struct sock_fprog program = {1, allow_all};
  int child = fork(), status = 1;
  if (child == 0) {
    sys(prctl, PR_SET_NO_NEW_PRIVS, 1);
    leave(sys(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) < 0);
  }
  return child > 0 && sys(wait4, child, &status) == child && status == 0;
}

/* Tries in a child whether Landlock keeps a signal in: to this process, which is outside. */
static int can_scope(void) {
  int outside = (int)sys(getpid), child = fork(), status = 1;
  if (child == 0) leave(!keeps_signals_in(outside));
  return child > 0 && sys(wait4, child, &status) == child && status == 0;
}

static _Noreturn void check(void) {
  long landlock = sys(landlock_create_ruleset, 0, 0, 1);
  if (landlock >= LANDLOCK_WITH_SCOPES && !can_scope()) landlock = 0;
  char line[64], *end = put(line, "warden 1 attempts ");
  end = put_number(end, (unsigned)can_tell());
  end = put(end, " landlock ");
  end = put_number(end, landlock > 0 ? (unsigned long)landlock : 0);
  end = put(end, "\n");
  leave(sys(write, 1, line, end - line) != end - line);
}
