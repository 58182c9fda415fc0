import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allow, askListener, encode, errno, type Instruction, killProcess } from "../../src/sandbox/filter/bpf.ts";
import { seccompBytes, seccompProgram } from "../../src/sandbox/filter/seccomp.ts";
import { callTables, lastKnownCall } from "../../src/sandbox/filter/system-calls.ts";
import { answer } from "./bpf-machine.ts";

const EPERM = errno(1);
const ENOSYS = errno(38);

/** Ordinary calls that no build does without, by architecture. */
const ordinary: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x64: { read: 0, write: 1, mmap: 9, connect: 42, execve: 59, mkdir: 83, futex: 202, getdents64: 217, pidfd_open: 434 },
  arm64: { mkdirat: 34, read: 63, write: 64, getdents64: 61, futex: 98, connect: 203, mmap: 222, execve: 221 },
};

describe.each(Object.entries(callTables))("[CE-2.1] the system call filter for %s", (arch, table) => {
  const program = seccompProgram(arch) as readonly Instruction[];
  const call = (name: string, ...args: (number | bigint)[]) =>
    answer(program, { arch: table.audit, number: table.calls[name] ?? ordinary[arch]?.[name] ?? Number.NaN, args });

  it("allows ordinary work", () => {
    for (const name of Object.keys(ordinary[arch] ?? {})) expect([name, call(name)]).toEqual([name, allow]);
  });

  it("refuses what changes mounts, namespaces, the kernel, its clock, keys and other processes", () => {
    // biome-ignore format: a list
    const names = [
      "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
      "unshare", "setns", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "bpf", "perf_event_open",
      "userfaultfd", "add_key", "request_key", "keyctl", "io_uring_setup", "io_uring_enter", "io_uring_register",
      "name_to_handle_at", "open_by_handle_at", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
      "swapon", "swapoff", "reboot", "settimeofday", "clock_settime", "personality", "acct", "quotactl", "syslog",
    ];
    for (const name of names) expect([name, call(name)]).toEqual([name, EPERM]);
  });

  it("pretends not to have calls whose arguments it cannot read", () => {
    expect([call("clone3"), call("openat2")]).toEqual([ENOSYS, ENOSYS]);
  });

  it("allows threads and processes, and refuses each new namespace", () => {
    expect(call("clone", 0x3d0f00)).toBe(allow);
    expect(call("clone", 17)).toBe(allow);
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]) {
      expect([flag, call("clone", flag | 17)]).toEqual([flag, EPERM]);
    }
  });

  it("allows sockets of the internet only, whatever the upper half of the register says", () => {
    for (const family of [2, 10]) expect(call("socket", family, 1, 0)).toBe(allow);
    for (const family of [1, 3, 16, 17, 31, 38, 40, 44])
      expect([family, call("socket", family)]).toEqual([family, EPERM]);
    expect(call("socket", 0xffff_ffff_0000_0001n)).toBe(EPERM);
  });

  it("allows pairs of sockets that know only each other", () => {
    const flags = 0o2000000 | 0o4000;
    for (const type of [1, 5]) expect(call("socketpair", 1, type | flags)).toBe(allow);
    for (const type of [2, 3]) expect(call("socketpair", 1, type | flags)).toBe(EPERM);
  });

  it("refuses typing into a terminal and allows asking for its size", () => {
    expect(call("ioctl", 0, 0x5412)).toBe(EPERM);
    expect(call("ioctl", 0, 0xffff_ffff_0000_5412n)).toBe(EPERM);
    expect(call("ioctl", 0, 0x541c)).toBe(EPERM);
    expect(call("ioctl", 0, 0x5413)).toBe(allow);
  });

  it("refuses set-id bits in every call that takes a mode", () => {
    const modes = { chmod: 1, fchmod: 1, creat: 1, mknod: 1, fchmodat: 2, fchmodat2: 2, mknodat: 2 };
    for (const [name, position] of Object.entries(modes)) {
      if (table.calls[name] === undefined) continue;
      const withMode = (mode: number) => call(name, ...Array(position).fill(0), mode);
      expect([name, withMode(0o755), withMode(0o1777)]).toEqual([name, allow, allow]);
      expect([name, withMode(0o4755), withMode(0o2755)]).toEqual([name, EPERM, EPERM]);
    }
  });

  it("refuses to create a file with a set-id bit, and looks at the mode only where there is one", () => {
    const opens = [
      (flags: number, mode: number) => call("openat", 0, 0, flags, mode),
      ...(table.calls["open"] === undefined ? [] : [(flags: number, mode: number) => call("open", 0, flags, mode)]),
    ];
    for (const open of opens) {
      expect(open(0o101, 0o644)).toBe(allow);
      expect(open(0o101, 0o4755)).toBe(EPERM);
      expect(open(0o20200002, 0o4755)).toBe(EPERM);
      expect(open(0, 0o4755)).toBe(allow);
      expect(open(0o200000, 0o6777)).toBe(allow);
    }
  });

  it("does not know calls that are newer than itself", () => {
    expect(answer(program, { arch: table.audit, number: lastKnownCall })).toBe(allow);
    expect(answer(program, { arch: table.audit, number: lastKnownCall + 1 })).toBe(ENOSYS);
  });

  it("kills a process that speaks another calling convention", () => {
    for (const other of [0x4000_0003, 0x4000_0028, 0xc000_003e, 0xc000_00b7]) {
      if (other !== table.audit) expect(answer(program, { arch: other, number: 0 })).toBe(killProcess);
    }
    if (table.foreignFrom === undefined) return;
    expect(answer(program, { arch: table.audit, number: table.foreignFrom })).toBe(killProcess);
    expect(answer(program, { arch: table.audit, number: -1 })).toBe(killProcess);
  });

  it("ends in one of four answers for any call", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(500), fc.integer()),
        fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 6 }),
        (number, args) => {
          expect([allow, EPERM, ENOSYS, killProcess]).toContain(answer(program, { arch: table.audit, number, args }));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("fits the kernel: below 4096 instructions, no jump past the end, eight bytes each", () => {
    expect(program.length).toBeLessThan(4096);
    const furthest = program.map(({ jt, jf }, i) => i + Math.max(jt, jf));
    expect(Math.max(...furthest)).toBeLessThan(program.length);
    expect(program.every(({ jt, jf }) => jt < 256 && jf < 256)).toBe(true);
    expect(seccompBytes(arch)?.length).toBe(program.length * 8);
    expect(encode([{ code: 0x15, jt: 1, jf: 2, k: 0xc000_003e }]).toString("hex")).toBe("150001023e0000c0");
  });
});

describe.each(Object.entries(callTables))("[CE-2.2] the filter that tells of attempts on %s", (arch, table) => {
  const program = seccompProgram(arch, "tell") as readonly Instruction[];
  const quiet = seccompProgram(arch) as readonly Instruction[];
  const call = (name: string, ...args: (number | bigint)[]) =>
    answer(program, { arch: table.audit, number: table.calls[name] ?? Number.NaN, args });

  it("tells of what no build and no test makes", () => {
    // biome-ignore format: a list
    const names = ["mount", "umount2", "pivot_root", "chroot", "fsopen", "move_mount", "unshare", "setns", "ptrace", "process_vm_writev",
      "bpf", "perf_event_open", "userfaultfd", "keyctl", "open_by_handle_at", "init_module", "kexec_load", "reboot", "pidfd_getfd"];
    for (const name of names) expect([name, call(name)]).toEqual([name, askListener]);
    expect(call("clone", 0x10000011)).toBe(askListener);
    expect(call("ioctl", 0, 0x5412)).toBe(askListener);
    expect(call("fchmodat", 0, 0, 0o4755)).toBe(askListener);
    expect(call("openat", 0, 0, 0o101, 0o2755)).toBe(askListener);
    for (const family of [3, 17, 38, 40]) expect([family, call("socket", family)]).toEqual([family, askListener]);
    expect(call("socket", 1, 0x8_0001)).toBe(askListener);
  });

  it("does not tell of what ordinary programs try on their way", () => {
    expect(call("socket", 16, 0x8_0003)).toBe(EPERM);
    expect(call("socket", 1, 0x8_0801)).toBe(EPERM);
    expect([call("clone3"), call("openat2")]).toEqual([ENOSYS, ENOSYS]);
    for (const name of ["io_uring_setup", "personality", "name_to_handle_at"]) expect(call(name)).toBe(EPERM);
    for (const family of [2, 10]) expect(call("socket", family, 1)).toBe(allow);
  });

  it("lets nobody listen to a filter in its place: the kernel would follow the newest listener", () => {
    for (const filter of [program, quiet]) {
      const load = (flags: number) =>
        answer(filter, { arch: table.audit, number: table.calls["seccomp"] ?? Number.NaN, args: [1, flags] });
      expect([load(0), load(1), load(8), load(9)]).toEqual([allow, allow, EPERM, EPERM]);
    }
  });

  it("refuses or allows just what the other one does", () => {
    const numbers = [...Object.values(table.calls), 0, 1, 59, lastKnownCall + 1, -1, 0x4000_0000];
    const interesting = [0, 1, 2, 3, 5, 8, 10, 16, 40, 0x5412, 0o101, 0o4755, 0x8_0801, 0x1000_0011, 2n ** 32n + 1n];
    fc.assert(
      fc.property(
        fc.constantFrom(...numbers),
        fc.array(fc.constantFrom<number | bigint>(...interesting), { minLength: 6, maxLength: 6 }),
        (number, args) => {
          const made = { arch: table.audit, number, args };
          const told = answer(program, made);
          expect(told === askListener ? EPERM : told).toBe(answer(quiet, made));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("fits the kernel as well", () => {
    const furthest = program.map(({ jt, jf }, i) => i + Math.max(jt, jf));
    expect(Math.max(...furthest)).toBeLessThan(program.length);
    expect(program.length).toBeLessThan(4096);
  });
});

describe("[CE-2.1] the tables of call numbers", () => {
  const headers = {
    x64: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    arm64: "/usr/include/asm-generic/unistd.h",
  } as const;

  it.for(Object.entries(headers))("agree with the kernel's own for %s", ([arch, path], { skip }) => {
    if (!existsSync(path)) return skip(`${path} is not installed`);
    const numbers = new Map(
      [...readFileSync(path, "utf8").matchAll(/^#define\s+__NR(?:3264)?_(\w+)\s+(\d+)/gm)].map(([, name, number]) => [
        name,
        Number(number),
      ]),
    );
    const compared = Object.entries(callTables[arch]?.calls ?? {}).filter(([name]) => numbers.has(name));
    expect(compared.length).toBeGreaterThan(40);
    for (const [name, number] of compared) expect([name, number]).toEqual([name, numbers.get(name)]);
  });

  it("has none for an architecture it does not know, rather than a filter that does not filter", () => {
    for (const arch of ["ia32", "riscv64", "toString", ""]) expect(seccompBytes(arch)).toBeUndefined();
  });
});
