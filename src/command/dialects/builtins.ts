import { type Grammar, grammar } from "../options.ts";
import type { ProgramEffect, ProgramProfile } from "../profile.ts";
import type { Builtin, Reading } from "./switches.ts";

function switches(text: string): Grammar {
  return grammar(text, { words: true });
}

function builtin(
  effects: readonly ProgramEffect[],
  text: string,
  rest: Partial<ProgramProfile> = {},
  reading: Reading = "builtin",
): Builtin {
  return { profile: { effects, options: switches(text), operands: ["text"], ...rest }, reading };
}

/** The directory itself, or what is around it. */
const whole = /^[./\\]+$/;
const remove = builtin(["write"], "-p -f -s -q -a*", { operands: ["write"], hazard: whole });
const removeDirectory = builtin(["write"], "-s -q", { operands: ["write"], hazard: whole });
const create = builtin(["write"], "", { operands: ["write"] });
const rename = builtin(["read", "write"], "", { operands: ["write"], most: 2 });
const changeDirectory = builtin(["read"], "-d", { operands: ["read"], most: 1 }, "directory");

/** What is built into cmd, and the small programs beside it. */
const table: Readonly<Record<string, Builtin>> = {
  cd: changeDirectory,
  chdir: changeDirectory,
  dir: builtin(["read"], "-a* -b -c -d -l -n -o* -p -q -r -s -t* -w -x -4", { operands: ["read"] }),
  type: builtin(["read"], "", { operands: ["read"] }),
  echo: builtin([], "", { lenient: true }, "text"),
  title: builtin([], "", { lenient: true }, "text"),
  cls: builtin([], ""),
  ver: builtin([], ""),
  vol: builtin([], "", { most: 0 }),
  date: builtin([], "-t", { most: 0, unless: ["t"] }),
  time: builtin([], "-t", { most: 0, unless: ["t"] }),
  exit: builtin([], "-b", { most: 1 }),
  copy: builtin(["read", "write"], "-d -v -n -y -z -a -b", {
    operands: ["read"],
    last: "write",
    most: 2,
    // A plus sign joins files into one.
    hazard: /\+/,
  }),
  move: builtin(["read", "write"], "-y", { operands: ["write"], most: 2 }),
  ren: rename,
  rename,
  del: remove,
  erase: remove,
  md: create,
  mkdir: create,
  rd: removeDirectory,
  rmdir: removeDirectory,
  findstr: builtin(
    ["read"],
    "-b -e -l -r -s -i -x -v -n -m -o -p -offline -a:*=text -c:*=text -f:*=read -g:*=read -d:*=read",
    { operands: ["text", "read"], replacesFirst: ["c:*", "g:*"] },
    "letters",
  ),
  find: builtin(["read"], "-v -c -n -i -off -offline", { operands: ["text", "read"] }, "program"),
  where: builtin(["read"], "-q -f -t", { operands: ["text"] }, "program"),
  more: builtin(["read"], "-e -c -p -s -t*", { operands: ["read"] }, "program"),
  sort: builtin(["read"], "-r -reverse -unique -c -case_sensitive -o! -output!", { operands: ["read"] }, "program"),
  fc: builtin(["read"], "-a -b -c -l -n -t -u -w -lb*", { operands: ["read"], most: 2 }, "program"),
  tree: builtin(["read"], "-f -a", { operands: ["read"], most: 1 }, "program"),
  hostname: builtin([], "", { most: 0 }, "program"),
  whoami: builtin([], "", { most: 0 }, "program"),
  tasklist: builtin([], "-v -svc -nh", { most: 0 }, "program"),
  xcopy: builtin(
    ["read", "write"],
    "-s -e -y -i -q -f -l -h -r -t -u -k -d -v -w -c -n -o -x -z -b -j",
    { operands: ["read"], last: "write", most: 2, asks: "it copies whole directories over others" },
    "program",
  ),
};

/** A command that cmd or Windows comes with, by its name in small letters. */
export function builtinOf(name: string): Builtin | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** True for a program beside cmd, which may be written with `.exe`, rather than a part of it. */
export function isProgram({ reading }: Builtin): boolean {
  return reading === "program" || reading === "letters";
}

/** Every name of a command, in small letters. */
export function builtinNames(name: string): ReadonlySet<string> {
  const own = table[name];
  return new Set(Object.keys(table).filter((each) => table[each] === own));
}

/** Builtins that are known to start, hide, keep or change what nobody can see in the command. */
export const statements: ReadonlySet<string> = new Set(
  "call for if else goto rem setlocal endlocal shift pause prompt defined exist not errorlevel in do".split(" "),
);

/** Builtins that are never more than asked about, and why. */
export const uneasy: Readonly<Record<string, string>> = {
  set: "it shows, or changes, the environment",
  path: "it changes where programs are looked for",
  pushd: "where it leads is not known",
  popd: "where it leads is not known",
  assoc: "it changes which program opens a file",
  ftype: "it changes which program opens a file",
  mklink: "a link reaches elsewhere",
  dpath: "it changes where files are looked for",
  append: "it changes where files are looked for",
  subst: "it makes a drive of a directory",
  doskey: "it gives commands another meaning",
  break: "it is not understood",
  verify: "it is not understood",
  color: "it is not understood",
  chcp: "it changes how text is read",
};
