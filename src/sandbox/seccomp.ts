import { assemble, type CallRule, encode, errno, type Instruction } from "./bpf.ts";
import { callTables, lastKnownCall } from "./system-calls.ts";

const EPERM = errno(1);
const ENOSYS = errno(38);

/** O_CREAT, or the bit that is O_TMPFILE's own: without them the mode of `open` is no mode but what was in the register. */
const creates = 0o100 | 0o20000000;

/** Calls with rules of their own; every other one of the tables fails with EPERM. */
const special: Readonly<Record<string, CallRule>> = {
  // Their arguments lie in memory, where a filter cannot look: programs then fall back to clone and openat.
  clone3: { answer: ENOSYS },
  openat2: { answer: ENOSYS },
  // CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
  clone: { answer: EPERM, argument: 0, anyBit: 0x7e02_0000 },
  // INVARIANT: AF_INET and AF_INET6 alone are confined by the network namespace. AF_UNIX reaches host daemons by path,
  // AF_NETLINK the kernel, AF_VSOCK the hypervisor.
  socket: { answer: EPERM, argument: 0, mask: 0xffff_ffff, noneOf: [2, 10] },
  // A pair of datagram sockets can be sent to any path; stream (1) and packet (5) pairs know only each other.
  socketpair: { answer: EPERM, argument: 1, mask: 0xf, noneOf: [1, 5] },
  // TIOCSTI and TIOCLINUX type into the terminal.
  ioctl: { answer: EPERM, argument: 1, oneOf: [0x5412, 0x541c] },
  chmod: setId(1),
  fchmod: setId(1),
  fchmodat: setId(2),
  fchmodat2: setId(2),
  creat: setId(1),
  mknod: setId(1),
  mknodat: setId(2),
  open: { ...setId(2), when: { argument: 1, anyBit: creates } },
  openat: { ...setId(3), when: { argument: 2, anyBit: creates } },
};

/** Refuses a mode with a set-user-id or set-group-id bit: with a mapped uid it would be the host's own. */
function setId(argument: number): { answer: number; argument: number; anyBit: number } {
  return { answer: EPERM, argument, anyBit: 0o6000 };
}

/** The filter for an architecture (`process.arch`); `undefined` where there is no table for it. */
export function seccompProgram(arch: string): readonly Instruction[] | undefined {
  const table = Object.hasOwn(callTables, arch) ? callTables[arch] : undefined;
  if (table === undefined) return undefined;
  const rules = Object.entries(table.calls).map(([name, number]): [number, CallRule] => [
    number,
    special[name] ?? { answer: EPERM },
  ]);
  return assemble({ ...table, lastKnown: lastKnownCall, unknown: ENOSYS }, new Map(rules));
}

/** The filter as bytes for the launcher. */
export function seccompBytes(arch: string): Buffer | undefined {
  const program = seccompProgram(arch);
  return program && encode(program);
}
