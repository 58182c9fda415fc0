import { spawnSync } from "node:child_process";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { callTables } from "./filter/system-calls.ts";
import { finding } from "./findings.ts";
import type { Obstacle } from "./probe.ts";
import type { SandboxFinding } from "./sandbox.ts";

/** The native helper of `native/`, looked at and tried; sandboxes that can do without it say what is missing then. */
export interface Warden {
  /** Its program, held open: what was looked at is what runs. */
  readonly descriptor: number;
  /** The version of Landlock that the kernel has; 0 without. */
  readonly landlock: number;
}

/** Where it is in a checkout and in the package alike: two folders up from any module, bundled or not. */
export const wardenPath: string = fileURLToPath(new URL(`../../native/warden-${process.arch}`, import.meta.url));

const found = new Map<string, Warden | Obstacle>();

/** The helper at a path, tried once; what is in its way where it cannot be used. */
export function findWarden(path: string = wardenPath): Warden | Obstacle {
  const known = found.get(path) ?? tried(path);
  found.set(path, known);
  return known;
}

function tried(path: string): Warden | Obstacle {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const said = trusted(descriptor) ?? check(descriptor);
    if (typeof said === "object") return { descriptor, ...said };
    closeSync(descriptor);
    return { what: `the native helper ${said}`, fix: `install Sallyport again: ${path} must be its own` };
  } catch (cause) {
    if (descriptor !== undefined) closeSync(descriptor);
    const { code } = cause as NodeJS.ErrnoException;
    return { what: `there is no native helper (${code})`, fix: `install Sallyport again, with ${path}` };
  }
}

/** What speaks against a program: only root or this user may have put it there. */
function trusted(descriptor: number): string | undefined {
  const { uid, mode, nlink } = fstatSync(descriptor);
  if ((mode & constants.S_IFMT) !== constants.S_IFREG || nlink === 0) return "is no file";
  if (uid !== 0 && uid !== process.getuid?.()) return "belongs to another user";
  if ((mode & 0o022) !== 0) return "can be changed by other users";
  return undefined;
}

function check(descriptor: number): { readonly landlock: number } | string {
  const { stdout, error } = spawnSync(`/proc/self/fd/${descriptor}`, ["check"], { encoding: "utf8", env: {} });
  const [, attempts, landlock] = /^warden 1 attempts (\d+) landlock (\d+)\n$/.exec(stdout ?? "") ?? [];
  if (attempts === undefined) return `does not start (${(error as NodeJS.ErrnoException)?.code ?? "another version"})`;
  if (attempts !== "1") return "cannot be told of attempts here: there is a listener above it already";
  return { landlock: Number(landlock) };
}

/** What the command tried and was refused, by the lines that the helper has reported: `blocked NUMBER COUNT`. */
export function attemptFindings(report: string): readonly SandboxFinding[] {
  const names = new Map(Object.entries(callTables[process.arch]?.calls ?? {}).map(([name, number]) => [number, name]));
  const counts = new Map<string, number>();
  for (const [, number, count] of report.matchAll(/^blocked (\d+) (\d+)$/gm)) {
    const name = names.get(Number(number)) ?? `call ${number}`;
    counts.set(name, Math.max(counts.get(name) ?? 0, Number(count)));
  }
  return [...counts].map(([call, count]) =>
    finding("sandbox.syscall.blocked", `a command tried ${call}, which was refused`, { call, count }),
  );
}
