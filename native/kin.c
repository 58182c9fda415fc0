/* What of /proc is of a sandbox's own processes. */
#include "broker.h"

static int companion;

void hide(int process) {
  companion = process;
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
int is_of_own_process(const char *place) {
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
