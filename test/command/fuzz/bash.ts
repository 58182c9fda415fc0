import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { existing } from "./script.ts";

/** Programs of the system that scripts may use: they start others. */
const wrappers: readonly string[] =
  "bash sh env nice ionice nohup timeout stdbuf setsid setarch linux64 taskset prlimit flock script setpriv find xargs true".split(
    " ",
  );

/** Stands between a program and its arguments, and between them. */
const unit = "\u001f";

/** Notes which program was started by which script, and with which arguments. */
const marker = `#!/bin/sh
IFS=${unit}
printf '%s %s\\0' "$__script" "\${0##*/}\${1+$IFS}$*" >&9
case $0 in *[a-m]) exit 0;; esac
exit 1
`;

/**
 * Runs the scripts, many in one subshell as long as it lives, because starting one is what takes the time. The programs
 * of the scripts are functions that note their names, which saves a process each; what is no function is noted too.
 */
const driver = `
exec 201>&1 9>&1
__note() {
  local IFS=${unit}
  printf '%s %s\\0' "$__script" "\${*//$'\\n'/?}" >&201
  case $1 in *[a-m]) return 0;; esac
  return 1
}
command_not_found_handle() { __note "$@"; }
export -f command_not_found_handle __note
for __name in q{a..c}{a..z} x{a..z}; do eval "$__name() { __note $__name \\"\\$@\\"; }"; done
mapfile -d '' -t __scripts </fuzz/scripts
enable -n kill suspend
cd /tmp
export __script=$1
while ((__script < \${#__scripts[@]})); do
  ( __shell=$BASHPID
    ulimit -St 1 -v 400000 -f 2000 -c 0
    for ((__run = 0; __run < 40 && __script < \${#__scripts[@]}; __run++, __script++)); do
      echo "$__script" >/run/at
      printf '%s\\0' "$__script" >&201
      set --
      eval "\${__scripts[__script]}"
      ((BASHPID == __shell)) || exit
      wait
      trap - EXIT
      unalias -a
      shopt -u expand_aliases
      unset -v a v w x i X fd arr nothing NAME
      unset -f f g h
    done
  ) </dev/null >/dev/null 2>&1
  read -r __script </run/at
  ((__script++))
done
printf 'end\\0' >&201
`;

/** How long a script may be silent before bash is started anew behind it. */
const patienceMs = 4_000;

/** A program that bash started or tried to start, and its arguments; newlines are `?`. */
export type Started = readonly [program: string, ...args: string[]];

/** What bash ran, for each script. */
export async function runWithBash(scripts: readonly string[]): Promise<readonly (readonly Started[])[]> {
  const place = mkdtempSync(join(tmpdir(), "sallyport-fuzz-"));
  const ran: Started[][] = scripts.map(() => []);
  try {
    furnish(place, scripts);
    let next = 0;
    while (next < scripts.length) {
      const lines = (await start(place, next)).split("\0");
      if (lines.length === 1) throw new Error("bash did not start in the sandbox");
      for (const line of lines) {
        const [, script, argv] = /^(\d+)(?: (.*))?$/s.exec(line) ?? [];
        if (script === undefined) continue;
        if (argv !== undefined)
          ran[Number(script)]?.push(argv.replaceAll("\n", "?").split(unit) as [string, ...string[]]);
        else next = Number(script) + 1;
      }
      if (lines.includes("end")) break;
    }
    return ran;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function furnish(place: string, scripts: readonly string[]): void {
  const programs = join(place, "bin");
  mkdirSync(programs);
  const file = join(programs, "marker");
  writeFileSync(file, marker);
  chmodSync(file, 0o755);
  for (const name of existing) symlinkSync("marker", join(programs, name));
  for (const name of wrappers) symlinkSync(`/usr/bin/${name === "sh" ? "bash" : name}`, join(programs, name));
  writeFileSync(join(place, "driver"), driver);
  writeFileSync(join(place, "scripts"), scripts.map((script) => `${script}\0`).join(""));
}

/** What the driver notes from one script on: its number alone when it begins, with a name for each program. */
function start(place: string, from: number): Promise<string> {
  const child = spawn(
    "bwrap",
    [
      ...["--unshare-all", "--cap-drop", "ALL", "--die-with-parent", "--new-session", "--clearenv"],
      ...["--ro-bind", "/usr", "/usr", "--ro-bind-try", "/lib", "/lib", "--ro-bind-try", "/lib64", "/lib64"],
      ...["--ro-bind-try", "/bin", "/bin", "--proc", "/proc", "--dev", "/dev"],
      ...["--size", "67108864", "--tmpfs", "/tmp", "--tmpfs", "/run", "--ro-bind", place, "/fuzz", "--chdir", "/tmp"],
      ...["--setenv", "PATH", "/fuzz/bin", "--setenv", "FUNCNEST", "8", "--setenv", "TMOUT", "1"],
      ...["--setenv", "LC_ALL", "C.UTF-8", "--", "/usr/bin/bash", "--norc", "--noprofile", "/fuzz/driver", `${from}`],
    ],
    { env: { PATH: process.env["PATH"] }, stdio: ["ignore", "pipe", "ignore"] },
  );
  const said: Buffer[] = [];
  const give = (): boolean => child.kill("SIGKILL");
  let silence = setTimeout(give, patienceMs);
  child.stdout.on("data", (chunk: Buffer) => {
    said.push(chunk);
    clearTimeout(silence);
    silence = setTimeout(give, patienceMs);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(silence);
      resolve(Buffer.concat(said).toString());
    });
  });
}
