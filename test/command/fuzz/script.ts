import type { Chance } from "./random.ts";

/** Programs that exist where the scripts run; all others are met by `command_not_found_handle`. */
export const existing: readonly string[] = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => `x${letter}`);

const deepest = 3;

/** Writes bash scripts in which every program has a name of its own, so that one that is missed cannot hide. */
export class ScriptWriter {
  readonly #chance: Chance;
  #names = 0;
  #depth = 0;
  /** Bodies of here-documents that belong after the next newline. */
  #bodies: string[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  script(): string {
    this.#names = this.#chance.below(20);
    this.#depth = 0;
    this.#bodies = [];
    const text = this.#list(1 + this.#chance.below(2));
    return this.#chance.once(20)
      ? text + this.#pick(["\n(", "\nfi", " $(", "'", "\n}", " &&", "\ncase", "`", '"', "\n)"])
      : text;
  }

  #pick<T>(choices: readonly T[]): T {
    return this.#chance.of(choices);
  }

  #name(): string {
    const count = this.#names++;
    const chosen = existing[count];
    if (chosen !== undefined && this.#chance.once(4)) return chosen;
    return `q${String.fromCharCode(97 + (Math.floor(count / 26) % 3), 97 + (count % 26))}`;
  }

  /** Commands with separators between them; here-documents end where the list does. */
  #list(count: number): string {
    const outer = this.#bodies;
    this.#bodies = [];
    let text = this.#chance.once(12) ? "# it's a $(comment\n" : "";
    for (let i = 0; i < count; i++) {
      if (i > 0) text += this.#separator();
      text += this.#chance.once(15)
        ? `${this.#pick(["! ", "time ", "time -p ", "! ! ", "coproc ", "time -- "])}${this.#command()}`
        : this.#command();
    }
    if (this.#chance.once(6)) text += this.#pick([" # don't `mind", "&", ";", " & "]);
    if (this.#bodies.length > 0 || text.includes("#")) text += this.#newline();
    this.#bodies = outer;
    return text;
  }

  #separator(): string {
    const separator = this.#pick([
      ";",
      "; ",
      "\n",
      "\n",
      " && ",
      "||",
      " | ",
      "|",
      "|&",
      " & ",
      "&",
      "&&\n",
      "|\n",
      ";\n\n",
    ]);
    return separator.endsWith("\n") ? separator.slice(0, -1) + this.#newline() : separator;
  }

  #newline(): string {
    const bodies = this.#bodies.splice(0);
    return `\n${bodies.join("")}`;
  }

  #block(): string {
    return this.#deeper(() => this.#list(this.#chance.once(4) ? 2 : 1), ":");
  }

  #deeper(write: () => string, otherwise: string): string {
    if (this.#depth >= deepest) return otherwise;
    this.#depth++;
    const text = write();
    this.#depth--;
    return text;
  }

  /** A list that stands before a closing word. */
  #closed(): string {
    const text = this.#block();
    return /[\n;&]$/.test(text) ? text : `${text};`;
  }

  #command(): string {
    if (this.#depth >= deepest || this.#chance.below(10) < 7) return this.#simple();
    return this.#deeper(() => this.#compound() + (this.#chance.once(5) ? ` ${this.#redirect()}` : ""), ":");
  }

  #compound(): string {
    const name = this.#pick(["v", "w", "i"]);
    switch (this.#chance.below(20)) {
      case 0:
        return `{ ${this.#closed()} }`;
      case 1:
        return `(${this.#block()})`;
      case 2:
        return `if ${this.#closed()} then ${this.#closed()} else ${this.#closed()} fi`;
      case 3:
        return `if ${this.#closed()} then ${this.#closed()} elif ${this.#closed()} then ${this.#closed()} fi`;
      case 4:
        return `for ${name} in ${this.#words(2)}; do ${this.#closed()} done`;
      case 5:
        return `for ((i=0;i<${this.#arithmetic()};i++)); do ${this.#closed()} break; done`;
      case 6:
        return `while ${this.#closed()} false; do ${this.#closed()} done`;
      case 7:
        return `until ${this.#closed()} true; do ${this.#closed()} done`;
      case 8:
        return `case ${this.#word()} in ${this.#pick(["(", ""])}${this.#word()}) ${this.#block()}${this.#pick([";;", ";&", ";;&"])} *) ${this.#block()};; esac`;
      case 9:
        return `select ${name} in ${this.#words(2)}; do ${this.#closed()} break; done`;
      case 10:
        return `[[ ${this.#test()} ]]`;
      case 11:
        return `((${this.#arithmetic()}))`;
      case 12:
        return `f() { ${this.#closed()} }; f ${this.#word()}`;
      case 13:
        return `function g { ${this.#closed()} }${this.#pick([";", "\n"])} g`;
      case 14:
        return `h() (${this.#block()})${this.#pick([";", "\n"])}h`;
      case 15:
        return `coproc ${this.#pick(["", "NAME "])}{ ${this.#closed()} }`;
      case 16:
        return `for ${name} do ${this.#closed()} done`;
      case 17:
        return `f() ${this.#pick([`[[ ${this.#test()} ]]`, `if ${this.#closed()} then ${this.#closed()} fi`, `((${this.#arithmetic()}))`])}; f`;
      case 18:
        return `time ${this.#command()}`;
      default:
        return `for ${name} in ${this.#words(1)}; { ${this.#closed()} }`;
    }
  }

  #simple(): string {
    const parts: string[] = [];
    while (this.#chance.once(6)) parts.push(this.#pick([() => this.#assignment(), () => this.#redirect()])());
    if (this.#chance.once(4)) parts.push(this.#builtin());
    else if (parts.length === 0 || !this.#chance.once(4)) parts.push(this.#program());
    for (let i = this.#chance.below(2); i >= 0; i--) parts.push(this.#word());
    while (this.#chance.once(6)) parts.push(this.#redirect());
    const text = parts.join(this.#chance.once(15) ? this.#pick(["\t", "  ", " \\\n", "\\\n "]) : " ");
    return text.startsWith("(") ? `qzx ${text}` : text;
  }

  /** The name of a program, written in one of the ways that come to the same. */
  #program(): string {
    const name = this.#name();
    const [first = "", rest = ""] = [name.slice(0, 1), name.slice(1)];
    switch (this.#chance.below(18)) {
      case 0:
        return `"${name}"`;
      case 1:
        return `'${name}'`;
      case 2:
        return `${first}"${rest}"`;
      case 3:
        return `${first}\\\n${rest}`;
      case 4:
        return `\\${name}`;
      case 5:
        return `$'\\x${first.charCodeAt(0).toString(16)}${rest}'`;
      case 6:
        return `{${name},${this.#plain()}}`;
      case 7:
        return `${first}''${rest}`;
      case 8:
        return `$"${name}"`;
      case 9:
        return `${first}$nothing${rest}`;
      case 10:
        return `\${nothing:-${name}}`;
      case 11:
        return `$(echo ${name})`;
      default:
        return name;
    }
  }

  /** A builtin or a wrapper that takes code, names or another program. */
  #builtin(): string {
    const quoted = (): string => `'${this.#block().replaceAll("'", `'\\''`)}'`;
    switch (this.#chance.below(40)) {
      case 0:
        return `eval ${quoted()}`;
      case 1:
        return `eval "${this.#name()} a" b`;
      case 2:
        return `trap ${quoted()} EXIT;`;
      case 3:
        return `trap -- ${this.#name()} EXIT; :`;
      case 4:
        return `shopt -s expand_aliases; alias ll='${this.#name()} x'\nll`;
      case 5:
        return `bash -c ${quoted()}`;
      case 6:
        return `sh -${this.#pick(["c", "ec", "cu", "e -c", "o errexit -c", "c --"])} ${quoted()}`;
      case 7:
        return `command ${this.#program()}`;
      case 8:
        return `exec ${this.#program()}`;
      case 9:
        return `env ${this.#pick(["", "A=b ", "-u X ", "-- ", "-S ", "-S 'A=b nice' ", "-iS "])}${this.#name()}`;
      case 10:
        return `${this.#pick(["timeout 5", "nice", "flock l", "setarch -R", "stdbuf -oL"])} ${this.#pick(["", "nice -n1 ", "env "])}${this.#name()}`;
      case 11:
        return `find . -maxdepth 0 ${this.#pick(["-exec", "-execdir"])} ${this.#name()} {} ${this.#pick([";", "+"]).replace(";", "\\;")}`;
      case 12:
        return `xargs ${this.#pick(["", "-n1 ", "-I{} "])}${this.#name()} <<< ${this.#word()}`;
      case 13:
        return `declare ${this.#pick(["", "-a ", "-i ", "-x "])}${this.#assignment()}`;
      case 14:
        return `export ${this.#assignment()}`;
      case 15:
        return `let ${this.#pick([`'a[$(${this.#name()})]=1'`, `"v=$(${this.#name()})"`])}`;
      case 16:
        return `printf -v 'a[$(${this.#name()})]' x`;
      case 17:
        return `test -v 'a[$(${this.#name()})]'`;
      case 18:
        return `read 'a[$(${this.#name()})]' <<< x`;
      case 19:
        return `unset 'a[$(${this.#name()})]'`;
      case 20:
        return `mapfile -C '${this.#name()} #' -c 1 <<< x`;
      case 21:
        return `. /dev/stdin <<< ${this.#pick([this.#name(), quoted()])}`;
      case 22:
        return `bash <<< ${this.#pick([this.#name(), quoted()])}`;
      case 23:
        return this.#document(`${this.#pick(["bash", "sh", "bash -s"])} `, "");
      case 24:
        return `builtin eval ${this.#name()}`;
      case 25:
        return `set -- ${this.#words(2)}; "$@"`;
      case 26:
        return `v=${this.#name()}; $v`;
      case 27:
        return `arr=(${this.#words(2)}); "\${arr[@]}"`;
      default:
        return `echo ${this.#word()}`;
    }
  }

  #assignment(): string {
    const value = (): string => (this.#chance.once(5) ? "" : this.#word());
    switch (this.#chance.below(8)) {
      case 0:
        return `v+=${value()}`;
      case 1:
        return `a=(${this.#words(2)})`;
      case 2:
        return `a[${this.#arithmetic()}]=${value()}`;
      case 3:
        return `a=([${this.#arithmetic()}]=${value()} ${this.#word()})`;
      case 4:
        return `a[$(${this.#name()})]+=${value()}`;
      default:
        return `${this.#pick(["v", "w", "X"])}=${value()}`;
    }
  }

  #redirect(): string {
    switch (this.#chance.below(14)) {
      case 0:
        return `>${this.#word()}`;
      case 1:
        return `2>${this.#pick(["&1", "/dev/null", ` ${this.#word()}`])}`;
      case 2:
        return `<<<${this.#word()}`;
      case 3:
        return `<${this.#pick(["/dev/null", this.#word()])}`;
      case 4:
        return `{fd}>${this.#pick(["/dev/null", ` ${this.#word()}`])}`;
      case 5:
        return `${this.#pick(["&>", "&>>", ">&", ">|", "<>", ">>"])}${this.#pick(["", " "])}${this.#word()}`;
      case 6:
        return `${this.#chance.once(8) ? "3" : ""}${this.#pick(["<", ">"])}(${this.#block()})`;
      case 7:
        return `${this.#pick(["< ", "> ", "2> "])}${this.#pick(["<", ">"])}(${this.#block()})`;
      default:
        return this.#document("", this.#pick(["", "3"]));
    }
  }

  #document(before: string, descriptor: string): string {
    const tabs = this.#chance.once(3);
    const delimiter = this.#pick(["E", "EOF", "E1", "é"]);
    const quoted = this.#pick([
      delimiter,
      delimiter,
      `'${delimiter}'`,
      `"${delimiter}"`,
      `\\${delimiter}`,
      this.#chance.once(6) ? `$'${delimiter}'` : delimiter,
    ]);
    const lines = this.#deeper(() => {
      const line = (): string =>
        this.#pick([
          () => `text ' " ${this.#inQuotes()}`,
          () => `$(${this.#block()})`,
          () => this.#backticks(),
          () => `${this.#name()} a`,
          () => this.#parameter(),
          () => `\\$(${this.#name()}) $((${this.#arithmetic()}))`,
          () => `\\\n${delimiter}x`,
        ])();
      return `${tabs ? "\t" : ""}${line()}\n${this.#chance.once(2) ? `${line()}\n` : ""}`;
    }, "");
    this.#bodies.push(`${lines}${tabs ? "\t" : ""}${delimiter}\n`);
    return `${before}${descriptor}<<${tabs ? "-" : ""}${this.#pick(["", " "])}${quoted}`;
  }

  #words(most: number): string {
    return Array.from({ length: 1 + this.#chance.below(most) }, () => this.#word()).join(" ");
  }

  #plain(): string {
    return this.#pick(["a", "b.c", "-x", "1", "a/b", "x=y", "a#b", "é", "--o=p", "{}", "[", "]", "!", "@", "%"]);
  }

  /** A word made of one to three pieces without a blank between. */
  #word(): string {
    let text = this.#piece();
    while (this.#chance.once(4)) text += this.#piece();
    return text;
  }

  #piece(): string {
    if (this.#depth >= deepest) return this.#plain();
    return this.#deeper(() => this.#pieceHere(), "z");
  }

  #pieceHere(): string {
    switch (this.#chance.below(26)) {
      case 0:
        return `"${this.#inQuotes()}"`;
      case 1:
        return `'${this.#pick(["a b", "$(no)", "`no`", "a\nb", '"', "\\", "#", "<(no)"])}'`;
      case 2:
        return `$'${this.#pick(["a\\'b", "\\x41", "\\u00e9", "$(no)", "\\\\", "a\\nb", '"', "\\c'"])}'`;
      case 3:
        return `$"${this.#inQuotes()}"`;
      case 4:
        return `$(${this.#block()})`;
      case 5:
        return this.#backticks();
      case 6:
      case 7:
        return this.#parameter();
      case 8:
        return `$((${this.#arithmetic()}))`;
      case 9:
        return `$[${this.#arithmetic()}]`;
      case 10:
        return `${this.#chance.once(12) ? this.#pick(["3", "{fd}"]) : this.#pick(["", "a", "="])}${this.#pick(["<", ">"])}(${this.#block()})`;
      case 11:
        return `{${this.#word()},${this.#word()}}`;
      case 12:
        return this.#pick(["{1..3}", "{a..c}", "*", "?", "[a-c]", "~", "~root", "a*b", "{a,b}{c,d}"]);
      case 13:
        return `[${this.#piece()}]`;
      case 14:
        return this.#pick(["$x", "$1", '"$@"', "$*", "$#", "$?", "$$", "$-", "$!", "$_", "$", "$nothing"]);
      case 15:
        return this.#pick(["\\ ", "\\$(no\\)", "\\`", "\\\\", "\\#", "\\\n", "\\;", "\\'", '\\"', "\\&"]);
      case 16:
        return this.#chance.once(6) ? `\${ ${this.#closed()} }` : '"$x"';
      case 17:
        return `$(<${this.#word()})`;
      case 18:
        return this.#chance.once(12) ? this.#pick(["\u00a0", "\r", "\u000b", "\u2028", "\u200b", "🙂"]) : "ü";
      default:
        return this.#plain();
    }
  }

  /** What may stand between double quotes. */
  #inQuotes(): string {
    let text = "";
    for (let i = 1 + this.#chance.below(3); i > 0; i--) {
      text += this.#pick([
        () => "a b",
        () => "' # it's",
        () => "<(no)",
        () => "\\$(no) \\` \\\\",
        () => this.#deeper(() => `$(${this.#block()})`, ""),
        () => this.#backticks(),
        () => this.#parameter(),
        () => `$((${this.#arithmetic()}))`,
        () => "\n",
        () => "$x",
      ])();
    }
    return text;
  }

  #backticks(): string {
    return this.#deeper(() => {
      const inner = this.#chance.once(3)
        ? this.#block()
        : `${this.#name()} ${this.#chance.once(3) ? this.#backticks() : "a"}`;
      return `\`${inner.replaceAll(/[\\`$]/g, (special) => (special === "$" && !this.#chance.once(6) ? "$" : `\\${special}`))}\``;
    }, "`:`");
  }

  #parameter(): string {
    return this.#deeper(() => {
      const name = this.#pick(["x", "nothing", "1", "@", "a", "HOME"]);
      const word = (): string => (this.#chance.once(3) ? `"${this.#inQuotes()}"` : this.#word());
      switch (this.#chance.below(12)) {
        case 0:
        case 1:
        case 2:
          return `\${${name}${this.#pick([":-", "-", ":=", "=", ":+", "+", ":?", "?"])}${word()}}`;
        case 3:
          return `\${${name}${this.#pick(["#", "##", "%", "%%"])}${word()}}`;
        case 4:
          return `\${${name}${this.#pick(["/", "//", "/#", "/%"])}${word()}/${word()}}`;
        case 5:
          return `\${${name}:${this.#arithmetic()}${this.#chance.once(2) ? `:${this.#arithmetic()}` : ""}}`;
        case 6:
          return `\${${name}${this.#pick(["^", "^^", ",", ",,"])}${word()}}`;
        case 7:
          return `\${a[${this.#arithmetic()}]}`;
        case 8:
          return `\${#a[$(${this.#name()})]}`;
        case 9:
          return this.#pick(["${!x}", "${!a[@]}", "${x@P}", "${x@Q}", "${#x}", "${!x*}", "${a[*]}", "${x@A}"]);
        case 10:
          return `\${${this.#pick(["HOME", "PATH"])}:+${word()}}`;
        default:
          return `\${nothing:-$(${this.#block()})}`;
      }
    }, "${x}");
  }

  #arithmetic(): string {
    return this.#deeper(
      () =>
        this.#pick([
          () => "1",
          () => "x",
          () => "1 + 2",
          () => `$(${this.#name()})`,
          () => `a[$(${this.#name()})]`,
          () => `x ? 1 : ${this.#arithmetic()}`,
          () => `(${this.#arithmetic()})`,
          () => this.#parameter(),
          () => this.#backticks(),
          () => `${this.#arithmetic()} , ${this.#arithmetic()}`,
          () => `x = ${this.#arithmetic()}`,
          () => `"$(${this.#name()})"`,
        ])(),
      "1",
    );
  }

  #test(): string {
    return this.#deeper(
      () =>
        this.#pick([
          () => `-n ${this.#word()}`,
          () => `${this.#word()} == ${this.#word()}`,
          () => `${this.#word()} =~ ${this.#word()}`,
          () => `${this.#arithmetic()} -eq ${this.#arithmetic()}`.replaceAll(/ (?!-eq)|(?<!-eq) /g, ""),
          () => `! -f ${this.#word()}`,
          () => `-v a[$(${this.#name()})]`,
          () => `( ${this.#test()} ) && ${this.#test()}`,
          () => `${this.#word()} < ${this.#word()} || ${this.#test()}`,
          () => this.#word(),
        ])(),
      "x",
    );
  }
}
