/*
 * A sandbox of Landlock, for machines that give no namespaces. Four processes:
 *
 *   the warden      in a first domain of Landlock: all that the command may see or change, which it does for it (broker.c)
 *   its companion   in the same domain; when the warden is killed, it kills all that is left
 *   the command     in a second domain within the first, in which nothing can be changed
 *   and all it starts
 *
 * INVARIANT: a signal does not leave a domain that is scoped. So nothing within can signal the two outside of its own, and
 * these kill everything of theirs at once, and nothing else, by a signal to every process there is.
 */
#include "warden.h"

enum { MOST_RULES = 1024, MOST_VARIABLES = 1024, MOST_LIMITS = 16, ALL_FILE_ACCESS = 0xffff, ALL_TCP = 3, SCOPES = 3, RULE_PATH_BENEATH = 1 };

struct ruleset { uint64_t files, network, scopes; };
struct beneath { uint64_t access; int directory; } __attribute__((packed));

static char words[1 << 20];
static struct rule {
  int is_outer;
  uint64_t access;
  const char *path;
} rules[MOST_RULES];
static struct limit {
  int resource;
  struct rlimit values;
} limits[MOST_LIMITS];
static int rule_count, variable_count, limit_count, is_scoped;
static char *variables[MOST_VARIABLES + 1];
static const char *directory = "/", *identity;
static long group = -1, processes = -1, others;

static const char *next_word(char **at, const char *end) {
  const char *word = *at;
  if (word >= end) give_up("the plan ends too early", NULL);
  *at += length_of(word) + 1;
  return word;
}

static long next_number(char **at, const char *end) {
  long number = number_of(next_word(at, end));
  if (number < 0) give_up("the plan has no number", NULL);
  return number;
}

static int write_file(const char *path, const char *text) {
  int fd = (int)sys(openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
  int is_written = fd >= 0 && sys(write, fd, text, length_of(text)) == (long)length_of(text);
  if (fd >= 0) sys(close, fd);
  return is_written;
}

static void join(const char *group) {
  if (!write_file(group, "0")) give_up("the control group cannot be joined", group);
}

/* Words that each end with NUL: what to be, what to see, where to be. */
static void read_plan(int descriptor) {
  const char *end = words + read_all(descriptor, words, sizeof words - 1);
  for (char *at = words; at < end;) {
    const char *word = next_word(&at, end);
    if (same(word, "identity")) {
      identity = next_word(&at, end);
      group = next_number(&at, end);
    } else if (same(word, "join")) {
      join(next_word(&at, end));
    } else if (same(word, "limit")) {
      if (limit_count == MOST_LIMITS) give_up("too many limits", NULL);
      struct limit *limit = &limits[limit_count++];
      limit->resource = (int)next_number(&at, end);
      limit->values.soft = (uint64_t)next_number(&at, end);
      limit->values.hard = (uint64_t)next_number(&at, end);
    } else if (same(word, "processes")) {
      processes = next_number(&at, end);
      others = next_number(&at, end);
    } else if (same(word, "directory")) {
      directory = next_word(&at, end);
    } else if (same(word, "variable")) {
      if (variable_count == MOST_VARIABLES) give_up("too many variables", NULL);
      variables[variable_count++] = (char *)next_word(&at, end);
    } else if (same(word, "rule") || same(word, "outer-rule")) {
      if (rule_count == MOST_RULES) give_up("too many rules", NULL);
      long access = next_number(&at, end);
      rules[rule_count++] = (struct rule){word[0] == 'o', (uint64_t)access, next_word(&at, end)};
    } else if (same(word, "place")) {
      const char *kind = next_word(&at, end);
      add_place(kind[0], next_word(&at, end));
    } else if (same(word, "file")) {
      const char *path = next_word(&at, end);
      add_file(path, next_word(&at, end));
    } else if (same(word, "alias")) {
      const char *from = next_word(&at, end);
      add_alias(from, next_word(&at, end));
    } else {
      give_up("the plan has an unknown word", word);
    }
  }
}

static int map_identity(const char *path, long id) {
  char text[64];
  *put(put_number(put(text, "1000 "), (unsigned long)id), " 1") = 0;
  return write_file(path, text);
}

/*
 * Becomes the user that is wanted, and nobody's superuser. A user namespace, where there may be one, shows it as 1000 and
 * counts its processes by themselves; 1 when there is one.
 */
static int take_identity(void) {
  long user = number_of(identity);
  if (user < 0) give_up("the plan has no number", NULL);
  sys(setgroups, 0, 0);
  if (sys(setresgid, group, group, group) != 0 || sys(setresuid, user, user, user) != 0)
    give_up("the user cannot be changed", identity);
  sys(prctl, PR_SET_DUMPABLE, 1);
  int is_mapped = sys(unshare, CLONE_NEWUSER) == 0;
  if (is_mapped && !(write_file("/proc/self/setgroups", "deny") && map_identity("/proc/self/uid_map", user) &&
                     map_identity("/proc/self/gid_map", group)))
    give_up("the user cannot be shown as another", identity);
  /* INVARIANT: no capability is left, and none comes back by the user's number. */
  for (int capability = 0; sys(prctl, PR_CAPBSET_DROP, capability) == 0;) capability++;
  sys(prctl, PR_SET_SECUREBITS, 0xef);
  const uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  if (sys(capset, header, none) != 0) give_up("capabilities cannot be given up", NULL);
  return is_mapped;
}

static int make_ruleset(void) {
  const struct ruleset all = {ALL_FILE_ACCESS, ALL_TCP, SCOPES};
  int ruleset = (int)sys(landlock_create_ruleset, &all, sizeof all, 0);
  if (ruleset < 0) give_up("there is no Landlock that is new enough", NULL);
  return ruleset;
}

/* Makes what the warden may do, and what the command may do, which is a part of it. */
static void make_domains(int *outer, int *inner) {
  *outer = make_ruleset(), *inner = make_ruleset();
  for (const struct rule *rule = rules; rule < rules + rule_count; rule++) {
    int root = (int)sys(openat, AT_FDCWD, rule->path, O_PATH | O_CLOEXEC);
    const struct beneath beneath = {rule->access, root};
    int is_added = root >= 0 && sys(landlock_add_rule, *outer, RULE_PATH_BENEATH, &beneath, 0) == 0;
    if (!rule->is_outer) is_added = is_added && sys(landlock_add_rule, *inner, RULE_PATH_BENEATH, &beneath, 0) == 0;
    if (!is_added) give_up("cannot be shown", rule->path);
    sys(close, root);
  }
}

static void enter_domain(int ruleset) {
  if (sys(prctl, PR_SET_NO_NEW_PRIVS, 1) != 0 || sys(landlock_restrict_self, ruleset, 0) != 0)
    give_up("Landlock cannot be entered", NULL);
}

int keeps_signals_in(int outside) {
  const struct ruleset scoped = {0, 0, SCOPES};
  int ruleset = (int)sys(landlock_create_ruleset, &scoped, sizeof scoped, 0);
  if (ruleset < 0 || sys(prctl, PR_SET_NO_NEW_PRIVS, 1) != 0 || sys(landlock_restrict_self, ruleset, 0) != 0) return 0;
  return sys(kill, outside, 0) == -EPERM;
}

/* INVARIANT: a signal to every process there is goes out only where the kernel was seen to keep it in. */
static void require_scope(void) {
  int outside = (int)sys(getppid);
  if (sys(kill, outside > 0 ? outside : 1, 0) != -EPERM) give_up("signals are not kept in", NULL);
  is_scoped = 1;
}

static void kill_all(void) {
  if (is_scoped) sys(kill, -1, SIGKILL);
}

/* Waits for the end of the warden, and then ends everything. */
static _Noreturn void accompany(int end) {
  char byte;
  set_signal(SIGTERM, SIG_IGN);
  for (int fd = 0; fd < end; fd++) sys(close, fd);
  sys(close_range, end + 1, ~0u, 0);
  while (sys(read, end, &byte, 1) == -EINTR) continue;
  kill_all();
  leave(0);
}

/* The user's processes in all, whoever of them starts one: the warden does, too. */
static void limit_processes(int is_mapped) {
  const uint64_t most = (uint64_t)(is_mapped ? processes : processes + others);
  const struct rlimit limit = {most, most};
  if (processes >= 0 && sys(prlimit64, 0, RLIMIT_NPROC, &limit, 0) != 0) give_up("processes cannot be limited", NULL);
}

static _Noreturn void start(int domain, int filter, int channel, int is_mapped, int umask, char **command) {
  if (sys(setsid) < 0 || sys(chdir, directory) != 0) give_up("there is no such directory", directory);
  for (int i = 0; i < limit_count; i++)
    if (sys(prlimit64, 0, limits[i].resource, &limits[i].values, 0) != 0) give_up("a process cannot be limited", NULL);
  limit_processes(is_mapped);
  sys(umask, umask);
  enter_domain(domain);
  keep_channel(channel);
  int listener = load_filter(filter);
  hand_out(&listener, 1);
  become(command, variables);
}

void confine(char **options, char **command) {
  const uint64_t children = 1ul << (SIGCHLD - 1);
  struct watched watched = {.report = option_number(options, "--report")};
  int channel[2], end[2], outer, inner, filter = option_number(options, "--filter"), plan = option_number(options, "--plan");
  read_plan(plan);
  int is_mapped = take_identity(), umask = (int)sys(umask, 0);
  sys(prctl, PR_SET_PDEATHSIG, SIGKILL);
  sys(prctl, PR_SET_CHILD_SUBREAPER, 1);
  set_signal(SIGPIPE, SIG_IGN);
  set_signal(SIGXFSZ, SIG_IGN);
  sys(rt_sigprocmask, SIG_BLOCK, &children, 0, sizeof children);
  /* What is cut to a length for the command is as long as it may make files itself. */
  for (int i = 0; i < limit_count; i++)
    if (limits[i].resource == RLIMIT_FSIZE) sys(prlimit64, 0, RLIMIT_FSIZE, &limits[i].values, 0);
  make_domains(&outer, &inner);
  enter_domain(outer);
  require_scope();
  if (sys(pipe2, end, O_CLOEXEC) != 0 || sys(socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0)
    give_up("no descriptors left", NULL);
  watched.companion = fork();
  if (watched.companion == 0) accompany(end[0]);
  watched.child = watched.companion < 0 ? -1 : fork();
  if (watched.child == 0) start(inner, filter, channel[1], is_mapped, umask, command);
  if (watched.child < 0) give_up("no process left", NULL);
  limit_processes(is_mapped);
  watched.channel = channel[0];
  hide(watched.companion);
  keep_to_oneself(end[1]);
  const int others[] = {0, 1, 2, filter, plan, outer, inner, end[0], channel[1]};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) sys(close, others[i]);
  int status = supervise(&watched);
  /* INVARIANT: nothing outlives the command. */
  kill_all();
  for (long buried = 0; buried >= 0 || buried == -EINTR;) buried = sys(wait4, -1, 0, 0);
  tell_attempts();
  leave(status < 0 ? 125 : status & 127 ? 128 + (status & 127) : status >> 8 & 255);
}
