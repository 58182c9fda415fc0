import { readdirSync, readlinkSync, type Stats, statfsSync, statSync } from "node:fs";
import { isBeneath } from "../../decision/index.ts";
import { walkTree } from "../audit/tree-walk.ts";

/** Milliseconds between two looks at the free space. */
const interval = 200;
/** Milliseconds by which the time of a change may be behind the clock. */
const coarseness = 20;
/** How many times the bound may be gone before nobody is asked any more where it went. */
const unexplained = 4;

/** Watches how much the directories grow. */
export interface GrowthWatch {
  /** Aborts when they have grown by more than they may. */
  readonly signal: AbortSignal;
  /** Tells whether there was no room left at the end. */
  stop(): boolean;
}

/**
 * Watches the free space of the file systems that hold the directories; when more than `bytes` of one is gone, looks
 * whether it went into them. Others write to the same file systems: their share is not counted.
 */
export function watchGrowth(roots: readonly string[], bytes: number): GrowthWatch {
  const controller = new AbortController();
  const since = Date.now() - coarseness;
  const before = new Map(freeBytes(roots));
  let looking = false;
  const look = async () => {
    const gone = Math.max(0, ...freeBytes(roots).map(([device, free]) => (before.get(device) ?? 0) - free));
    if (gone <= bytes || looking) return;
    looking = true;
    const written = gone > bytes * unexplained ? gone : await writtenSince(roots, since);
    looking = false;
    if (written > bytes) controller.abort();
  };
  const timer = setInterval(() => void look(), interval);
  const stop = () => {
    clearInterval(timer);
    return freeBytes(roots).some(([, free]) => free === 0);
  };
  return { signal: controller.signal, stop };
}

/** The free bytes of each file system that holds one of the directories, by its device. */
function freeBytes(roots: readonly string[]): readonly (readonly [device: number, free: number])[] {
  return roots.flatMap((root) => {
    try {
      const { bavail, bsize } = statfsSync(root);
      return [[statSync(root).dev, bavail * bsize] as const];
    } catch {
      // The directory has gone: nothing more is written to it.
      return [];
    }
  });
}

/** Bytes held by files in the directories that were written since, and by those that have lost their name. */
async function writtenSince(roots: readonly string[], since: number): Promise<number> {
  let bytes = 0;
  await walkTree(roots, ({ stats }) => {
    if (stats.ctimeMs >= since) bytes += stats.blocks * 512;
  });
  return bytes + nameless(roots);
}

/** Bytes of files that were deleted in the directories and are open still. */
function nameless(roots: readonly string[]): number {
  const found = new Map<string, number>();
  for (const pid of listIfThere("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const fd of listIfThere(`/proc/${pid}/fd`)) {
      const path = linkIfThere(`/proc/${pid}/fd/${fd}`);
      if (!path.endsWith(" (deleted)") || !roots.some((root) => isBeneath(root, path))) continue;
      const stats = statsIfThere(`/proc/${pid}/fd/${fd}`);
      if (stats !== undefined) found.set(`${stats.dev}:${stats.ino}`, stats.blocks * 512);
    }
  }
  return [...found.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function listIfThere(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkIfThere(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function statsIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
