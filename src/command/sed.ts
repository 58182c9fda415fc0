/** True for a sed script that only edits the text that goes through it, in any of the known seds. */
export function isInertSed(script: string): boolean {
  return new SedReader(script).isInert();
}

const blank = /[ \t]*/y;
const between = /[\s;{}]*/y;
const lineNumber = /\d+(?:~\d+)?|\$/y;
const distance = /[+~]\d+/y;
const regexFlags = /[IM]*/y;
const substituteFlags = /[gpiImM\d]*/y;
const plainCommand = /[=dDgGhHnNpPxzF]/y;
const countedCommand = /[lLqQ][ \t]*\d*/y;
const branch = /[:btT][ \t]*[^\s;{}]*/y;
/** Text to the end of the line, and of every line after one that ends in a backslash. */
const text = /[aic](?:\\.|\\\n|[^\\\n])*/y;
const comment = /#[^\n]*/y;
const end = /[ \t]*(?=$|[\n;}#])/y;
/** A bracket expression that ends where every sed ends it: a backslash before its `]` is an escape for some only. */
const brackets = /\[(?:\^?\]|(?!\^?\]))(?:\[[:.=][^\]\n]*[:.=]\]|\[(?![:.=])|\\\\|\\(?![\\\]\n])|[^[\]\\\n])*\]/y;

/** Reads commands until there is one that it does not know to be harmless. */
class SedReader {
  readonly #script: string;
  #at = 0;

  constructor(script: string) {
    this.#script = script;
  }

  isInert(): boolean {
    for (;;) {
      this.#skip(between);
      if (this.#at === this.#script.length) return true;
      if (!this.#addresses() || !this.#command()) return false;
    }
  }

  /** Addresses before a command, and the negation after them. */
  #addresses(): boolean {
    if (this.#address(lineNumber)) {
      this.#skip(blank);
      if (this.#script[this.#at] === ",") {
        this.#at++;
        this.#skip(blank);
        if (!this.#address(lineNumber) && !this.#skip(distance)) return false;
      }
    }
    this.#skip(blank);
    while (this.#script[this.#at] === "!") {
      this.#at++;
      this.#skip(blank);
    }
    return true;
  }

  #address(number: RegExp): boolean {
    if (this.#skip(number)) return true;
    const custom = this.#script[this.#at] === "\\";
    if (!custom && this.#script[this.#at] !== "/") return false;
    if (custom) this.#at++;
    const delimiter = this.#delimiter();
    return delimiter !== undefined && this.#until(delimiter, true) && this.#skip(regexFlags, 0);
  }

  #command(): boolean {
    const name = this.#script[this.#at];
    if (name === "{" || name === "}") {
      this.#at++;
      return true;
    }
    if (this.#skip(comment)) return true;
    if (name === "s" || name === "y") {
      this.#at++;
      return this.#replacement(name) && this.#skip(end, 0);
    }
    if (this.#skip(text)) return true;
    return (this.#skip(plainCommand) || this.#skip(countedCommand) || this.#skip(branch)) && this.#skip(end, 0);
  }

  #replacement(command: "s" | "y"): boolean {
    const delimiter = this.#delimiter();
    if (delimiter === undefined || !this.#until(delimiter, command === "s") || !this.#until(delimiter)) return false;
    return command === "y" || this.#skip(substituteFlags, 0);
  }

  #delimiter(): string | undefined {
    const delimiter = this.#script[this.#at++];
    return delimiter === undefined || /[\\\n\s;{}[]/.test(delimiter) ? undefined : delimiter;
  }

  /** Moves behind the next delimiter that no backslash precedes and, in a pattern, no brackets enclose. */
  #until(delimiter: string, isPattern = false): boolean {
    while (this.#at < this.#script.length) {
      const char = this.#script[this.#at];
      if (isPattern && char === "[") {
        if (!this.#skip(brackets)) return false;
        continue;
      }
      this.#at += char === "\\" ? 2 : 1;
      if (char === delimiter) return true;
      if (char === "\n") return false;
    }
    return false;
  }

  /** Moves over a match of at least so many characters. */
  #skip(pattern: RegExp, least = 1): boolean {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#script)?.[0].length ?? -1;
    if (length < least) return false;
    this.#at += length;
    return true;
  }
}
