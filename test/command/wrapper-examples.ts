/** A command with wrappers, the program inside it, and commands whose inner program cannot be told. */
export interface WrapperExample {
  readonly match: readonly string[];
  readonly notMatch: readonly string[];
  /** Works without privileges and without a machine of its own, so bash can be asked too. */
  readonly runs?: boolean;
}

/** By wrapper; each command of `match` starts the program `xa`, none of `notMatch` is known to. */
export const wrapperExamples: Readonly<Record<string, WrapperExample>> = {
  env: {
    match: [
      "env xa",
      "env -- A=b xa",
      "env -u HOME A=b xa c",
      "env -uA xa",
      "env -S 'xa b'",
      "env -S'A=b xa' c",
      "env --split-string='xa b' c",
      "env -vS 'xa \"b c\"'",
      "env -S '-u B xa'",
      "env -S '-S xa'",
    ],
    notMatch: [
      "env -C /tmp xa",
      "env -S 'x\\_a'",
      "env -S '${A} b'",
      'env -S "$v"',
      "env --argv0=b xa",
      "env -S 'xa # b",
    ],
    runs: true,
  },
  nice: { match: ["nice xa", "nice -n 5 xa", "nice -5 xa", "nice --adj=3 xa"], notMatch: ["nice --x xa"], runs: true },
  ionice: { match: ["ionice -c 3 xa", "ionice -c2 -n7 xa"], notMatch: ["ionice -p 1 xa"], runs: true },
  nohup: { match: ["nohup xa", "nohup -- xa b"], notMatch: ["nohup -x xa"], runs: true },
  timeout: {
    match: ["timeout 5 xa", "timeout -k 1 5s xa", "timeout -s KILL 5 xa", "timeout --sig=KILL --foreground 5 xa"],
    notMatch: ["timeout --x 5 xa", "timeout $t"],
    runs: true,
  },
  stdbuf: {
    match: ["stdbuf -oL xa", "stdbuf -i0 -o 0 xa", "stdbuf --output=L xa"],
    notMatch: ["stdbuf -x xa"],
    runs: true,
  },
  time: { match: ["time xa", "time -p xa", "\\time -f %e xa", "'time' -v xa"], notMatch: ["\\time -x xa"] },
  setsid: { match: ["setsid xa", "setsid -w xa", "setsid --fork xa"], notMatch: ["setsid -x xa"] },
  setarch: {
    match: ["setarch x86_64 xa", "setarch -R xa", "setarch x86_64 -R xa"],
    notMatch: ["setarch b xa", "setarch --x xa"],
    runs: true,
  },
  linux64: { match: ["linux64 xa", "linux64 -R xa"], notMatch: ["linux64 --x xa"], runs: true },
  chrt: { match: ["chrt -b 0 xa", "chrt --other 0 xa"], notMatch: ["chrt -p 1", "chrt --x 0 xa"] },
  taskset: { match: ["taskset 1 xa", "taskset -c 0 xa"], notMatch: ["taskset -p 1 2", "taskset --x 1 xa"], runs: true },
  prlimit: {
    match: ["prlimit --nofile=99 xa", "prlimit -n99:99 --cpu=9 xa"],
    notMatch: ["prlimit --pid 1 xa"],
    runs: true,
  },
  flock: {
    match: ["flock l xa", "flock -n l xa b", "flock -w 1 l -c 'xa b'", "flock l --command xa"],
    notMatch: ["flock --x l xa", "flock l -c xa b", 'flock l -c "$v"'],
    runs: true,
  },
  watch: {
    match: ["watch xa", "watch -n 1 'xa b'", "watch -d -x xa b", "watch 'b; xa'"],
    notMatch: ["watch -n 1 $v", "watch --y xa"],
  },
  script: {
    match: ["script -qc xa /dev/null", "script --command 'xa b' t", "script t -c xa"],
    notMatch: ["script t", "script -q", "script --x -c xa"],
    runs: true,
  },
  strace: { match: ["strace -f -o t xa", "strace -e trace=open xa"], notMatch: ["strace -p 1", "strace --x xa"] },
  ltrace: { match: ["ltrace -f xa"], notMatch: ["ltrace -p 1"] },
  valgrind: { match: ["valgrind --leak-check=full xa"], notMatch: ["valgrind --db-command=xa b"] },
  gdb: { match: ["gdb -q --args xa b"], notMatch: ["gdb -ex 'shell xa' b"] },
  catchsegv: { match: ["catchsegv xa"], notMatch: ["catchsegv -x xa"] },
  fakeroot: { match: ["fakeroot xa", "fakeroot -- xa"], notMatch: ["fakeroot", "fakeroot -l x xa"] },
  "xvfb-run": { match: ["xvfb-run -a xa"], notMatch: ["xvfb-run -x xa"] },
  parallel: {
    match: ["parallel -j 2 xa ::: a b", "parallel 'xa {}; b' ::: c"],
    notMatch: ["parallel {} ::: xa", "parallel --x xa"],
  },
  "systemd-run": { match: ["systemd-run --user --scope xa"], notMatch: ["systemd-run --x xa"] },
  unshare: {
    match: ["unshare -r xa", "unshare --map-root-user --fork xa"],
    notMatch: ["unshare", "unshare --x xa"],
  },
  nsenter: { match: ["nsenter -t 1 -m xa"], notMatch: ["nsenter -t 1 -m", "nsenter --x xa"] },
  chroot: { match: ["chroot / xa", "chroot --userspec=a d xa"], notMatch: ["chroot d", "chroot --x d xa"] },
  proot: { match: ["proot -r d xa", "proot -0 xa"], notMatch: ["proot -x xa"] },
  setpriv: {
    match: ["setpriv --no-new-privs xa", "setpriv --reuid 1 --clear-groups xa"],
    notMatch: ["setpriv --x xa"],
  },
  sudo: {
    match: ["sudo xa", "sudo -u a -E B=c xa", "sudo -nH -- xa"],
    notMatch: ["sudo -e xa", "sudo -l", "sudo -U a xa"],
  },
  doas: { match: ["doas xa", "doas -u a xa"], notMatch: ["doas -x xa"] },
  pkexec: { match: ["pkexec xa", "pkexec --user a xa"], notMatch: ["pkexec", "pkexec --x xa"] },
  su: { match: ["su -c xa", "su a -c 'xa b'", "su - a -c xa", "su --command=xa"], notMatch: ["su", "su - a", "su -x"] },
  runuser: {
    match: ["runuser -u a xa", "runuser -u a -- xa -c b", "runuser a -c xa"],
    notMatch: ["runuser a", "runuser -x"],
  },
  busybox: {
    match: ["busybox xa", "busybox nice xa", "busybox sh -c xa"],
    notMatch: ["busybox", "busybox --list", "busybox $v"],
  },
  toybox: { match: ["toybox xa", "toybox timeout 5 xa"], notMatch: ["toybox --x"] },
  loader: {
    match: ["/lib64/ld-linux-x86-64.so.2 xa", "./ld-musl-x86_64.so.1 --library-path l xa", "/lib/ld-2.31.so xa"],
    notMatch: ["/lib64/ld-linux-x86-64.so.2 --list xa"],
  },
  command: {
    match: ["command xa", "command -p xa", "command -- xa"],
    notMatch: ["command -v xa", "command -V xa"],
    runs: true,
  },
  builtin: { match: ["builtin eval xa", "builtin command xa"], notMatch: ["builtin -x"], runs: true },
  exec: { match: ["exec xa", "exec -a b xa", "exec -cl xa"], notMatch: ["exec >b", "exec -x xa"] },
  xargs: {
    match: [
      "echo b | xargs xa",
      "echo b | xargs -n1 -r xa c",
      "echo b | xargs -I{} xa {}",
      "echo b | xargs -a /dev/null xa",
    ],
    notMatch: [
      "echo xa | xargs -I{} {}",
      "echo xa | xargs -I% sh -c %",
      "echo xa | xargs -i {}",
      'xargs -I"$v" xa',
      "xargs --x xa",
    ],
    runs: true,
  },
  find: {
    match: [
      "find . -maxdepth 0 -exec xa {} \\;",
      "find . -maxdepth 0 -exec xa + {} +",
      "find . -maxdepth 0 -execdir xa {} ';'",
      "find . -maxdepth 0 -exec true ';' -exec xa b ';'",
      "find . -maxdepth 0 -exec nice xa {} +",
      "find . -maxdepth 0 -exec sh -c xa ';'",
    ],
    notMatch: ["find . -maxdepth 0 -exec {} \\;", "find . -maxdepth 0 -exec sh -c 'xa{}' ';'", 'find . -exec "$v" ";"'],
    runs: true,
  },
  sh: {
    match: [
      "sh -c xa",
      "sh -ec 'xa b'",
      "sh -e -c xa",
      "sh -c -e xa",
      "sh -co errexit xa",
      "sh -o errexit -c xa",
      "sh -c -- xa",
      "sh -c - xa",
    ],
    notMatch: ['sh -c "$v"', "sh -c '$1' b xa", "sh -c '\"$@\"' b xa", "sh ./x xa", "sh -ic xa"],
    runs: true,
  },
  bash: {
    match: [
      "bash --norc -c xa",
      "bash -euo pipefail -c xa",
      "bash -O extglob -c xa",
      "bash -coo errexit nounset xa",
      "bash <<E\nxa\nE",
    ],
    notMatch: ["bash --rcfile x -c xa", "bash -lc xa", "bash -x"],
    runs: true,
  },
  zsh: { match: ["zsh -c xa", "ash -ec xa", "fish -c xa"], notMatch: ["zsh -c '(('", "zsh"] },
};
