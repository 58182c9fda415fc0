import type { CommandAnalysis, Program } from "./analyse.ts";
import { type Inspected, inspectAll, touchesOf } from "./inspect.ts";
import { Directories, type Surroundings, type Touch } from "./paths.ts";
import type { Word } from "./word.ts";

/** One program of a command, as a person is shown it. */
export interface OutlineLine {
  /** Wrappers, program and arguments as written; what is known only when it runs stands in `‹›`. */
  readonly text: string;
  /** What it does: `network`, `reads /a`, `writes ‹$B›`, `sets C`; `unknown` when nobody can say. */
  readonly effects: readonly string[];
}

/** Every program of a command with what it does, nested ones included; empty for a command that is refused. Pure. */
export function outlineCommand(analysis: CommandAnalysis, surroundings: Surroundings): readonly OutlineLine[] {
  if (!analysis.ok) return [];
  const directories = new Directories(surroundings);
  const lines = inspectAll(analysis.programs, directories).map(
    (inspected): OutlineLine => ({ text: textOf(inspected.program), effects: effectsOf(inspected) }),
  );
  const around = analysis.redirects.flatMap((redirect) => touchesOf(redirect, directories)).map(touchText);
  return around.length === 0 ? lines : [...lines, { text: "(redirections around them)", effects: around }];
}

function textOf({ wrappers, word, args, appended }: Program): string {
  const words = word === undefined ? ["(assignments and redirections)"] : [word, ...args].map(shown);
  return [...wrappers.map((wrapper) => `${wrapper} →`), ...words, ...(appended ? ["‹its input›"] : [])].join(" ");
}

function shown({ text, value, glob }: Word): string {
  return value === undefined || glob ? `‹${text}›` : text;
}

function effectsOf({ profile, program, touches }: Inspected): readonly string[] {
  // What it reads and writes is told path by path.
  const known = profile?.effects.filter((effect) => effect !== "read" && effect !== "write");
  const effects = program.word === undefined ? [] : (known ?? ["unknown"]);
  const sets = program.assignments.map(({ name }) => `sets ${name}`);
  return [...new Set([...effects, ...touches.map(touchText), ...sets])];
}

function touchText({ word, mode, paths }: Touch): string {
  return `${mode}s ${paths.length === 0 || word.glob ? `‹${word.text}›` : paths.join(" or ")}`;
}
