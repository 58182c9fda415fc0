import { type Grammar, grammar } from "./options.ts";

/** How a program names the program it starts. */
export interface Wrapper {
  readonly options: Grammar;
  /** Operands of its own that come before the inner program. */
  readonly operands: number;
  /** Takes `NAME=value` before the inner program. */
  readonly assigns?: boolean;
  /** Adds arguments that are known only when it runs. */
  readonly appends?: boolean;
  /** The wrapper is judged as a program too. */
  readonly judged?: boolean;
  /** Options with which it only answers a question and starts nothing. */
  readonly queries?: readonly string[];
}

/** Wrappers by name; one whose options are not fully understood is not taken off. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    "env",
    {
      options: grammar("-i,--ignore-environment -u,--unset=text -0,--null -S,--split-string! -C,--chdir! -v,--debug!"),
      operands: 0,
      assigns: true,
    },
  ],
  ["nice", { options: grammar("-n,--adjustment=text -#"), operands: 0 }],
  ["ionice", { options: grammar("-c,--class=text -n,--classdata=text -t,--ignore"), operands: 0 }],
  ["nohup", { options: grammar(""), operands: 0 }],
  [
    "timeout",
    {
      options: grammar("-k,--kill-after=text -s,--signal=text --preserve-status --foreground -v,--verbose"),
      operands: 1,
    },
  ],
  ["stdbuf", { options: grammar("-i,--input=text -o,--output=text -e,--error=text"), operands: 0 }],
  ["time", { options: grammar("-p,--portability -v,--verbose -f,--format=text"), operands: 0 }],
  ["setsid", { options: grammar("-c,--ctty -f,--fork -w,--wait"), operands: 0 }],
  ["setarch", { options: grammar("-R,--addr-no-randomize -v,--verbose"), operands: 0 }],
  ["chrt", { options: grammar("-b,--batch -i,--idle -o,--other -r,--rr -f,--fifo"), operands: 1 }],
  ["taskset", { options: grammar("-c,--cpu-list"), operands: 1 }],
  ["command", { options: grammar("-p -v -V"), operands: 0, queries: ["v", "V"] }],
  ["builtin", { options: grammar(""), operands: 0 }],
  ["exec", { options: grammar("-c -l -a=text"), operands: 0, judged: true }],
  [
    "sudo",
    {
      options: grammar(
        "-n,--non-interactive -E,--preserve-env -H,--set-home -u,--user=text -g,--group=text -S,--stdin -i,--login -s,--shell",
      ),
      operands: 0,
      assigns: true,
      judged: true,
    },
  ],
  ["doas", { options: grammar("-n -u=text -s"), operands: 0, judged: true }],
  [
    "xargs",
    {
      options: grammar(
        "-0,--null -a,--arg-file! -d,--delimiter=text -E=text -I=text -i --replace[=text] -L,--max-lines=text -n,--max-args=text -P,--max-procs=text -p,--interactive -r,--no-run-if-empty -s,--max-chars=text -t,--verbose -x,--exit",
      ),
      operands: 0,
      appends: true,
    },
  ],
]);

/** Shells whose `-c` argument is parsed as bash. */
export const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash"]);

/** find's actions that run a program. */
export const findActions: ReadonlySet<string> = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
