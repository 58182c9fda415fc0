/* Inside: the last thing before the command. */
#include "warden.h"

/* INVARIANT: 4096 instructions are the most that the kernel takes. */
static char filter[4096 * 8 + 1];

int load_filter(int descriptor) {
  size_t size = read_all(descriptor, filter, sizeof filter);
  if (size == 0 || size % 8 != 0) give_up("the filter is none", NULL);
  const struct sock_fprog program = {(uint16_t)(size / 8), filter};
  if (sys(prctl, PR_SET_NO_NEW_PRIVS, 1) != 0) give_up("privileges cannot be given up", NULL);
  long result = sys(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (result < 0) give_up("the filter cannot be loaded", NULL);
  return (int)result;
}

int listen_on(int port) {
  const struct sockaddr_in address = {AF_INET, (uint16_t)(port >> 8 | (port & 255) << 8), 0x0100007f, {0}};
  int listener = (int)sys(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (listener < 0 || sys(bind, listener, &address, sizeof address) < 0 || sys(listen, listener, MOST_CONNECTIONS) < 0)
    give_up("the proxy cannot be shown", NULL);
  return listener;
}

void keep_channel(int socket) {
  /* Without the mark that closes it when a program is started. */
  long kept = socket == CHANNEL ? sys(fcntl, socket, F_SETFD, 0) : sys(dup3, socket, CHANNEL, 0);
  if (kept < 0) give_up("no descriptors left", NULL);
}

void hand_out(const int *descriptors, int count) {
  struct { struct cmsghdr header; int descriptors[2]; } control;
  size_t length = sizeof control.header + (size_t)count * sizeof(int);
  struct iovec byte = {&(char){0}, 1};
  struct msghdr message = {.iov = &byte, .iov_length = 1, .control = &control, .control_length = (length + 7) & ~7ul};
  control.header = (struct cmsghdr){length, SOL_SOCKET, SCM_RIGHTS};
  for (int i = 0; i < count; i++) control.descriptors[i] = descriptors[i];
  if (sys(sendmsg, CHANNEL, &message, MSG_NOSIGNAL) != 1) give_up("nobody watches", NULL);
}

void enter(char **options, char **command, char **environment) {
  int port = option_number(options, "--listen"), handed[2];
  int listener = port < 0 ? -1 : listen_on(port);
  handed[0] = load_filter(option_number(options, "--filter"));
  handed[1] = listener;
  hand_out(handed, listener < 0 ? 1 : 2);
  become(command, environment);
}

static void try_program(const char *path, char **command, char **environment, int *why) {
  long result = sys(execve, path, command, environment);
  if (result == -ENOEXEC) {
    /* A script without a first line for the kernel is the shell's. */
    static char *words[4096];
    int count = 0;
    words[count++] = "/bin/sh";
    words[count++] = (char *)path;
    while (count < 4095 && *++command != NULL) words[count++] = *command;
    if (count < 4095) result = sys(execve, "/bin/sh", words, environment);
  }
  if (result != -ENOENT && result != -ENOTDIR) *why = (int)-result;
}

/* Becomes the command, whose program is looked up in PATH: 127 when there is none that can be executed. */
void become(char **command, char **environment) {
  const uint64_t none = 0;
  /* What was ignored here. */
  set_signal(SIGTERM, SIG_DFL), set_signal(SIGPIPE, SIG_DFL), set_signal(SIGXFSZ, SIG_DFL);
  sys(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
  /* INVARIANT: the command has its standard descriptors, and nothing of ours. */
  if (sys(close_range, 3, ~0u, 0) != 0) give_up("descriptors cannot be closed", NULL);
  int why = ENOENT;
  const char *name = command[0], *search = "";
  for (const char *at = name; *at != 0; at++)
    if (*at == '/') search = NULL;
  if (search == NULL) try_program(name, command, environment, &why);
  for (char **variable = environment; search != NULL && *variable != NULL; variable++)
    if (starts_with(*variable, "PATH=")) search = *variable + 5;
  while (search != NULL && *search != 0) {
    char path[4096], *end = path;
    while (*search != 0 && *search != ':' && end < path + 2048) *end++ = *search++;
    if (*search == ':') search++;
    if (length_of(name) > 1024) break;
    *put(put(end, "/"), name) = 0;
    try_program(path, command, environment, &why);
  }
  say(name, why == ENOENT ? "not found" : why == EACCES ? "permission denied" : "cannot be executed");
  leave(127);
}
