import { allow, askListener, assemble, type CallRule, encode, errno } from "../filter/bpf.ts";
import { callRules } from "../filter/seccomp.ts";
import { callTables, lastKnownCall } from "../filter/system-calls.ts";

const EPERM = errno(1);
const ENOSYS = errno(38);

/** Numbers of calls that are harmless in namespaces of one's own, and not without (`asm/unistd.h`). */
// biome-ignore format: a table
const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x64: {
    truncate: 76, rename: 82, mkdir: 83, rmdir: 84, link: 86, unlink: 87, symlink: 88, mkdirat: 258, unlinkat: 263, renameat: 264,
    linkat: 265, symlinkat: 266, utimensat: 280, renameat2: 316,
    chown: 92, fchown: 93, lchown: 94, fchownat: 260, utime: 132, utimes: 235, futimesat: 261,
    setxattr: 188, lsetxattr: 189, fsetxattr: 190, removexattr: 197, lremovexattr: 198, fremovexattr: 199, setxattrat: 463,
    removexattrat: 466,
    setpriority: 141, sched_setparam: 142, sched_setscheduler: 144, sched_setaffinity: 203, prlimit64: 302, sched_setattr: 314,
    ioprio_set: 251, migrate_pages: 256, move_pages: 279, process_madvise: 440,
    shmget: 29, shmat: 30, shmctl: 31, semget: 64, semop: 65, semctl: 66, msgget: 68, msgsnd: 69, msgrcv: 70, msgctl: 71,
    semtimedop: 220, mq_open: 240, mq_unlink: 241, inotify_add_watch: 254,
  },
  arm64: {
    truncate: 45, mkdirat: 34, unlinkat: 35, symlinkat: 36, linkat: 37, renameat: 38, utimensat: 88, renameat2: 276,
    fchownat: 54, fchown: 55, setxattr: 5, lsetxattr: 6, fsetxattr: 7, removexattr: 14, lremovexattr: 15, fremovexattr: 16,
    setxattrat: 463, removexattrat: 466,
    sched_setparam: 118, sched_setscheduler: 119, sched_setaffinity: 122, setpriority: 140, prlimit64: 261, sched_setattr: 274,
    ioprio_set: 30, migrate_pages: 238, move_pages: 239, process_madvise: 440,
    mq_open: 180, mq_unlink: 181, msgget: 186, msgctl: 187, msgrcv: 188, msgsnd: 189, semget: 190, semctl: 191, semtimedop: 192,
    semop: 193, shmget: 194, shmctl: 195, shmat: 196, inotify_add_watch: 27,
  },
};

/** What the helper does for the command: `native/broker.c`. */
const brokered: CallRule = { answer: askListener };
/** Only of the process itself: the user's others are not out of reach here. */
const ofItself: CallRule = { answer: EPERM, unless: [{ argument: 0, oneOf: [0], answer: allow }] };
const refused: CallRule = { answer: EPERM };
/** Programs take this for a file system without attributes. */
const absent: CallRule = { answer: ENOSYS };

/** Rules beside and over those of the one filter, by name. */
function ownRules(): Readonly<Record<string, CallRule>> {
  const names = (list: string, rule: CallRule) => Object.fromEntries(list.split(" ").map((name) => [name, rule]));
  return {
    ...names("open openat creat truncate mkdir mkdirat mknod mknodat rmdir unlink unlinkat rename renameat", brokered),
    ...names("renameat2 link linkat symlink symlinkat chmod fchmod fchmodat fchmodat2 utimensat", brokered),
    // Landlock does not judge these.
    ...names("chown fchown lchown fchownat utime utimes futimesat", refused),
    ...names("setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat", absent),
    // There is no network namespace: nothing but pairs, which know only each other.
    socket: {
      answer: askListener,
      unless: [
        { argument: 0, oneOf: [2, 10, 16], answer: EPERM },
        { argument: 0, oneOf: [1], and: { argument: 1, oneOf: [0x8_0801] }, answer: EPERM },
      ],
    },
    ...names("prlimit64 sched_setparam sched_setscheduler sched_setaffinity sched_setattr", ofItself),
    // PRIO_PROCESS, and IOPRIO_WHO_PROCESS.
    setpriority: {
      answer: EPERM,
      unless: [{ argument: 0, oneOf: [0], and: { argument: 1, oneOf: [0] }, answer: allow }],
    },
    ioprio_set: {
      answer: EPERM,
      unless: [{ argument: 0, oneOf: [1], and: { argument: 1, oneOf: [0] }, answer: allow }],
    },
    // Nor one for what processes share, and for what lies in memory of other processes.
    ...names("migrate_pages move_pages process_madvise shmget shmat shmctl semget semop semtimedop semctl", refused),
    ...names("msgget msgsnd msgrcv msgctl mq_open mq_unlink inotify_add_watch", refused),
    ioctl: {
      answer: allow,
      unless: [
        { argument: 1, oneOf: [0x5412, 0x541c], answer: askListener },
        // FS_IOC_SETFLAGS and FS_IOC_FSSETXATTR change files that are only read.
        { argument: 1, oneOf: [0x4008_6602, 0x401c_5820], answer: EPERM },
      ],
    },
  };
}

/** The filter for commands that only Landlock confines. */
export function landlockFilter(arch: string): Buffer | undefined {
  const table = Object.hasOwn(callTables, arch) ? callTables[arch] : undefined;
  if (table === undefined) return undefined;
  const all: Readonly<Record<string, number>> = { ...table.calls, ...numbers[arch] };
  const rules = { ...Object.fromEntries(callRules(arch, "tell")), ...ownRules() };
  const numbered = Object.entries(rules).flatMap(([name, rule]) => {
    const number = all[name];
    return number === undefined ? [] : [[number, rule] as const];
  });
  return encode(assemble({ ...table, lastKnown: lastKnownCall, unknown: ENOSYS }, new Map(numbered)));
}
