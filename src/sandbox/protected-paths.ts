import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SandboxFailed } from "../errors.ts";

type Kind = "directory" | "file";

/**
 * Names in a writable directory whose contents later run with the user's own rights, or instruct the agent: read-only
 * inside, and where they do not exist, held by an empty stand-in so that a command cannot make them.
 */
export const protectedNames: Readonly<Record<string, Kind>> = {
  ".git": "directory",
  ".husky": "directory",
  ".vscode": "directory",
  ".idea": "directory",
  ".claude": "directory",
  ".codex": "directory",
  ".cursor": "directory",
  ".gemini": "directory",
  skills: "directory",
  ".mcp.json": "file",
  ".envrc": "file",
  ".bashrc": "file",
  ".bash_profile": "file",
  ".profile": "file",
  ".zshrc": "file",
  ".gitconfig": "file",
  "AGENTS.md": "file",
  "CLAUDE.md": "file",
  "GEMINI.md": "file",
};

/** Read-only mounts over the protected paths of a writable directory; every path is there until it is released. */
export interface Protection {
  readonly mounts: readonly { readonly source: string; readonly path: string }[];
  release(): void;
}

/** What an absent file looks like inside: a device that cannot be opened, which tools such as git pass over. */
const nothing = "/dev/null";

/** @throws {SandboxFailed} when a name is a link: a mount would cover what it leads to, and not the name. */
export function protect(root: string, unprotected: readonly string[]): Protection {
  const mounts: { source: string; path: string }[] = [];
  const release = () => {
    for (const { path } of mounts) releaseStandIn(path);
  };
  if (!lstatSync(root).isDirectory()) return { mounts, release };
  try {
    for (const [name, kind] of Object.entries(protectedNames)) {
      if (unprotected.includes(name)) continue;
      const path = join(root, name);
      const isStandIn = holdStandIn(path, kind);
      mounts.push({ source: isStandIn && kind === "file" ? nothing : path, path });
    }
  } catch (error) {
    release();
    throw error;
  }
  return { mounts, release };
}

/** How many commands of this process rely on a stand-in: removing it would uncover the name for all of them. */
const holders = new Map<string, number>();

/** The owner of a stand-in on which several processes have relied: it is left for good. */
const shared = 0;

/** Sees to it that there is something at the path; false when it is real. */
function holdStandIn(path: string, kind: Kind): boolean {
  const held = holders.get(path);
  if (held !== undefined) {
    holders.set(path, held + 1);
    return true;
  }
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) throw new Error("it is a link");
    const owner = found === undefined ? undefined : ownerOf(path);
    if (found !== undefined && owner === undefined) return false;
    if (found === undefined) {
      if (kind === "directory") mkdirSync(path, { mode: 0o555 });
      else writeFileSync(path, "", { mode: 0o444, flag: "wx" });
    }
    if (owner !== undefined && (owner === shared || existsSync(`/proc/${owner}`))) {
      setOwner(path, shared);
      return true;
    }
    setOwner(path, process.pid);
    holders.set(path, 1);
    return true;
  } catch (cause) {
    throw new SandboxFailed(`${path} cannot be protected: ${(cause as Error).message}`, {
      cause,
      fix: "replace a link by what it leads to, and let Sallyport write to the workspace",
    });
  }
}

function releaseStandIn(path: string): void {
  const held = holders.get(path);
  if (held === undefined) return;
  if (held > 1) {
    holders.set(path, held - 1);
    return;
  }
  holders.delete(path);
  try {
    if (ownerOf(path) !== process.pid) return;
    if (lstatSync(path).isDirectory()) rmdirSync(path);
    else unlinkSync(path);
  } catch {
    // The workspace has gone, or something real has taken the place: there is nothing of ours to remove.
  }
}

/**
 * The process whose stand-in this is, written as the seconds of its modification time so that what a crash left can be
 * told from a file of the user's; `undefined` for anything real.
 */
function ownerOf(path: string): number | undefined {
  const found = lstatSync(path);
  const seconds = found.mtimeMs / 1000;
  const isEmpty = found.isDirectory()
    ? (found.mode & 0o777) === 0o555 && readdirSync(path).length === 0
    : found.isFile() && (found.mode & 0o777) === 0o444 && found.size === 0;
  return isEmpty && Number.isInteger(seconds) && seconds <= 1 << 22 ? seconds : undefined;
}

function setOwner(path: string, owner: number): void {
  utimesSync(path, owner, owner);
}
