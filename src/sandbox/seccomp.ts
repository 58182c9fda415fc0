import { assemble, type CallRule, encode, errno, type Instruction } from "./bpf.ts";

/** Call numbers of one architecture (`asm/unistd.h`); a call it does not have is absent. */
interface Architecture {
  readonly audit: number;
  /** Numbers from here on belong to another calling convention (x32). */
  readonly foreignFrom?: number;
  readonly calls: Readonly<Record<string, number>>;
}

const EPERM = errno(1);
const ENOSYS = errno(38);

const newMounts = {
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  mount_setattr: 442,
};
const newCalls = {
  ...newMounts,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  clone3: 435,
  openat2: 437,
  pidfd_getfd: 438,
  quotactl_fd: 443,
  fchmodat2: 452,
};

const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000_003e,
    foreignFrom: 0x4000_0000,
    // biome-ignore format: a table
    calls: {
      ...newCalls,
      open: 2, ioctl: 16, socket: 41, clone: 56, creat: 85, chmod: 90, fchmod: 91, ptrace: 101, syslog: 103, mknod: 133, uselib: 134,
      personality: 135, vhangup: 153, modify_ldt: 154, pivot_root: 155, adjtimex: 159, chroot: 161, acct: 163, settimeofday: 164,
      mount: 165, umount2: 166, swapon: 167, swapoff: 168, reboot: 169, sethostname: 170, setdomainname: 171, iopl: 172, ioperm: 173,
      init_module: 175, delete_module: 176, quotactl: 179, lookup_dcookie: 212, clock_settime: 227, kexec_load: 246, add_key: 248,
      request_key: 249, keyctl: 250, openat: 257, mknodat: 259, fchmodat: 268, unshare: 272, perf_event_open: 298, fanotify_init: 300,
      name_to_handle_at: 303, open_by_handle_at: 304, clock_adjtime: 305, setns: 308, process_vm_readv: 310, process_vm_writev: 311,
      kcmp: 312, finit_module: 313, kexec_file_load: 320, bpf: 321, userfaultfd: 323,
    },
  },
  arm64: {
    audit: 0xc000_00b7,
    // biome-ignore format: a table
    calls: {
      ...newCalls,
      lookup_dcookie: 18, ioctl: 29, mknodat: 33, umount2: 39, mount: 40, pivot_root: 41, chroot: 51, fchmod: 52, fchmodat: 53, openat: 56,
      vhangup: 58, quotactl: 60, acct: 89, personality: 92, unshare: 97, kexec_load: 104, init_module: 105, delete_module: 106,
      clock_settime: 112, syslog: 116, ptrace: 117, reboot: 142, sethostname: 161, setdomainname: 162, settimeofday: 170, adjtimex: 171,
      socket: 198, add_key: 217, request_key: 218, keyctl: 219, clone: 220, swapon: 224, swapoff: 225, perf_event_open: 241,
      fanotify_init: 262, name_to_handle_at: 264, open_by_handle_at: 265, clock_adjtime: 266, setns: 268, process_vm_readv: 270,
      process_vm_writev: 271, kcmp: 272, finit_module: 273, bpf: 280, userfaultfd: 282, kexec_file_load: 294,
    },
  },
};

/** Calls with rules of their own; every other one of the tables above fails with EPERM. */
const special: Readonly<Record<string, CallRule>> = {
  // Its arguments lie in memory, where a filter cannot look: programs then fall back to clone.
  clone3: { answer: ENOSYS },
  openat2: { answer: ENOSYS },
  // CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
  clone: { answer: EPERM, argument: 0, anyBit: 0x7e02_0000 },
  // AF_UNIX reaches host daemons, AF_NETLINK the kernel, AF_VSOCK the hypervisor: none is confined by a network namespace.
  socket: { answer: EPERM, argument: 0, oneOf: [1, 16, 40] },
  // TIOCSTI and TIOCLINUX type into the terminal.
  ioctl: { answer: EPERM, argument: 1, oneOf: [0x5412, 0x541c] },
  chmod: setId(1),
  fchmod: setId(1),
  fchmodat: setId(2),
  fchmodat2: setId(2),
  creat: setId(1),
  mknod: setId(1),
  mknodat: setId(2),
  open: { ...setId(2), when: { argument: 1, anyBit: 0o100 } },
  openat: { ...setId(3), when: { argument: 2, anyBit: 0o100 } },
};

/** Refuses a mode with a set-user-id or set-group-id bit: with a mapped uid it would be the host's own. */
function setId(argument: number): { answer: number; argument: number; anyBit: number } {
  return { answer: EPERM, argument, anyBit: 0o6000 };
}

/** The filter for a processor architecture (`process.arch`); `undefined` where there is no table for it. */
export function seccompProgram(arch: string): readonly Instruction[] | undefined {
  const architecture = architectures[arch];
  if (architecture === undefined) return undefined;
  const rules = Object.entries(architecture.calls).map(([name, number]): [number, CallRule] => [
    number,
    special[name] ?? { answer: EPERM },
  ]);
  return assemble(architecture.audit, architecture.foreignFrom, new Map(rules));
}

/** The filter as bytes for the launcher. */
export function seccompBytes(arch: string): Buffer | undefined {
  const program = seccompProgram(arch);
  return program && encode(program);
}
