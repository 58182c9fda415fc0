import { readFileSync, statSync } from "node:fs";
import { isBeneath } from "../../decision/index.ts";

/** By the path of each mount of a sandbox, what it must show: a part of a file system, as `whereIs` names it. */
export type MountPlaces = ReadonlyMap<string, string>;

/** What a sandbox made of the mounts that it was asked for. */
type MountsMade = "unfinished" | "right" | "wrong";

/** One line of `/proc/PID/mountinfo`. */
interface Mount {
  readonly at: string;
  /** Device and the part of its file system that is shown. */
  readonly device: string;
  readonly root: string;
  readonly type: string;
}

/** A directory of a file system in memory, in which there is nothing. */
const emptiness = "empty";

/** Where paths of the host must be shown, each as itself, and denied ones as nothing. */
export function mountPlaces(shown: readonly string[], denied: readonly string[]): MountPlaces {
  const own = mountsIn(textOf("/proc/self/mountinfo"));
  const nothing = (path: string) => (statSync(path).isDirectory() ? emptiness : whereIs("/dev/null", own));
  return new Map([
    ...shown.map((path) => [path, whereIs(path, own)] as const),
    ...denied.map((path) => [path, nothing(path)] as const),
  ]);
}

/**
 * Whether each mount of a sandbox is where it must be. A launcher mounts by path, one after the other, and whoever may change
 * the directories meanwhile could lead it elsewhere by a link: into the sandbox, or past what is denied. What the launcher
 * made to mount on stays where it was led: an empty file or directory.
 */
export function mountsMade(pid: number, places: MountPlaces): MountsMade {
  const text = textOf(`/proc/${pid}/mountinfo`);
  // The launcher's last step is to make its new root read-only.
  if (!/ \/newroot \/ ro[ ,]/.test(text)) return "unfinished";
  const mounts = mountsIn(text);
  const made = new Map(mounts.map((mount) => [mount.at, mount]));
  for (const [path, wanted] of places) {
    const mount = made.get(path);
    const isEmpty = wanted === emptiness && mount?.type === "tmpfs" && mount.root === "/";
    if (mount === undefined || !(isEmpty || nameOf(mount.device, mount.root) === wanted)) return "wrong";
  }
  return "right";
}

/** The part of a file system that a path of the host is, by the mount that it lies in. */
function whereIs(path: string, mounts: readonly Mount[]): string {
  const within = mounts.filter(({ at }) => isBeneath(at, path));
  // Of one place, the last mount is seen.
  const { at, device, root, type } = within.reduce((best, each) => (each.at.length >= best.at.length ? each : best));
  // NFS says of each part of a file system that it is the whole.
  if (type.startsWith("nfs")) return nameOf(device, root);
  const rest = path.slice(at === "/" ? 0 : at.length);
  return nameOf(device, `${root === "/" ? "" : root}${rest}` || "/");
}

function nameOf(device: string, root: string): string {
  return `${device} ${root}`;
}

function mountsIn(text: string): readonly Mount[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, , device = "", root = "", at = "", , ...rest] = line.split(" ");
      const type = rest[rest.indexOf("-") + 1] ?? "";
      return { device, root: plain(root), at: plain(at), type };
    });
}

/** Empty for a process that has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Blanks and backslashes are told as three octal digits. */
function plain(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
