import type { Word } from "./word.ts";

/**
 * What an option's value or an operand is to the program: a file or directory that it reads or writes; an address, host
 * or `host:path` it talks to (`url`); a program it starts; code it runs; a module it runs by name; the name of a shell
 * variable, or a declaration of one; or text, which means nothing beyond the program.
 */
export type Role = "text" | "read" | "write" | "url" | "program" | "code" | "module" | "name" | "declaration" | "none";

/** One option of a program. */
export interface Option {
  /** The first long name, else the first short one, without dashes. */
  readonly name: string;
  readonly value: "none" | "required" | "optional";
  readonly role: Role;
  /** Does something that needs a person's leave. */
  readonly asks: boolean;
}

/** The options a program has, as far as they are known; what is not listed is unknown. */
export interface Grammar {
  readonly short: ReadonlyMap<string, Option>;
  readonly long: ReadonlyMap<string, Option>;
  /** Options are whole words after one dash, as those of find. */
  readonly words: boolean;
  /** `-20` is an option. */
  readonly numbers: boolean;
  /** Some option runs a program, writes or needs leave: a name that looks like an option is a danger. */
  readonly hazardous: boolean;
}

/** An option as given, its value with it. */
export interface GivenOption {
  readonly option: Option;
  readonly word: Word;
  readonly value?: Word;
}

/** Arguments divided by a grammar. */
export interface Arguments {
  readonly options: readonly GivenOption[];
  readonly operands: readonly Word[];
  /** Words that look like options and are not known, or known only in part. */
  readonly unknown: readonly Word[];
  /** Words that may turn into options when they are expanded. */
  readonly loose: readonly Word[];
  /** Index of the first operand, in the words given. */
  readonly first: number;
}

/**
 * A grammar as text: `-n,--lines=text` takes a value with a role, `--color[=text]` may take one, `-x!` needs leave,
 * `-#` stands for numbers. `words: true` means one-dash options as whole words.
 */
export function grammar(text: string, { words = false }: { words?: boolean } = {}): Grammar {
  return new LazyGrammar(text, words);
}

/** Reads its text when it is first asked: a command names a few of the hundreds of programs there are. */
class LazyGrammar implements Grammar {
  readonly words: boolean;
  readonly #text: string;
  #read: Omit<Grammar, "words"> | undefined;

  constructor(text: string, words: boolean) {
    this.#text = text;
    this.words = words;
  }

  get short(): ReadonlyMap<string, Option> {
    return this.#grammar.short;
  }

  get long(): ReadonlyMap<string, Option> {
    return this.#grammar.long;
  }

  get numbers(): boolean {
    return this.#grammar.numbers;
  }

  get hazardous(): boolean {
    return this.#grammar.hazardous;
  }

  get #grammar(): Omit<Grammar, "words"> {
    this.#read ??= readGrammar(this.#text, this.words);
    return this.#read;
  }
}

function readGrammar(text: string, words: boolean): Omit<Grammar, "words"> {
  const short = new Map<string, Option>();
  const long = new Map<string, Option>();
  let numbers = false;
  let hazardous = false;
  for (const item of text.split(/\s+/)) {
    if (item === "") continue;
    if (item === "-#") {
      numbers = true;
      continue;
    }
    const [, names, asks, optional, role] = /^(-[^=![]*)(!?)(\[?)(?:=(\w+)\]?)?$/.exec(item) as RegExpExecArray;
    const spelled = (names as string).split(",");
    const canonical = (spelled.find((name) => name.startsWith("--")) ?? (spelled[0] as string)).replace(/^--?/, "");
    const value = role === undefined ? "none" : optional === "[" ? "optional" : "required";
    const option: Option = { name: canonical, value, role: (role ?? "none") as Role, asks: asks === "!" };
    hazardous ||= option.asks || option.role === "program" || option.role === "write" || option.role === "code";
    for (const name of spelled) {
      if (words) long.set(name.replace(/^--?/, ""), option);
      else if (name.startsWith("--")) long.set(name.slice(2), option);
      else short.set(name.slice(1), option);
    }
  }
  return { short, long, numbers, hazardous };
}

/** Divides arguments by a grammar; with `leading`, options end at the first operand. */
export function divide(args: readonly Word[], by: Grammar, { leading = false }: { leading?: boolean } = {}): Arguments {
  const options: GivenOption[] = [];
  const operands: Word[] = [];
  const unknown: Word[] = [];
  const loose: Word[] = [];
  let first = args.length;
  let i = 0;
  for (; i < args.length; i++) {
    const word = args[i] as Word;
    const text = word.value ?? word.head;
    if (word.value === "--") {
      if (operands.length === 0) first = i + 1;
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!text.startsWith("-") || text === "-") {
      if (mayBecomeOption(word)) loose.push(word);
      if (operands.length === 0) first = i;
      operands.push(word);
      if (leading) {
        operands.push(...args.slice(i + 1));
        break;
      }
      continue;
    }
    if (word.value === undefined && !text.includes("=")) {
      unknown.push(word);
      continue;
    }
    i += takeOption(word, text, args[i + 1], by, options, unknown);
    if (options.at(-1)?.option.role === "module") {
      first = i + 1;
      operands.push(...args.slice(i + 1));
      break;
    }
  }
  return { options, operands, unknown, loose, first };
}

/** True for a word whose expansion may begin with a dash. */
function mayBecomeOption(word: Word): boolean {
  if (word.value === undefined) return word.head === "";
  return word.glob && /^[*?[@+!(]/.test(word.value);
}

/** Records one word of options; returns how many further words it took. */
function takeOption(
  word: Word,
  text: string,
  next: Word | undefined,
  by: Grammar,
  options: GivenOption[],
  unknown: Word[],
): number {
  if (by.numbers && /^-\d+$/.test(text)) return 0;
  if (by.words) return takeWord(word, text, next, by, options, unknown);
  return text.startsWith("--")
    ? takeLong(word, text, next, by, options, unknown)
    : takeCluster(word, text, next, by, options, unknown);
}

function takeWord(
  word: Word,
  text: string,
  next: Word | undefined,
  by: Grammar,
  options: GivenOption[],
  unknown: Word[],
): number {
  const equals = text.indexOf("=");
  const name = (equals < 0 ? text : text.slice(0, equals)).replace(/^--?/, "");
  const option = by.long.get(name);
  if (option === undefined) unknown.push(word);
  else if (equals >= 0) options.push({ option, word, value: part(word, equals + 1) });
  else if (option.value === "required" && next !== undefined) {
    options.push({ option, word, value: next });
    return 1;
  } else options.push({ option, word });
  return 0;
}

function takeLong(
  word: Word,
  text: string,
  next: Word | undefined,
  by: Grammar,
  options: GivenOption[],
  unknown: Word[],
): number {
  const equals = text.indexOf("=");
  const option = findLong(by, equals < 0 ? text.slice(2) : text.slice(2, equals));
  if (option === undefined || (equals >= 0 && option.value === "none")) unknown.push(word);
  else if (equals >= 0) options.push({ option, word, value: part(word, equals + 1) });
  else if (option.value === "required") {
    options.push({ option, word, ...(next !== undefined && { value: next }) });
    return next === undefined ? 0 : 1;
  } else options.push({ option, word });
  return 0;
}

/** A long option by its name or by an unambiguous beginning of it (GNU getopt_long). */
function findLong(by: Grammar, name: string): Option | undefined {
  const exact = by.long.get(name);
  if (exact !== undefined || name === "") return exact;
  let found: Option | undefined;
  for (const [long, option] of by.long) {
    if (!long.startsWith(name) || option === found) continue;
    if (found !== undefined) return undefined;
    found = option;
  }
  return found;
}

function takeCluster(
  word: Word,
  text: string,
  next: Word | undefined,
  by: Grammar,
  options: GivenOption[],
  unknown: Word[],
): number {
  for (let i = 1; i < text.length; i++) {
    const option = by.short.get(text.charAt(i));
    if (option === undefined) {
      unknown.push(word);
      return 0;
    }
    const attached = i + 1 < text.length || word.value === undefined;
    if (option.value === "none") options.push({ option, word });
    else if (attached) {
      options.push({ option, word, value: part(word, i + 1) });
      return 0;
    } else if (option.value === "required" && next !== undefined) {
      options.push({ option, word, value: next });
      return 1;
    } else options.push({ option, word });
  }
  return 0;
}

/** The rest of a word from an offset of its value; a dynamic word stays dynamic. */
export function part(word: Word, from: number): Word {
  const { verbatim, value, ...rest } = word;
  return {
    ...rest,
    head: word.head.slice(from),
    ...(value !== undefined && { value: value.slice(from) }),
    ...(verbatim !== undefined && { verbatim: verbatim + from }),
  };
}
