import { closeSync, constants, openSync, readlinkSync, readSync } from "node:fs";
import { protectedNames } from "../protected-paths.ts";
import type { SandboxFindingRule } from "../sandbox.ts";
import { runningSettings } from "./git-config.ts";
import type { TreeEntry } from "./tree-walk.ts";

/** What makes an entry of a tree worth a second look: under which name, and in what state it was found. */
export interface Oddity {
  readonly rule: SandboxFindingRule;
  /** Differs when the entry was made to mean something else. */
  readonly state: string;
}

const mostConfig = 64 << 10;

/** What is odd about an entry; most have nothing. `unprotected` are protected names that may be changed. */
export function odditiesOf(entry: TreeEntry, unprotected: readonly string[]): readonly Oddity[] {
  const { stats } = entry;
  const found: Oddity[] = [];
  const isLink = stats.isSymbolicLink();
  const isFile = stats.isFile();
  if (isLink) found.push({ rule: "sandbox.fs.symlink_escape", state: linkTarget(entry) });
  else if (!isFile) found.push({ rule: "sandbox.fs.device", state: String(stats.mode) });
  if (isFile && (stats.mode & 0o6000) !== 0) found.push({ rule: "sandbox.fs.setid", state: String(stats.mode) });
  if (isFile && stats.nlink > 1) found.push({ rule: "sandbox.fs.hard_link", state: `${stats.ino}` });
  if (isProtected(entry, unprotected))
    found.push({ rule: "sandbox.fs.protected_write", state: [stats.ino, stats.size, stats.ctimeMs].join() });
  if ((isLink || (isFile && (stats.mode & 0o111) !== 0)) && shadows(entry))
    found.push({ rule: "sandbox.fs.new_program", state: [stats.ino, stats.size, stats.mtimeMs].join() });
  const settings = isFile ? gitSettings(entry) : "";
  if (settings !== "") found.push({ rule: "sandbox.fs.git_config", state: settings });
  return found;
}

/** What git itself, and an editor, write all the time: nothing of it runs. */
const busy = /^(\.git\/(?!config|hooks|info\/attributes|modules\/.*\/(config|hooks))|\.idea\/workspace\.xml$)/;

function isProtected({ root, path }: TreeEntry, unprotected: readonly string[]): boolean {
  const below = path.slice(root.length + 1);
  const [name = ""] = below.split("/", 1);
  return protectedNames.includes(name) && !unprotected.includes(name) && !busy.test(below);
}

/** Programs that a user or a tool starts by name without a thought. */
const everyday = new Set(
  (
    "git ssh scp sftp sudo su doas bash sh dash zsh env ls cat cp mv rm mkdir ln chmod chown touch echo printf head " +
    "tail grep egrep fgrep sed awk find xargs sort tr cut tee which tar gzip unzip curl wget gpg ps kill docker podman"
  ).split(" "),
);

/** Directories of a workspace that are put before the system's own in a search path. */
const onSearchPath = /^(bin|\.bin|node_modules\/\.bin|\.venv\/bin|venv\/bin|vendor\/bin|\.local\/bin)$/;

function shadows({ root, path, name }: TreeEntry): boolean {
  return everyday.has(name) && onSearchPath.test(path.slice(root.length + 1, -name.length - 1));
}

/** The settings by which a repository, wherever it lies in the tree, makes git run something. */
function gitSettings({ name, siblings, path, stats, held }: TreeEntry): string {
  if (/\/\.git\/(?:.*\/)?hooks\/[a-z-]+$/.test(path) && (stats.mode & 0o111) !== 0)
    return `hook ${[stats.ino, stats.size, stats.mtimeMs].join()}`;
  if (name !== "config" && name !== "config.worktree") return "";
  // A directory with these is taken for a repository by git, whatever it is called.
  if (!siblings.has("HEAD") || (!siblings.has("objects") && !siblings.has("commondir"))) return "";
  return runningSettings(textOf(held)).join("\n");
}

function textOf(held: Buffer): string {
  let fd: number | undefined;
  try {
    fd = openSync(held, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const content = Buffer.alloc(mostConfig);
    return content.toString("utf8", 0, readSync(fd, content, 0, mostConfig, 0));
  } catch {
    return "";
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function linkTarget({ held }: TreeEntry): string {
  try {
    return readlinkSync(held, "buffer").toString("latin1");
  } catch {
    return "";
  }
}
