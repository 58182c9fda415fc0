import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a repository's own configuration may not make git do while it reads history: run anything, fetch anything. */
const quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"];

/** One commit after the other, each with the lines it adds; the line before a diff is `commit` and its id. */
const log = [
  ...["log", "--all", "--patch", "--cc", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"],
  ...["--src-prefix=a/", "--dst-prefix=b/", "--format=commit %H"],
];

/**
 * The history of all branches of the repository in `directory` as git writes it, in pieces. The repository is not
 * trusted: nothing that its configuration names is run.
 * @throws {Error} with git's own words when it is no repository or git is not there.
 */
export async function* readGitHistory(directory: string, searchPath: string): AsyncGenerator<Uint8Array> {
  const git = spawn("git", ["-C", directory, "--no-pager", ...quiet, ...log], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: searchPath,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_NO_LAZY_FETCH: "1",
    },
  });
  const exited = once(git, "exit").catch((error: Error) => [error] as const);
  let complaint = "";
  git.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 2_000);
  });
  try {
    yield* git.stdout as AsyncIterable<Uint8Array>;
    const [status] = await exited;
    if (status !== 0) throw new Error(complaint.trim() || `git could not be run: ${String(status)}`);
  } finally {
    git.kill();
  }
}
