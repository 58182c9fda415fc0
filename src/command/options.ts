import type { Word } from "./word.ts";

/**
 * What an option's value or an operand is to the program: a file or directory that it reads or writes; a file that
 * names files to read (`list`); an address or host it talks to (`url`); an address or a path it reads (`source`) or writes (`target`); text in which `@path` stands
 * for a file it reads (`data`); a directory or volume given to a container (`mount`); a program it starts; code it runs;
 * a module it runs by name; the name of a shell variable, or a declaration of one; or text, which means nothing beyond
 * the program.
 */
export type Role =
  | "text"
  | "read"
  | "write"
  | "list"
  | "url"
  | "source"
  | "target"
  | "data"
  | "mount"
  | "program"
  | "code"
  | "module"
  | "name"
  | "declaration"
  | "none";

/** One option of a program. */
export interface Option {
  /** The first long name, else the first short one, without dashes. */
  readonly name: string;
  readonly value: "none" | "required" | "optional";
  readonly role: Role;
  /** Does something that needs a person's leave. */
  readonly asks: boolean;
  /** Stands for the next value of an option that takes several. */
  readonly next?: Option;
}

/** How the arguments of a program are written, where that is not as GNU programs have theirs. */
export interface Spelling {
  /** Options are whole words after one dash, as those of find. */
  readonly words?: boolean | undefined;
  /** The first word is a cluster of short options, dash or not, as in `tar xzf`. */
  readonly bundled?: boolean | undefined;
  /** Options are written `name=value`, as those of dd. */
  readonly keyed?: boolean | undefined;
  /** What the values of options must look like, by the option's name, and operands, by `operands`; else they are unknown. */
  readonly forms?: Readonly<Record<string, RegExp>> | undefined;
}

/** The options a program has, as far as they are known; what is not listed is unknown. */
export interface Grammar extends Spelling {
  readonly short: ReadonlyMap<string, Option>;
  readonly long: ReadonlyMap<string, Option>;
  /** Options by the beginning of their names, the longest first. */
  readonly prefixes: readonly (readonly [string, Option])[];
  /** Letters in the longest name after one dash. */
  readonly longest: number;
  /** `-20` is an option. */
  readonly numbers: boolean;
  /** Some option runs a program, writes or needs leave: a name that looks like an option is a danger. */
  readonly hazardous: boolean;
  /** Some such option may have its value in the same word: a name that only begins like an option is a danger too. */
  readonly yielding: boolean;
}

/** Options with which any program only tells about itself. */
export const selfTelling: ReadonlySet<string> = new Set(["help", "version"]);

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
  /** Words that look like options, or stand for something else, and are not known, or known only in part. */
  readonly unknown: readonly Word[];
  /** Words that may turn into options when they are expanded. */
  readonly loose: readonly Word[];
}

/**
 * A grammar as text: `-n,--lines=text` takes a value with a role, `--color[=text]` may take one, `--arg=text,text` takes
 * two, `-x!` needs leave, `-#` stands for numbers, and `-W*` for every option that begins so, its value being the rest
 * of the word. In a cluster of short options the longest name counts, as zip has it.
 */
export function grammar(text: string, spelling: Spelling = {}): Grammar {
  return new LazyGrammar(text, spelling);
}

/** Reads its text when it is first asked: a command names a few of the hundreds of programs there are. */
class LazyGrammar implements Grammar {
  readonly words: boolean;
  readonly bundled: boolean;
  readonly keyed: boolean;
  readonly forms: Readonly<Record<string, RegExp>>;
  readonly #text: string;
  #read: Omit<Grammar, keyof Spelling> | undefined;

  constructor(text: string, { words = false, bundled = false, keyed = false, forms = {} }: Spelling) {
    this.#text = text;
    this.words = words;
    this.bundled = bundled;
    this.keyed = keyed;
    this.forms = forms;
  }

  get short(): ReadonlyMap<string, Option> {
    return this.#grammar.short;
  }

  get long(): ReadonlyMap<string, Option> {
    return this.#grammar.long;
  }

  get prefixes(): readonly (readonly [string, Option])[] {
    return this.#grammar.prefixes;
  }

  get longest(): number {
    return this.#grammar.longest;
  }

  get numbers(): boolean {
    return this.#grammar.numbers;
  }

  get hazardous(): boolean {
    return this.#grammar.hazardous;
  }

  get yielding(): boolean {
    return this.#grammar.yielding;
  }

  get #grammar(): Omit<Grammar, keyof Spelling> {
    this.#read ??= readGrammar(this.#text, this.words);
    return this.#read;
  }
}

const perilous: ReadonlySet<Role> = new Set<Role>(["program", "write", "target", "mount", "code", "module"]);
/** Roles of values that do harm without a slash, which the name of a file cannot hold. */
const perilousHere: ReadonlySet<Role> = new Set<Role>(["program", "code", "module"]);

function readGrammar(text: string, words: boolean): Omit<Grammar, keyof Spelling> {
  const short = new Map<string, Option>();
  const long = new Map<string, Option>();
  const prefixes: (readonly [string, Option])[] = [];
  let numbers = false;
  let hazardous = false;
  let yielding = false;
  for (const item of text.split(/\s+/)) {
    if (item === "") continue;
    if (item === "-#") {
      numbers = true;
      continue;
    }
    const [, names, asks, optional, list] = /^(-[^=![]*)(!?)(\[?)(?:=(\w+(?:,\w+)*)\]?)?$/.exec(
      item,
    ) as RegExpExecArray;
    const spelled = (names as string).split(",");
    const name = (spelled.find((one) => one.startsWith("--")) ?? (spelled[0] as string)).replace(/^--?/, "");
    const roles = (list?.split(",") ?? []) as readonly Role[];
    const option = optionOf(name, roles, asks === "!", optional === "[");
    hazardous ||= option.asks || roles.some((role) => perilous.has(role));
    yielding ||= (option.asks && roles.length > 0) || roles.some((role) => perilousHere.has(role));
    for (const one of spelled) {
      if (one.endsWith("*")) prefixes.push([one.slice(0, -1).replace(/^--?/, ""), option]);
      else if (words) long.set(one.replace(/^--?/, ""), option);
      else if (one.startsWith("--")) long.set(one.slice(2), option);
      else short.set(one.slice(1), option);
    }
  }
  prefixes.sort(([a], [b]) => b.length - a.length);
  const longest = Math.max(1, ...[...short.keys()].map((one) => one.length));
  return { short, long, prefixes, longest, numbers, hazardous, yielding };
}

function optionOf(name: string, [role, ...more]: readonly Role[], asks: boolean, optional: boolean): Option {
  if (role === undefined) return { name, value: "none", role: "none", asks };
  const value = optional ? "optional" : "required";
  return { name, value, role, asks, ...(more.length > 0 && { next: optionOf(name, more, false, false) }) };
}

/** Divides arguments by a grammar; with `leading`, options end at the first operand. */
export function divide(args: readonly Word[], by: Grammar, { leading = false }: { leading?: boolean } = {}): Arguments {
  const division = new Division(args, by);
  division.run(leading);
  return division;
}

class Division implements Arguments {
  readonly options: GivenOption[] = [];
  readonly operands: Word[] = [];
  readonly unknown: Word[] = [];
  readonly loose: Word[] = [];
  readonly #args: readonly Word[];
  readonly #by: Grammar;
  #at = 0;

  constructor(args: readonly Word[], by: Grammar) {
    this.#args = args;
    this.#by = by;
  }

  run(leading: boolean): void {
    if (this.#by.bundled === true) this.#bundle();
    let open = true;
    while (this.#at < this.#args.length) {
      const word = this.#args[this.#at++] as Word;
      const text = word.value ?? word.head;
      if (!open) this.#operand(word);
      else if (word.value === "--") open = false;
      else if (!text.startsWith("-") || text === "-") {
        if (this.#by.keyed === true) this.#key(word);
        if (mayBecomeOption(word, this.#by)) this.loose.push(word);
        this.#operand(word);
        open = !leading;
      } else if (word.value === undefined && !text.includes("=")) this.unknown.push(word);
      else {
        this.#option(word, text);
        open = this.options.at(-1)?.option.role !== "module";
      }
    }
  }

  #operand(word: Word): void {
    this.operands.push(word);
    if (!this.#fits("operands", word)) this.unknown.push(word);
  }

  #fits(name: string, { value }: Word): boolean {
    const form = this.#by.forms?.[name];
    return form === undefined || (value !== undefined && form.test(value));
  }

  /** Records an option with its values: the attached one, and the words that follow. */
  #take(option: Option, word: Word, attached?: Word): void {
    const value = attached ?? (option.value === "required" ? this.#args[this.#at++] : undefined);
    this.options.push({ option, word, ...(value !== undefined && { value }) });
    if (value !== undefined && !this.#fits(option.name, value)) this.unknown.push(value);
    if (option.next !== undefined) this.#take(option.next, word);
  }

  /** The first word, each letter of which is an option that may take one of the words after it. */
  #bundle(): void {
    const word = this.#args[0];
    if (word === undefined || word.head.startsWith("-")) return;
    this.#at = 1;
    for (const letter of word.value ?? "?") {
      const option = this.#by.short.get(letter);
      if (option === undefined) this.unknown.push(word);
      else this.#take(option, word);
    }
  }

  /** Records `name=value` as an option; it stays an operand too, as which rules name it. */
  #key(word: Word): void {
    const [key = "", name = ""] = /^(\w+)=/.exec(word.head) ?? [];
    const option = this.#by.long.get(name);
    if (option !== undefined) this.#take(option, word, part(word, key.length));
    else if (key !== "") this.unknown.push(word);
  }

  #option(word: Word, text: string): void {
    if (this.#by.numbers && /^-\d+$/.test(text)) return;
    if (this.#by.words !== true && !text.startsWith("--")) {
      this.#cluster(word, text);
      return;
    }
    const equals = text.indexOf("=");
    const name = (equals < 0 ? text : text.slice(0, equals)).replace(/^--?/, "");
    const option = this.#by.words === true ? this.#by.long.get(name) : findLong(this.#by, name);
    if (option === undefined || (equals >= 0 && option.value === "none")) this.#prefixed(word, text);
    else this.#take(option, word, equals < 0 ? undefined : part(word, equals + 1));
  }

  #prefixed(word: Word, text: string): void {
    const name = text.replace(/^--?/, "");
    const [prefix, option] = this.#by.prefixes.find(([beginning]) => name.startsWith(beginning)) ?? [];
    if (prefix === undefined || option === undefined) this.unknown.push(word);
    else this.#take(option, word, part(word, text.length - name.length + prefix.length));
  }

  #cluster(word: Word, text: string): void {
    let at = 1;
    while (at < text.length) {
      const name = longestName(this.#by, text.slice(at, at + this.#by.longest));
      const option = this.#by.short.get(name);
      if (option === undefined) {
        this.unknown.push(word);
        return;
      }
      at += name.length;
      const attached = option.value !== "none" && (at < text.length || word.value === undefined);
      this.#take(option, word, attached ? part(word, at) : undefined);
      if (option.value === "required" || attached) return;
    }
  }
}

/** True for a word whose expansion may be an option. */
function mayBecomeOption(
  { value, head, glob, dynamic, choices }: Pick<Word, "value" | "head" | "glob" | "dynamic" | "choices">,
  by: Grammar,
): boolean {
  if (choices !== undefined) {
    return choices.some((one) => one.value.startsWith("-") || mayBecomeOption({ ...one, head: one.value }, by));
  }
  if (value === undefined) return head === "" && dynamic !== "process";
  if (!glob || !/^[*?[@+!(]/.test(value)) return false;
  // What ends in `.txt` is no option by itself, and holds one only where a value may follow in the same word.
  return by.yielding || !/\.[^*?[\]()]*$/.test(value);
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

function longestName(by: Grammar, text: string): string {
  let name = text;
  while (name.length > 1 && !by.short.has(name)) name = name.slice(0, -1);
  return name;
}

/** The rest of a word from an offset of its value; a dynamic word stays dynamic. */
export function part(word: Word, from: number): Word {
  const { verbatim, value, choices: _, ...rest } = word;
  return {
    ...rest,
    head: word.head.slice(from),
    ...(value !== undefined && { value: value.slice(from) }),
    ...(verbatim !== undefined && { verbatim: verbatim + from }),
  };
}
