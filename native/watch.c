/* Outside: the parent of a launcher. */
#include "warden.h"

/* Calls of the tables have smaller numbers. */
enum { MOST_CALLS = 512 };
static unsigned long attempts[MOST_CALLS];
static int report, listener = -1;

static void tell(int call) {
  char line[64], *end = put(line, "blocked ");
  end = put_number(put(put_number(end, (unsigned)call), " "), attempts[call]);
  end = put(end, "\n");
  sys(sendto, report, line, end - line, MSG_NOSIGNAL);
}

/* Answers one call. An attempt stays refused, whatever its arguments; a number is all that is kept of it. */
static void answer(void) {
  struct seccomp_notif attempt = {0};
  if (sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &attempt) < 0 || broker(listener, &attempt)) return;
  struct seccomp_notif_resp refusal = {.id = attempt.id, .error = -EPERM};
  sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &refusal);
  int call = attempt.data.number;
  /* The first is told at once, in case nobody is left to tell the sum. */
  if (call >= 0 && call < MOST_CALLS && attempts[call]++ == 0) tell(call);
}

/* Takes over the ends that `enter` hands out: where attempts are told of, and where connections arrive. */
static void take_over(int channel, const char *egress) {
  char byte;
  struct { struct cmsghdr header; int descriptors[2]; } control;
  struct iovec iov = {&byte, 1};
  struct msghdr message = {.iov = &iov, .iov_length = 1, .control = &control, .control_length = sizeof control};
  if (sys(recvmsg, channel, &message, MSG_CMSG_CLOEXEC) != 1 || message.control_length < sizeof control.header) return;
  listener = control.descriptors[0];
  sys(sendto, report, "started\n", 8, MSG_NOSIGNAL);
  size_t both = sizeof control.header + 2 * sizeof(int);
  if (control.header.length >= both && egress != NULL) relay_from(control.descriptors[1], egress);
}

static _Noreturn void launch(int channel, char **command, char **environment) {
  const uint64_t none = 0;
  sys(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
  /* A launcher that heeds SIGTERM would take the command along at once; the command itself gets it back. */
  set_signal(SIGTERM, SIG_IGN);
  keep_channel(channel);
  sys(execve, command[0], command, environment);
  give_up("cannot be started", command[0]);
}

void tell_attempts(void) {
  for (int call = 0; call < MOST_CALLS; call++)
    if (attempts[call] > 1) tell(call);
}

/* Buries who has ended; 1 once it is the child or its companion. */
static int has_ended(const struct watched *watched, int *status) {
  for (;;) {
    int ended = (int)sys(wait4, -1, status, WNOHANG);
    if (ended <= 0) return 0;
    if (ended == watched->child) return 1;
    if (ended != watched->companion) continue;
    *status = -1;
    return 1;
  }
}

int supervise(const struct watched *watched) {
  const uint64_t children = 1ul << (SIGCHLD - 1);
  int signals = (int)sys(signalfd4, -1, &children, sizeof children, SOCK_CLOEXEC), handed_over = 0, status;
  struct pollfd polls[3 + RELAY_POLLS];
  report = watched->report;
  for (;;) {
    polls[0] = (struct pollfd){signals, POLLIN, 0};
    /* An end that says nothing: gone with who started this. */
    polls[1] = (struct pollfd){report, 0, 0};
    polls[2] = (struct pollfd){handed_over ? listener : watched->channel, POLLIN, 0};
    int count = 3 + relay_polls(polls + 3);
    if (sys(ppoll, polls, count) < 0) continue;
    if (polls[2].revents & POLLIN) {
      if (handed_over) answer();
      else take_over(watched->channel, watched->egress);
      handed_over = 1;
    } else if (polls[2].revents != 0) {
      /* Nobody is left inside. */
      handed_over = 1, listener = -1;
    }
    relay(polls + 3, count - 3);
    if (polls[1].revents != 0) return -1;
    struct signalfd_siginfo ended;
    if ((polls[0].revents & POLLIN) && sys(read, signals, &ended, sizeof ended) > 0 && has_ended(watched, &status)) return status;
  }
}

/* Ends as the launcher did. */
static _Noreturn void end_like(int status) {
  int signal = status & 127;
  if (status < 0) leave(125);
  if (signal == 0) leave(status >> 8 & 255);
  const uint64_t none = 0;
  set_signal(signal, SIG_DFL);
  sys(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
  sys(kill, sys(getpid), signal);
  leave(128 + signal);
}

void watch(char **options, char **command, char **environment) {
  const uint64_t children = 1ul << (SIGCHLD - 1);
  struct watched watched = {.report = option_number(options, "--report"), .egress = option(options, "--egress")};
  int channel[2];
  /* INVARIANT: who started this wants nothing to outlive it, and neither does the launcher outlive this. */
  sys(prctl, PR_SET_PDEATHSIG, SIGKILL);
  set_signal(SIGPIPE, SIG_IGN);
  sys(rt_sigprocmask, SIG_BLOCK, &children, 0, sizeof children);
  if (sys(socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0) give_up("no descriptors left", NULL);
  watched.child = fork();
  if (watched.child < 0) give_up("no process left", NULL);
  if (watched.child == 0) launch(channel[1], command, environment);
  watched.channel = channel[0];
  /* What the sandbox is told by descriptors is not for here. */
  for (int fd = 0; fd < channel[0]; fd++)
    if (fd != 2 && fd != watched.report) sys(close, fd);
  sys(close_range, channel[1], ~0u, 0);
  int status = supervise(&watched);
  tell_attempts();
  end_like(status);
}
