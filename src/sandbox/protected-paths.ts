import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, type Stats, utimesSync } from "node:fs";
import { join } from "node:path";
import { SandboxFailed } from "../errors.ts";

/**
 * Names in a writable directory whose contents later run with the user's own rights, or instruct the agent: read-only
 * inside, and where they do not exist, held by a stand-in so that a command cannot make them.
 */
export const protectedNames: readonly string[] = [
  ".git",
  ".husky",
  ".vscode",
  ".idea",
  ".claude",
  ".codex",
  ".cursor",
  ".gemini",
  ".mcp.json",
  ".envrc",
  ".bashrc",
  ".bash_profile",
  ".profile",
  ".zshrc",
  ".gitconfig",
  "AGENTS.md",
  "CLAUDE.md",
  "GEMINI.md",
  "skills",
];

/** The protected paths of a writable directory; every one is there until they are released. */
export interface Protection {
  readonly paths: readonly string[];
  release(): void;
}

/** @throws {SandboxFailed} when a name is a link: a mount would cover what it leads to, and not the name. */
export function protect(root: string, unprotected: readonly string[]): Protection {
  const paths: string[] = [];
  const release = () => paths.forEach(releaseStandIn);
  if (!lstatSync(root).isDirectory()) return { paths, release };
  try {
    for (const name of protectedNames) {
      if (unprotected.includes(name)) continue;
      const path = join(root, name);
      holdStandIn(path);
      paths.push(path);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { paths, release };
}

/** How many commands of this process rely on a stand-in: removing it would uncover the name for all of them. */
const holders = new Map<string, number>();

/** The owner of a stand-in on which several processes have relied: it is left for good. */
const shared = 0;

/** Sees to it that there is something at the path. */
function holdStandIn(path: string): void {
  const held = holders.get(path) ?? 0;
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) throw new Error("it is a link");
    // What is relied on for long may have been taken away since.
    if (held > 0 && found !== undefined) {
      holders.set(path, held + 1);
      return;
    }
    if (found === undefined) makeStandIn(path);
    else {
      const owner = ownerOf(path, found);
      if (owner === undefined) return;
      if (owner === shared || existsSync(`/proc/${owner}`)) {
        setOwner(path, shared);
        return;
      }
    }
    setOwner(path, process.pid);
    holders.set(path, held + 1);
  } catch (cause) {
    throw new SandboxFailed(`${path} cannot be protected: ${(cause as Error).message}`, {
      cause,
      fix: "replace a link by what it leads to, and let Sallyport write to the workspace",
    });
  }
}

function makeStandIn(path: string): void {
  mkdirSync(path);
  // By its mode it is known again, whatever the mask of this process.
  chmodSync(path, 0o555);
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
    if (ownerOf(path, lstatSync(path)) === process.pid) rmdirSync(path);
  } catch {
    // The workspace has gone, or something real has taken the place: there is nothing of ours to remove.
  }
}

/**
 * The process whose stand-in this is; `undefined` for anything real. A stand-in is an empty directory, which git and the
 * like pass over, with its owner for a modification time in seconds: what a crash left can so be told from the user's.
 */
function ownerOf(path: string, found: Stats): number | undefined {
  const seconds = found.mtimeMs / 1000;
  if (!found.isDirectory() || (found.mode & 0o777) !== 0o555) return undefined;
  if (!Number.isInteger(seconds) || seconds > 1 << 22) return undefined;
  return readdirSync(path).length === 0 ? seconds : undefined;
}

function setOwner(path: string, owner: number): void {
  utimesSync(path, owner, owner);
}
