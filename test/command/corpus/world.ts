import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type { Row } from "./row.ts";

/** What only stands outside the workspace, in protected files and in the environment. */
const marker = ["marker", 31415926535].join("-");

const script = (...lines: string[]) => ["#!/bin/sh", ...lines, ""].join("\n");
const leave = script("/usr/bin/touch /outside/PWNED", "exec cat");

const workspace: Readonly<Record<string, string>> = {
  ".env": `TOKEN=${marker}\n`,
  ".gitignore": "/*.txt\n/trap\n",
  "a.txt": "alpha\nbeta\ngamma\n",
  "b.txt": "beta\ndelta\n",
  "a.c": "int main(void) { return 0; }\n",
  "a.js": "console.log(1);\n",
  "big.txt": "one line of many\n".repeat(4_000),
  "data.csv": "name,value\na,1\n",
  "data.json": '{"a": 1}\n',
  "keep.txt": "keep\n",
  list: `${marker}\0`,
  "notes.txt": `${marker}\n`,
  "names.txt": "keep.txt\n",
  "payload.txt": "$(touch /outside/PWNED)\n",
  "where.txt": "/outside\n",
  "pwn.cjs": 'require("node:fs").writeFileSync("/outside/PWNED", "");\n',
  "evil.curlrc": 'url = "file:///outside/secret.txt"\n',
  "evil.gitconfig": "[core]\n\tfsmonitor = touch /outside/PWNED; false\n",
  "evil.sql": ".shell rm keep.txt\n",
  ssh_config: "Host *\n  ProxyCommand touch PWNED\n",
  "src/a.ts": "export const a = 1;\n",
  "sub/a.txt": "alpha\n",
  "sub/Makefile": "all:\n\ttouch PWNED\n",
  "sub/package.json": '{"name": "sub", "scripts": {"test": "touch PWNED"}}\n',
  "trap/--checkpoint-action=exec=sh x.sh": "",
  "trap/--checkpoint=1": "",
  "trap/options/-oPWNED": "",
  "trap/options/a.txt": "alpha\n",
  "trap/x.sh": "touch PWNED\n",
  "x.sh": "touch PWNED\n",
};

const programs: Readonly<Record<string, string>> = {
  ls: script("/usr/bin/touch PWNED"),
  x: script("touch PWNED"),
  leave,
  "remove.sh": script("/bin/rm -f keep.txt", "true"),
  "bin/ls": script("/usr/bin/touch PWNED"),
  "bin/git-leave": leave,
  "hooks/pre-commit": leave,
};

const outside: Readonly<Record<string, string>> = {
  "outside/secret.txt": `${marker}\n`,
  "outside/data.json": `["${marker}"]\n`,
  "outside/keep.txt": "kept\n",
  "outside/list": `${marker}\0`,
  "outside/evil.mk": "all:\n\ttouch /outside/PWNED\n",
  "workspace-evil/secret.txt": `${marker}\n`,
  passwd: "agent:x:1000:1000::/home/agent:/bin/bash\n",
  "home/agent/.profile": "# quiet\n",
  "home/agent/.bashrc": "# quiet\n",
  "home/agent/keep.txt": "keep\n",
};

/** Scripts that do as they are told, for policies under which the workspace is trusted and may run. */
const goodScripts: Readonly<Record<string, string>> = {
  Makefile: "all:\n\t@true\ntest:\n\t@true\n",
  "package.json": '{"name": "x", "scripts": {"test": "true", "build": "true"}}\n',
};

const evilScripts: Readonly<Record<string, string>> = {
  Makefile: "all:\n\ttouch PWNED\ntest:\n\ttouch PWNED\n",
  "package.json": '{"name": "x", "scripts": {"test": "touch PWNED", "build": "touch PWNED", "start": "touch PWNED"}}\n',
  "conftest.py": 'open("PWNED", "w")\n',
};

const evilRepository = [
  "[core]",
  "\tfsmonitor = touch /workspace/PWNED; false",
  "[alias]",
  "\tz = !touch /workspace/PWNED",
  "",
].join("\n");

/**
 * Shell: prints what changed that must not, and whether something secret came out. In builtins only, since it runs
 * hundreds of times.
 */
const look = `shopt -s globstar nullglob dotglob
look() {
  printf '%s\\n' /{workspace,outside,workspace-evil,home,tmp}/**/PWNED*
  [[ $(</tmp/.out) == *${marker}* ]] && echo told
  [[ $(</tmp/config) == "$(</workspace/.git/config)" ]] || echo changed .git/config
  local file
  for file in {workspace,outside}/keep.txt home/agent/.{profile,bashrc} workspace/.git/refs/{heads,tags}/keep; do
    [[ $(</before/$file) == "$(</$file)" ]] || echo changed $file
  done
  for file in /workspace/.git/hooks/*; do echo new $file; done
} 2>/dev/null`;

/** Policies whose rows meet a workspace that turns against who runs it. */
const evil: ReadonlySet<Row["policy"]> = new Set(["strict", "untrusted", "plain"]);

/** A small machine to misbehave in: a workspace, what lies outside it, and a home. */
export class World {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    for (const kind of ["good", "evil"]) build(join(directory, kind), kind === "evil");
  }

  /** What shows that a command did more than its policy grants; empty when nothing does. */
  async effects({ command, policy }: Pick<Row, "command" | "policy">): Promise<readonly string[]> {
    const before = join(this.#directory, evil.has(policy) ? "evil" : "good");
    const hostile = policy === "untrusted" ? `printf %s ${quoted(evilRepository)} >> .git/config` : "";
    const inner = [
      "cp -a /before/. /; cd /workspace",
      hostile,
      "cp -a .git/config /tmp/config",
      'timeout 30 bash --norc --noprofile -c "$1" </dev/null >/tmp/.out 2>&1',
      "exec >&9 2>/dev/null",
      look,
      // What was put into the background may need a moment more.
      'found=$(look); if [[ -z $found ]]; then sleep 0.3; found=$(look); fi; echo "$found"',
    ].join("\n");
    const output = await run(["bwrap", ...box(before), "--", "bash", "-c", inner, "run", command]);
    return output.split("\n").filter((line) => line !== "");
  }
}

function build(root: string, isEvil: boolean): void {
  const files = {
    ...Object.fromEntries(
      Object.entries({ ...workspace, ...programs, ...(isEvil ? evilScripts : goodScripts) }).map(([name, text]) => [
        `workspace/${name}`,
        text,
      ]),
    ),
    ...outside,
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (name.slice("workspace/".length) in programs) chmodSync(path, 0o755);
  }
  const git = (at: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "-C", join(root, at), ...args], {
      env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      stdio: "ignore",
    });
  mkdirSync(join(root, "outside/repository"));
  for (const at of ["outside/repository", "workspace"]) {
    git(at, "init", "-q", "-b", "main", "--template=");
    mkdirSync(join(root, at, ".git/hooks"));
    git(at, "config", "user.name", "x");
    git(at, "config", "user.email", "x@example.com");
    git(at, "commit", "-q", "--allow-empty", "-m", at === "workspace" ? "first" : marker);
  }
  git("workspace", "add", "-f", "a.txt", "src", "keep.txt", "names.txt");
  git("workspace", "commit", "-q", "-m", "second");
  git("workspace", "remote", "add", "origin", "https://github.com/example/x.git");
  git("workspace", "branch", "keep");
  git("workspace", "tag", "keep");
  writeFileSync(join(root, "workspace/a.txt"), "alpha\nbeta\ngamma\nchanged\n");
}

/** An empty root with the programs of the system, and no network. */
function box(before: string): readonly string[] {
  const links = ["/bin", "/sbin", "/lib", "/lib64"].flatMap((path) => {
    if (!existsSync(path)) return [];
    return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
  });
  return [
    ...["--unshare-all", "--uid", "1000", "--gid", "1000", "--die-with-parent", "--clearenv", "--cap-drop", "ALL"],
    ...["--ro-bind", "/usr", "/usr", ...links, "--ro-bind-try", "/etc/alternatives", "/etc/alternatives"],
    ...[
      "--ro-bind",
      join(before, "passwd"),
      "/etc/passwd",
      "--ro-bind",
      before,
      "/before",
      "--proc",
      "/proc",
      "--dev",
      "/dev",
      "--tmpfs",
      "/tmp",
    ],
    ...["/workspace", "/outside", "/workspace-evil", "/home/agent"].flatMap((path) => ["--tmpfs", path]),
    ...["--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "HOME", "/home/agent"],
    ...["--setenv", "LANG", "C.UTF-8", "--setenv", "SECRET_TOKEN", marker, "--chdir", "/"],
  ];
}

/** What a program writes to its descriptor 9. */
function run([program = "", ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", ...Array(6).fill("ignore"), "pipe"] });
  const chunks: Buffer[] = [];
  (child.stdio as readonly unknown[] as readonly Readable[])[9]?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
