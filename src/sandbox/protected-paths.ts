import { lstatSync, mkdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SandboxFailed } from "../errors.ts";

/**
 * Names in a writable root whose contents later run with the user's own rights: read-only inside, and where they do not
 * exist, held by an empty stand-in so that a command cannot make them.
 */
const guarded: Readonly<Record<string, "directory" | "file">> = {
  ".git": "directory",
  ".vscode": "directory",
  ".claude": "directory",
  skills: "directory",
  ".mcp.json": "file",
  ".envrc": "file",
  ".bashrc": "file",
  ".bash_profile": "file",
  ".profile": "file",
  ".zshrc": "file",
  ".gitconfig": "file",
  ".gitmodules": "file",
  "AGENTS.md": "file",
  "CLAUDE.md": "file",
  "SKILL.md": "file",
};

const standIns = new Map<string, number>();

/** Launcher arguments that guard a writable root, and what must be called when the command has ended. */
export interface Guard {
  readonly args: readonly string[];
  release(): void;
}

/** @throws {SandboxFailed} when a guarded name is a link: a mount would cover where it points, not the name. */
export function guardRoot(root: string): Guard {
  const args: string[] = [];
  const held: string[] = [];
  for (const [name, kind] of Object.entries(guarded)) {
    const path = join(root, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) {
      for (const standIn of held) release(standIn);
      throw new SandboxFailed(`${path} is a link, which cannot be protected`, {
        fix: "replace the link by what it points to",
      });
    }
    if (found === undefined || standIns.has(path)) {
      hold(path, kind);
      held.push(path);
    }
    args.push("--ro-bind", path, path);
  }
  return { args, release: () => held.forEach(release) };
}

/** Stand-ins are shared by concurrent commands: removing a mount point would uncover it for the others. */
function hold(path: string, kind: "directory" | "file"): void {
  const holders = standIns.get(path) ?? 0;
  if (holders === 0) {
    if (kind === "directory") mkdirSync(path, { mode: 0o555 });
    else writeFileSync(path, "", { mode: 0o444, flag: "wx" });
  }
  standIns.set(path, holders + 1);
}

function release(path: string): void {
  const holders = (standIns.get(path) ?? 1) - 1;
  if (holders > 0) {
    standIns.set(path, holders);
    return;
  }
  standIns.delete(path);
  try {
    const found = statSync(path);
    if (found.isDirectory()) rmdirSync(path);
    else if (found.size === 0) unlinkSync(path);
  } catch {
    // Somebody put something real in its place meanwhile; that stays.
  }
}
