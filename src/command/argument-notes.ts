import { codeReaches } from "./code.ts";
import { isInfluential } from "./environment-names.ts";
import { featureMeaning } from "./feature.ts";
import type { Inspected } from "./inspect.ts";
import { ask, type Note } from "./note.ts";
import type { Word } from "./word.ts";

export function noteArguments(at: Inspected, name: string, notes: Note[]): void {
  const { profile, given, program } = at;
  if (profile === undefined) return;
  for (const word of profile.lenient === true ? [] : at.unknown) {
    notes.push(
      ask(
        "command.unknown-option",
        `${name}: the option ${word.text} is not known`,
        word.span,
        "leave it out, or allow this exact command",
      ),
    );
  }
  for (const { option, word } of given) {
    if (!option.asks || (program.parsed && option.name === "c")) continue;
    notes.push(
      ask(
        "command.option",
        `${name}: ${word.text} can run programs, write files or undo safeguards`,
        word.span,
        "leave it out, or allow this exact command",
      ),
    );
  }
  if (profile.options.hazardous) {
    for (const word of isTest(name) ? looseOperands(program.args) : at.loose) {
      notes.push(
        ask(
          "command.loose-operand",
          `${name}: ${word.text} may expand to an option`,
          word.span,
          "put ./ or -- before it",
        ),
      );
    }
  }
  for (const { word, role } of at.roles) {
    if (role === "list") {
      const message = `${name}: the files that ${word.text} lists are known only when it runs`;
      notes.push(ask("command.listed-files", message, word.span, "name the files"));
    }
    if (role === "program")
      notes.push(
        ask("command.helper-program", `${name}: ${word.text} names a program to start`, word.span, "leave it out"),
      );
    if (role === "module" && profile.modules?.has(word.value ?? "") !== true) {
      notes.push(
        ask(
          "command.module",
          `${name}: ${word.text} is not a module known to be harmless`,
          word.span,
          "allow this exact command",
        ),
      );
    }
    if ((role === "name" || role === "declaration") && !isOwnVariable(word, role)) {
      const message = `${name}: ${word.text} is not a plain variable of the script`;
      notes.push(ask("command.variable-name", message, word.span, "use a plain name that no program heeds"));
    }
    if (role !== "code") continue;
    const reaches =
      word.value === undefined ? "its code is known only when it runs" : codeReaches(profile.language, word.value);
    if (reaches !== undefined)
      notes.push(
        ask("command.inline-code", `${name}: ${reaches}`, word.span, "put the code into a file of the workspace"),
      );
  }
  if (name === "printf" || isTest(name)) noteSubscripts(at, name, notes);
}

function isTest(name: string): boolean {
  return name === "test" || name === "[";
}

/** Words of a test that may turn into an operator; none where operators and operands have fixed places (POSIX `test`). */
function looseOperands(args: readonly Word[]): readonly Word[] {
  const words = args.at(-1)?.value === "]" ? args.slice(0, -1) : args;
  const plain = words[0]?.value === "!" ? words.slice(1) : words;
  const isFixed =
    plain.every(({ text, value }) => value !== undefined || /^"[^"]*"$/.test(text)) &&
    (plain.length === 1 ||
      (plain.length === 2 && /^-[a-uw-zA-QS-Z]$/.test(plain[0]?.value ?? "")) ||
      (plain.length === 3 && /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/.test(plain[1]?.value ?? "")));
  return isFixed ? [] : words.filter(({ value }) => value === undefined);
}

/** A plain name that no program heeds; a declaration may assign to it, and its assignment is judged as one. */
function isOwnVariable({ value = "" }: Word, role: "name" | "declaration"): boolean {
  const [, name, assigned] = /^([A-Za-z_]\w*)(\+?=[\s\S]*)?$/.exec(value) ?? [];
  if (name === undefined) return false;
  return assigned === undefined ? !isInfluential(name) : role === "declaration";
}

/** `test -v` and its like evaluate a subscript in a name that arrives as an operand. */
function noteSubscripts({ program }: Inspected, name: string, notes: Note[]): void {
  const evaluating = name === "printf" ? /^-v/ : /^-(?:v|R|eq|ne|lt|le|gt|ge)$/;
  if (!program.args.some((word) => evaluating.test(word.value ?? ""))) return;
  const named = program.args.find((word) => word.value === undefined || (/\[/.test(word.value) && word.text !== "["));
  if (named !== undefined)
    notes.push(ask("command.subscript", featureMeaning.subscript, named.span, "compare plain numbers"));
}
