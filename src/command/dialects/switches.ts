import type { ProgramProfile } from "../profile.ts";
import type { Word } from "../word.ts";

/** How a command of cmd reads what it is given. */
export type Reading =
  /** Built into cmd: a slash begins a switch wherever it stands, and commas and equals signs are blanks. */
  | "builtin"
  /** A builtin that takes the rest of the line as text. */
  | "text"
  /** A builtin that takes the rest of the line as a directory, slashes and all. */
  | "directory"
  /** A program: a slash or a dash begins a switch only at the beginning of an argument, quoted or not. */
  | "program"
  /** The same, and several letters may share one slash. */
  | "letters";

/** A command of cmd: its switches are the options of the profile, with a dash for the slash. */
export interface Builtin {
  readonly profile: ProgramProfile;
  readonly reading: Reading;
}

/** Arguments as options and operands, or why they cannot be told apart. */
export function readSwitches(args: readonly Word[], { reading }: Builtin): readonly Word[] | string {
  if (reading === "text") return args;
  const isProgram = reading === "program" || reading === "letters";
  const options: Word[] = [];
  const operands: Word[] = [];
  for (const word of args) {
    const value = word.value ?? "";
    const isSwitch = value.startsWith("/") || (isProgram && /^-./.test(value));
    if (isSwitch && !word.plain && !isProgram) return `${word.text} may be a switch`;
    if (isSwitch) {
      const found = switchesOf(word, reading);
      if (found === undefined) return `${word.text} is not understood`;
      options.push(...found);
      continue;
    }
    if (word.plain && /[,;=]/.test(value) && !isProgram) return `${word.text} is several arguments`;
    if (word.plain && value.includes("/") && reading === "builtin")
      return `a switch begins in the midst of ${word.text}`;
    operands.push(word);
  }
  // What begins with a dash is no switch to a builtin.
  if (!operands.some(({ head }) => head.startsWith("-"))) return [...options, ...operands];
  const end: Word = {
    text: "--",
    span: operands[0]?.span ?? [0, 0],
    value: "--",
    head: "--",
    glob: false,
    plain: true,
  };
  return [...options, end, ...operands];
}

/** One word's switches, each with a dash, its name in small letters and what it is given as written. */
function switchesOf(word: Word, reading: Reading): readonly Word[] | undefined {
  const value = word.value ?? "";
  const body = value.slice(1);
  if (reading === "letters" && /^[a-z]{2,}$/i.test(body)) return [...body].map((letter) => option(word, letter));
  const pieces = reading === "builtin" || reading === "directory" ? body.split("/") : [body];
  if (pieces.some((piece) => !/^[a-z\d?][^=,;]*$/i.test(piece))) return undefined;
  return pieces.map((piece) => option(word, piece));
}

function option({ span }: Word, piece: string): Word {
  const colon = piece.indexOf(":");
  const name = (colon < 0 ? piece : piece.slice(0, colon)).toLowerCase();
  const value = `-${name}${colon < 0 ? "" : piece.slice(colon)}`;
  return { text: `/${piece}`, span, value, head: value, glob: false, plain: true };
}
