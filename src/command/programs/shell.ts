import { asks, type ProgramProfile, prints, runs } from "../profile.ts";

const state = "it changes what later commands do";
const stranger = "it is another shell than the one this command was parsed for";
const foreign = { operands: ["read", "text"], options: "-c!=code -e -u -x -f" } as const;

const shell = runs(
  "-c! -e -u -x -v -n -f -o=text -s --norc --noprofile --posix -l,--login! -i! --rcfile! --init-file! -O=text",
  {
    operands: ["read", "text"],
    interprets: true,
    scripts: /\.(?:ba)?sh$/,
    language: "shell",
    match: ["sh scripts/test.sh --fast", "bash -euo pipefail -c 'ls'", "dash a.sh"],
    notMatch: ['sh -c "$x"', "sh /etc/x.sh", "bash -i", "bash --rcfile x", "bash <(cat a.txt)", "dash -s"],
  },
);

const test = prints(
  "-b -c -d -e -f -g -h -k -p -r -s -t -u -w -x -G -L -N -O -S -z -n -a -o -nt -ot -ef -eq -ne -lt -le -gt -ge -v! -R!",
  {
    words: true,
    match: ["test -f a.txt", '[ -n "$x" ]', '[ "$a" = b ]', "[ 1 -lt 2 ]"],
    notMatch: ["test -v 'a[$(ls)]'", "[ -v x ]", '[ "$a" "$b" ]'],
  },
);

const inert = {
  lenient: true,
  match: [":", "true", "false || true"],
  notMatch: [": > ../x", "true > /etc/x"],
} as const;
const ending = { match: ["exit 1", "return", "break", "continue", "shift"], notMatch: ["exit --force"] } as const;
const declares = {
  operands: ["declaration"],
  match: ["export CI=1", "local x=1", "readonly x", "declare -r x=a", "typeset x"],
  notMatch: ["export PATH=.", "declare -n x=y", "typeset -i x", "readonly LD_PRELOAD=./x", "local 'a[0]=1'"],
} as const;

/** A builtin that needs leave. */
function leave(why: string, options: string, match: string, ...notMatch: readonly string[]): ProgramProfile {
  return asks(["environment"], why, { options, match: [match], notMatch });
}

const runsText = "it can run text as code";

function sources(name: string): ProgramProfile {
  return asks(["exec"], "it runs a file inside this shell", {
    operands: ["read", "text"],
    match: [`${name} scripts/env.sh`],
    notMatch: [`${name} /etc/profile`, `${name} "$x"`, `${name} ../env.sh`],
  });
}

/** Builtins of bash and the shells; a builtin that is not here is unknown. */
export const shellPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  sh: shell,
  bash: shell,
  dash: shell,
  zsh: asks(["exec"], stranger, { ...foreign, match: ["zsh a.zsh"], notMatch: ["zsh -c 'ls'", "zsh /etc/x"] }),
  ksh: asks(["exec"], stranger, { ...foreign, match: ["ksh a.ksh"], notMatch: ["ksh -c 'ls'", "ksh /etc/x"] }),
  fish: asks(["exec"], stranger, { ...foreign, match: ["fish a.fish"], notMatch: ["fish -c 'ls'", "fish /etc/x"] }),
  ":": prints("", inert),
  true: prints("", inert),
  false: prints("", inert),
  echo: prints("-n -e -E", { lenient: true, match: ["echo -n a b", 'echo "$x"'], notMatch: ["echo a > ../b"] }),
  printf: prints("-v!", {
    leading: true,
    match: ["printf '%s\\n' \"$x\""],
    notMatch: ["printf -v x a", "printf %s a > /etc/x"],
  }),
  pwd: prints("-L -P", { match: ["pwd -P"], notMatch: ["pwd > ../x"] }),
  test,
  "[": test,
  type: prints("-a -t -p -P -f", { match: ["type -t ls"], notMatch: ["type --x ls"] }),
  hash: leave(state, "-r -d -l -t -p!=program", "hash -r", "hash -p /bin/touch ls"),
  exit: prints("", ending),
  return: prints("", ending),
  break: prints("", ending),
  continue: prints("", ending),
  shift: prints("", ending),
  wait: prints("-n -f -p!", { match: ["wait", "wait -n"], notMatch: ["wait -p 'a[$(ls)]'"] }),
  jobs: prints("-l -p -r -s", { match: ["jobs -l"], notMatch: ["jobs -x ls"] }),
  local: prints("-r -i!", declares),
  export: prints("-n -p! -f!", declares),
  readonly: prints("-p! -f! -a", declares),
  declare: prints("-r -x -a -A -i! -n! -p! -f! -F! -g -l -u", declares),
  typeset: prints("-r -x -a -A -i! -n! -p! -f! -F! -g", declares),
  read: prints("-r -p=text -s -d=text -n=text -N=text -t=text -u=text -a! -e! -i!", {
    operands: ["name"],
    match: ["read -r line", "IFS=, read -r a b"],
    notMatch: ["read PATH", "read -a x", "read 'a[$(ls)]'"],
  }),
  set: prints("-e -u -x -v -o=text -f -E -T", {
    match: ["set -euo pipefail", "set -x"],
    notMatch: ["set -a", "set -o history", "set -H"],
  }),
  cd: prints("-L -P", {
    operands: ["read"],
    match: ["cd src", "cd -P src"],
    notMatch: ["cd", "cd -", "cd /", "cd .."],
  }),
  unset: leave(state, "-v -f -n!", "unset x", "unset -n x"),
  shopt: leave(state, "-s -u -q -p -o!", "shopt -s nullglob", "shopt -o history"),
  alias: leave(runsText, "-p", "alias -p", "alias --x"),
  unalias: leave(state, "-a", "unalias -a", "unalias --x"),
  enable: leave(state, "-a -n -p -s -f!=program -d!", "enable -n ls", "enable -f ./x.so x"),
  trap: asks(["exec"], "it keeps code to run later", {
    options: "-l -p",
    match: ["trap 'ls' EXIT"],
    notMatch: ["trap 'shred a' EXIT", "trap 'cat ../a' EXIT"],
  }),
  source: sources("source"),
  ".": sources("."),
  eval: asks(["exec"], runsText, {
    operands: ["code"],
    match: ["eval 'ls -l'"],
    notMatch: ['eval "$x"', "eval 'shred a'"],
  }),
  mapfile: leave(
    runsText,
    "-t -n=text -s=text -u=text -d=text -O=text -c=text -C!=code",
    "mapfile -t x",
    "mapfile -C ls x",
  ),
  readarray: leave(
    runsText,
    "-t -n=text -s=text -u=text -d=text -O=text -c=text -C!=code",
    "readarray x",
    "readarray -C ls x",
  ),
  let: asks(["exec"], "arithmetic on variables evaluates the subscripts in their values", {
    operands: ["code"],
    match: ["let --help"],
    notMatch: ["let 'a[$(ls)]=1'", 'let "$x"'],
  }),
  getopts: leave(state, "", "getopts ab: name", "getopts --x ab name"),
  pushd: prints("-n", { operands: ["read"], match: ["pushd src"], notMatch: ["pushd /", "pushd ..", "pushd --x"] }),
  popd: prints("-n", { match: ["popd"], notMatch: ["popd --x"] }),
  umask: leave(state, "-p -S", "umask 022", "umask --x"),
  ulimit: leave(state, "-S -H -a -c -d -e -f -i -l -m -n -p -q -r -s -t -u -v -x", "ulimit -n 1024", "ulimit --x"),
  bind: leave("it ties keys to code", "-l -v -p -P", "bind -l", "bind -x '\"a\": ls'", "bind -f x"),
  complete: leave("it ties completions to code", "-p -r", "complete -p", "complete -C ls x", "complete -F f x"),
  compgen: leave(
    "it can run code for completions",
    "-A=text -W=text -c -a -b -k -v -d -f",
    "compgen -c",
    "compgen -C ls",
  ),
  fc: leave("it runs commands of the history", "-l -n -r", "fc -l", "fc -s", "fc -e vi"),
  history: asks(["read"], "the history may hold secrets", {
    options: "-#",
    match: ["history 5"],
    notMatch: ["history -w x"],
  }),
  command: prints("-p -v -V", {
    match: ["command -v node", "command ls"],
    notMatch: ["command -x ls", "command shred a"],
  }),
  env: asks(["read"], "it prints the environment, which may hold secrets", {
    options: "-0,--null",
    match: ["env -0"],
    notMatch: ["env -S 'shred a'", "env shred a"],
  }),
  exec: asks(["exec"], "it replaces the shell", { match: ["exec ls"], notMatch: ["exec shred a", "exec > ../x"] }),
});
