import type { Option } from "../options.ts";
import type { ProgramProfile } from "../profile.ts";
import type { Word } from "../word.ts";

/** What a cmdlet does with what comes by a pipe. */
export type PipeInput =
  /** Objects of any kind, which it only looks at. */
  | "objects"
  /** Text, which it searches; files that come instead of it are opened. */
  | "text"
  /** Text, and a path unless one is given. */
  | "path"
  /** It may take anything from it that it is not given. */
  | "unknown";

/** A command of PowerShell: its parameters are the options of the profile. */
export interface Cmdlet {
  readonly name: string;
  readonly profile: ProgramProfile;
  /** Parameters that take arguments without a name, in order; the last may end in `...` and take all the rest. */
  readonly positions: readonly string[];
  readonly input: PipeInput;
}

/** An argument: a word, or several with commas between them. */
export type Argument = readonly [Word, ...Word[]];

/**
 * Rewrites arguments so that each has its parameter's whole name before it: `-Name value`. What is not a parameter, or
 * might be several, becomes an option that no cmdlet has; an argument too many stays as it is.
 */
export function bind({ profile, positions }: Cmdlet, given: readonly Argument[]): readonly Word[] {
  const parameters = parametersOf(profile);
  const bound: Word[] = [];
  const free: Argument[] = [];
  const named = new Set<string>();
  for (let i = 0; i < given.length; i++) {
    const [first, ...more] = given[i] as Argument;
    if (!isParameter(first)) {
      free.push([first, ...more]);
      continue;
    }
    const [, name = "", colon, attached = ""] = /^-(\w+)(?:(:)([\s\S]*))?$/.exec(first.value ?? "") ?? [];
    const option = resolve(parameters, name.toLowerCase());
    const isSwitch = option?.value === "none";
    if (option === undefined || (isSwitch && (colon !== undefined || more.length > 0))) {
      bound.push(unknown(first), ...more);
      continue;
    }
    named.add(option.name);
    if (isSwitch) {
      bound.push(parameter(option, first));
      continue;
    }
    const next = attached === "" ? given[i + 1] : ([tail(first, attached), ...more] as Argument);
    if (next === undefined || (attached === "" && (more.length > 0 || isParameter(next[0])))) {
      bound.push(unknown(first));
      continue;
    }
    if (attached === "") i++;
    for (const word of next) bound.push(parameter(option, first), word);
  }
  return [
    ...bound,
    ...place(
      parameters,
      positions.filter((each) => !named.has(each.replace("...", ""))),
      free,
    ),
  ];
}

type Parameters = readonly (readonly [name: string, option: Option])[];

function parametersOf({ options }: ProgramProfile): Parameters {
  return [...options.long].map(([name, option]) => [name.toLowerCase(), option]);
}

/** A parameter by its name or an alias, or by the beginning of just one. */
function resolve(parameters: Parameters, name: string): Option | undefined {
  if (name === "") return undefined;
  const exact = parameters.find(([each]) => each === name)?.[1];
  if (exact !== undefined) return exact;
  const found = new Set(parameters.filter(([each]) => each.startsWith(name)).map(([, option]) => option));
  return found.size === 1 ? [...found][0] : undefined;
}

/** Arguments without a name, by the positions that are left. */
function place(parameters: Parameters, positions: readonly string[], free: readonly Argument[]): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  for (const argument of free) {
    const position = positions[at];
    const option = position && parameters.find(([name]) => name === position.replace("...", "").toLowerCase())?.[1];
    if (position?.endsWith("...") !== true) at++;
    for (const word of argument) {
      if (option) words.push(parameter(option, word), word);
      else words.push(word.head.startsWith("-") ? unknown(word) : word);
    }
  }
  return words;
}

function isParameter({ text }: Word): boolean {
  return /^-[^\d]/.test(text);
}

function parameter({ name }: Option, { span }: Word): Word {
  const value = `-${name}`;
  return { text: value, span, value, head: value, glob: false, plain: true };
}

function unknown(word: Word): Word {
  const value = `-?${word.value ?? word.text}`;
  return { ...word, value, head: value };
}

/** What a parameter has behind its colon. */
function tail({ text, span, ...word }: Word, value: string): Word {
  const from = text.indexOf(":") + 1;
  return { ...word, text: text.slice(from), span: [span[0] + from, span[1]], value, head: value };
}
