import type { Inspected } from "./inspect.ts";
import { ask, type Note, noteTouch } from "./note.ts";
import type { Directories } from "./paths.ts";
import { interpreters, programProfile } from "./programs.ts";
import { wrappers } from "./wrappers.ts";

/** Parts of option names with which programs are told to run, load or write something else. */
const reaching =
  /exec|command|\bcmd|shell|script|eval|hook|plugin|program|pager|editor|config|output|out-?file|preload|require|import|init|\brsh\b|prog\b|filter|askpass|proxy|include|load|module|agent|helper|interpreter|run\b/i;

/**
 * Notes what the arguments of a program without a profile may come to, when a rule or a default vouches for it: its own
 * meaning is not known, so whatever looks like a path is one, and what could start something else needs leave.
 */
export function noteStranger({ program }: Inspected, directories: Directories, notes: Note[]): void {
  const name = program.name ?? program.base ?? ":";
  if (interpreters.has(name)) {
    notes.push(ask("command.inline-code", `${name} runs the code it is given`, program.span, leaveOut));
  }
  for (const word of program.args) {
    const text = word.value ?? word.head;
    const equals = text.indexOf("=");
    if (text.startsWith("-") && reaching.test(equals < 0 ? text : text.slice(0, equals))) {
      notes.push(ask("command.option", `${name}: ${word.text} may run or load something else`, word.span, leaveOut));
      continue;
    }
    if (word.value === undefined) {
      notes.push(ask("command.dynamic-argument", `${name}: ${word.text} is known only when it runs`, word.span, spell));
      continue;
    }
    const value = text.startsWith("-") && equals >= 0 ? text.slice(equals + 1) : text;
    if (isProgram(value)) {
      notes.push(
        ask("command.helper-program", `${name}: ${word.text} may be a program that it starts`, word.span, leaveOut),
      );
    }
    if (text.startsWith("-") && equals < 0 && !text.includes("/")) continue;
    if (/\s/.test(value)) {
      if (/[;&|`$(]/.test(value) || isProgram(value.trim().split(/\s+/)[0] ?? ""))
        notes.push(ask("command.inline-code", `${name}: ${word.text} may be code that it runs`, word.span, leaveOut));
      continue;
    }
    const touch = directories.touch({ ...word, value, head: value }, "read");
    if (touch !== undefined) noteTouch(touch, notes);
  }
}

const leaveOut = "leave it out, or allow this exact command";
const spell = "write the argument out";

/** Names of programs that are more often what another program is told to do. */
const verbs: ReadonlySet<string> = new Set(
  "install test link split join sort date time watch info stat diff patch find tree host file set read".split(" "),
);

function isProgram(value: string): boolean {
  const base = value.slice(value.lastIndexOf("/") + 1);
  if (verbs.has(value) || !/^\w/.test(base)) return false;
  return interpreters.has(base) || wrappers.has(base) || programProfile(base) !== undefined;
}
