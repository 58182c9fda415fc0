import { allow, askListener, assemble, type CallRule, type Case, encode, errno, type Instruction } from "./bpf.ts";
import { type CallTable, callTables, lastKnownCall } from "./system-calls.ts";

/** What becomes of attempts that no build and no test makes: refused there and then, or by the one who counts them. */
export type AttemptAnswer = "refuse" | "tell";

const EPERM = errno(1);
const ENOSYS = errno(38);

/** O_CREAT, or the bit that is O_TMPFILE's own: without them the mode of `open` is no mode but what was in the register. */
const creates = 0o100 | 0o20000000;

/** Refused as well, but ordinary programs try them on their way. */
const innocent = new Set([
  ...["io_uring_setup", "io_uring_enter", "io_uring_register", "personality", "kcmp", "name_to_handle_at", "syslog"],
  ...["quotactl", "quotactl_fd", "adjtimex", "clock_adjtime", "lookup_dcookie", "modify_ldt", "vhangup", "uselib"],
]);

/** Calls with rules of their own; every other one of the tables is refused. */
function special(attempt: number): Readonly<Record<string, CallRule>> {
  return {
    // Their arguments lie in memory, where a filter cannot look: programs then fall back to clone and openat.
    clone3: { answer: ENOSYS },
    openat2: { answer: ENOSYS },
    // INVARIANT: nobody inside answers for our listener: among filters that ask, the kernel follows the newest.
    // SECCOMP_FILTER_FLAG_NEW_LISTENER
    seccomp: { answer: EPERM, argument: 1, anyBit: 8 },
    // CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
    clone: { answer: attempt, argument: 0, anyBit: 0x7e02_0000 },
    // INVARIANT: AF_INET and AF_INET6 alone are confined by the network namespace. AF_UNIX reaches host daemons by path,
    // AF_NETLINK the kernel, AF_VSOCK the hypervisor.
    socket: attempt === EPERM ? internetAlone : { answer: attempt, unless: ordinarySockets },
    // A pair of datagram sockets can be sent to any path; stream (1) and packet (5) pairs know only each other.
    socketpair: { answer: attempt, argument: 1, mask: 0xf, noneOf: [1, 5] },
    // TIOCSTI and TIOCLINUX type into the terminal.
    ioctl: { answer: attempt, argument: 1, oneOf: [0x5412, 0x541c] },
    chmod: setId(1, attempt),
    fchmod: setId(1, attempt),
    fchmodat: setId(2, attempt),
    fchmodat2: setId(2, attempt),
    creat: setId(1, attempt),
    mknod: setId(1, attempt),
    mknodat: setId(2, attempt),
    open: { ...setId(2, attempt), when: { argument: 1, anyBit: creates } },
    openat: { ...setId(3, attempt), when: { argument: 2, anyBit: creates } },
  };
}

const internetAlone: CallRule = { answer: EPERM, argument: 0, mask: 0xffff_ffff, noneOf: [2, 10] };

const ordinarySockets: readonly Case[] = [
  { argument: 0, oneOf: [2, 10], answer: allow },
  // The C library looks for interfaces by AF_NETLINK, and for a daemon that knows names by just this kind of AF_UNIX.
  { argument: 0, oneOf: [16], answer: EPERM },
  { argument: 0, oneOf: [1], and: { argument: 1, oneOf: [0x8_0801] }, answer: EPERM },
];

/** Refuses a mode with a set-user-id or set-group-id bit: with a mapped uid it would be the host's own. */
function setId(argument: number, answer: number): { answer: number; argument: number; anyBit: number } {
  return { answer, argument, anyBit: 0o6000 };
}

/** What is done with each call that is judged on an architecture (`process.arch`), by name; none where there is no table. */
export function callRules(arch: string, attempts: AttemptAnswer = "refuse"): readonly (readonly [string, CallRule])[] {
  const attempt = attempts === "tell" ? askListener : EPERM;
  const own = special(attempt);
  return Object.keys(tableOf(arch)?.calls ?? {}).map((name) => [
    name,
    own[name] ?? { answer: innocent.has(name) ? EPERM : attempt },
  ]);
}

/** The filter for an architecture (`process.arch`); `undefined` where there is no table for it. */
export function seccompProgram(arch: string, attempts: AttemptAnswer = "refuse"): readonly Instruction[] | undefined {
  const table = tableOf(arch);
  if (table === undefined) return undefined;
  const rules = callRules(arch, attempts).map(([name, rule]) => [table.calls[name] as number, rule] as const);
  return assemble({ ...table, lastKnown: lastKnownCall, unknown: ENOSYS }, new Map(rules));
}

/** The filter as bytes for the launcher. */
export function seccompBytes(arch: string, attempts: AttemptAnswer = "refuse"): Buffer | undefined {
  const program = seccompProgram(arch, attempts);
  return program && encode(program);
}

function tableOf(arch: string): CallTable | undefined {
  return Object.hasOwn(callTables, arch) ? callTables[arch] : undefined;
}
