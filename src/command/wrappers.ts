import { type Grammar, grammar, type Role } from "./options.ts";

/** How a program names the program it starts. */
export interface Wrapper {
  /** Options before the inner program; one with the role `code` holds text for a shell. */
  readonly options: Grammar;
  /** Its own operands, which come before the inner program; those with a role `read` or `write` are files. */
  readonly operands: readonly Role[];
  /** Takes `NAME=value` before the inner program. */
  readonly assigns?: boolean;
  /** Adds arguments that are known only when it runs. */
  readonly appends?: boolean;
  /** Options whose value is replaced in the inner program's arguments; the text they replace when it is not given. */
  readonly replaces?: Readonly<Record<string, string>>;
  /** The wrapper is judged as a program too. */
  readonly judged?: boolean;
  /** Options with which it only answers a question and starts nothing. */
  readonly queries?: readonly string[];
  /** Gives what it starts to a shell as one text, unless one of these options is given. */
  readonly joins?: readonly string[];
  /** Starts a shell when it is given no program. */
  readonly fallsToShell?: boolean;
  /** Its options may also stand behind its operands; only an option with the role `code` starts anything. */
  readonly permutes?: boolean;
  /** Text for a shell may stand behind its own operands, after one of these. */
  readonly codeBehind?: readonly string[];
}

type WrapperText = Partial<Omit<Wrapper, "options">>;

function wraps(options: string, rest: WrapperText = {}): Wrapper {
  return { options: grammar(options), operands: [], ...rest };
}

const limits =
  "-c,--core[=text] -d,--data[=text] -e,--nice[=text] -f,--fsize[=text] -i,--sigpending[=text] -l,--memlock[=text] -m,--rss[=text] -n,--nofile[=text] -q,--msgqueue[=text] -r,--rtprio[=text] -s,--stack[=text] -t,--cpu[=text] -u,--nproc[=text] -v,--as[=text] -x,--locks[=text] -y,--rttime[=text]";
const tracing =
  "-f,--follow-forks -ff -c -C -d -i -k -q -qq -r -t -tt -ttt -T -v -w -x -xx -y -yy -z -Z -a=text -e=text -s=text -S=text -P=text -b=text -o=write -O=text";
const architecture = wraps("-R,--addr-no-randomize -v,--verbose -3,--3gb -B,--32bit --uname-2.6");
const otherUser = { judged: true, fallsToShell: true } as const;

/** Wrappers by name; one whose options are not fully understood is not taken off. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    "env",
    wraps("-i,--ignore-environment -u,--unset=text -0,--null -v,--debug -C,--chdir! -S,--split-string!", {
      assigns: true,
    }),
  ],
  ["nice", wraps("-n,--adjustment=text -#")],
  ["ionice", wraps("-c,--class=text -n,--classdata=text -t,--ignore")],
  ["nohup", wraps("")],
  [
    "timeout",
    wraps("-k,--kill-after=text -s,--signal=text -p,--preserve-status -f,--foreground -v,--verbose", {
      operands: ["text"],
    }),
  ],
  ["stdbuf", wraps("-i,--input=text -o,--output=text -e,--error=text")],
  ["time", wraps("-p,--portability -v,--verbose -q,--quiet -f,--format=text -o,--output=write -a,--append")],
  ["setsid", wraps("-c,--ctty -f,--fork -w,--wait")],
  ["setarch", architecture],
  ...["linux32", "linux64", "i386", "i686", "x86_64"].map((name) => [name, architecture] as const),
  [
    "chrt",
    wraps("-b,--batch -i,--idle -o,--other -r,--rr -f,--fifo -R,--reset-on-fork -v,--verbose", { operands: ["text"] }),
  ],
  ["taskset", wraps("-c,--cpu-list", { operands: ["text"] })],
  ["prlimit", wraps(`${limits} -p,--pid!=text -o,--output=text --noheadings --raw --verbose`)],
  [
    "flock",
    wraps(
      "-s,--shared -x,-e,--exclusive -u,--unlock -n,--nb,--nonblock -w,--wait,--timeout=text -E,--conflict-exit-code=text -o,--close -F,--no-fork --verbose",
      { operands: ["write"], codeBehind: ["-c", "--command"] },
    ),
  ],
  [
    "watch",
    wraps(
      "-b,--beep -c,--color -C,--no-color -d,--differences[=text] -e,--errexit -g,--chgexit -q,--equexit=text -n,--interval=text -p,--precise -r,--no-rerun -t,--no-title -w,--no-wrap -x,--exec",
      { joins: ["exec"] },
    ),
  ],
  [
    "script",
    wraps(
      "-a,--append -c,--command=code -e,--return -f,--flush --force -q,--quiet -I,--log-in=write -O,--log-out=write -B,--log-io=write -T,--log-timing=write -t,--timing[=write] -E,--echo=text -m,--logging-format=text -o,--output-limit=text",
      { permutes: true, judged: true, fallsToShell: true },
    ),
  ],
  ["strace", wraps(`${tracing} -E=text -u!=text -p!=text`, { judged: true })],
  ["ltrace", wraps(`${tracing} -l=text -L -n=text -F!=text -u!=text -p!=text`, { judged: true })],
  [
    "valgrind",
    wraps(
      "--tool=text --leak-check=text --show-leak-kinds=text --track-origins=text --error-exitcode=text --num-callers=text --log-file=write --xml=text --xml-file=write --suppressions=read --gen-suppressions=text --trace-children=text --child-silent-after-fork=text -q,--quiet -v,--verbose -s",
      { judged: true },
    ),
  ],
  ["gdb", wraps("-q,--quiet --silent --batch --nx -n --args", { judged: true })],
  ["catchsegv", wraps("")],
  ["fakeroot", wraps("-u,--unknown-is-real -s=write -i=read -b=text", { fallsToShell: true })],
  [
    "xvfb-run",
    wraps(
      "-a,--auto-servernum -n,--server-num=text -s,--server-args=text -e,--error-file=write -l,--listen-tcp -w,--wait=text",
    ),
  ],
  [
    "parallel",
    wraps(
      "-j,--jobs=text -k,--keep-order --bar --eta --progress -n,--max-args=text -N=text -0,--null --halt=text --dry-run --will-cite -X -m -v,--verbose -t,--tag --joblog=write -a,--arg-file=read --colsep=text -d,--delimiter=text --retries=text --timeout=text -I=text",
      { joins: [], appends: true, judged: true, replaces: { I: "{}" } },
    ),
  ],
  [
    "systemd-run",
    wraps(
      "--user --system --scope -t,--pty -P,--pipe -q,--quiet -G,--collect --wait -p,--property=text --unit=text --slice=text --nice=text -E,--setenv=text -d,--same-dir --working-directory=text --uid=text --gid=text --on-calendar=text --on-active=text --on-boot=text --description=text -r,--remain-after-exit",
      { judged: true },
    ),
  ],
  [
    "unshare",
    wraps(
      "-m,--mount[=text] -u,--uts[=text] -i,--ipc[=text] -n,--net[=text] -p,--pid[=text] -U,--user[=text] -C,--cgroup[=text] -T,--time[=text] -f,--fork --kill-child[=text] --mount-proc[=text] --map-user=text --map-group=text -r,--map-root-user -c,--map-current-user --propagation=text -R,--root=text -w,--wd=text -S,--setuid=text -G,--setgid=text --keep-caps",
      otherUser,
    ),
  ],
  [
    "nsenter",
    wraps(
      "-a,--all -t,--target=text -m,--mount[=text] -u,--uts[=text] -i,--ipc[=text] -n,--net[=text] -p,--pid[=text] -U,--user[=text] -C,--cgroup[=text] -T,--time[=text] -S,--setuid=text -G,--setgid=text --preserve-credentials -r,--root[=text] -w,--wd[=text] -F,--no-fork -e,--env",
      otherUser,
    ),
  ],
  ["chroot", wraps("--userspec=text --groups=text --skip-chdir", { operands: ["text"], ...otherUser })],
  [
    "proot",
    wraps("-r,--rootfs=text -b,--bind=text -w,--cwd=text -0,--root-id -S=text -R=text -q,--qemu=text", otherUser),
  ],
  [
    "setpriv",
    wraps(
      "-d,--dump --no-new-privs --ambient-caps=text --inh-caps=text --bounding-set=text --ruid=text --euid=text --rgid=text --egid=text --reuid=text --regid=text --clear-groups --keep-groups --init-groups --groups=text --securebits=text --pdeathsig=text --selinux-label=text --apparmor-profile=text --reset-env",
      { judged: true },
    ),
  ],
  [
    "sudo",
    wraps(
      "-n,--non-interactive -E -A,--askpass -b,--background -B,--bell --preserve-env[=text] -H,--set-home -P,--preserve-groups -u,--user=text -g,--group=text -p,--prompt=text -C,--close-from=text -D,--chdir=text -R,--chroot=text -T,--command-timeout=text -S,--stdin -k,--reset-timestamp -i,--login -s,--shell",
      { assigns: true, judged: true },
    ),
  ],
  ["doas", wraps("-n -L -u=text -C=read -s", { judged: true })],
  ["pkexec", wraps("--user=text --keep-cwd --disable-internal-agent", otherUser)],
  [
    "su",
    wraps(
      "-c,--command=code --session-command=code -f,--fast -g,--group=text -G,--supp-group=text -l,--login -m,-p,--preserve-environment -P,--pty -s,--shell=text -w,--whitelist-environment=text",
      { permutes: true, ...otherUser },
    ),
  ],
  [
    "runuser",
    wraps(
      "-c,--command=code --session-command=code -f,--fast -g,--group=text -G,--supp-group=text -l,--login -m,-p,--preserve-environment -P,--pty -s,--shell=text -w,--whitelist-environment=text -u,--user=text",
      { permutes: true, ...otherUser },
    ),
  ],
  ["busybox", wraps("", { judged: true, fallsToShell: true })],
  ["toybox", wraps("", { judged: true, fallsToShell: true })],
  ["command", wraps("-p -v -V", { queries: ["v", "V"] })],
  ["builtin", wraps("")],
  ["exec", wraps("-c -l -a=text", { judged: true })],
  [
    "xargs",
    wraps(
      "-0,--null -a,--arg-file=read -d,--delimiter=text -E=text -e,--eof[=text] -I=text -i,--replace[=text] -L,--max-lines=text -l[=text] -n,--max-args=text -P,--max-procs=text -o,--open-tty -p,--interactive -r,--no-run-if-empty -s,--max-chars=text -t,--verbose -x,--exit --process-slot-var=text --show-limits",
      { appends: true, replaces: { I: "{}", replace: "{}" } },
    ),
  ],
]);

const loaderName = /^(?:ld-(?:linux|musl)[\w-]*|ld(?:64)?)(?:-[\d.]+)?\.so(?:\.\d+)*$/;
const loader = wraps(
  "--inhibit-cache --library-path=text --inhibit-rpath=text --audit=text --preload=text --argv0=text --glibc-hwcaps-prepend=text --glibc-hwcaps-mask=text",
  { judged: true },
);

/** The wrapper of a name; a path to the dynamic loader is one wherever it lies. */
export function wrapperOf(name: string, base: string): Wrapper | undefined {
  return wrappers.get(name) ?? (loaderName.test(base) ? loader : undefined);
}

/** Shells whose `-c` argument is parsed as bash. */
export const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash"]);

/** Shells whose `-c` argument is read as bash too, so that rules see what is in it, though they need leave anyway. */
export const otherShells: ReadonlySet<string> = new Set(["zsh", "ksh", "mksh", "ash", "fish", "rbash"]);

/** find's actions that run a program. */
export const findActions: ReadonlySet<string> = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
