import type { Risk } from "../decision/index.ts";
import { codeReaches } from "./code.ts";
import { isInfluential } from "./environment-names.ts";
import { featureMeaning } from "./feature.ts";
import { type Inspected, moves } from "./inspect.ts";
import { noteHosts } from "./network-notes.ts";
import { ask, type Note } from "./note.ts";
import type { ProgramEffect, ProgramProfile } from "./profile.ts";
import type { CommandView } from "./rules.ts";
import { noteStranger } from "./stranger-notes.ts";
import { inertBuiltins, type Strictness } from "./strictness.ts";
import type { Word } from "./word.ts";

function isOrdinary(effect: ProgramEffect): boolean {
  return effect === "read" || effect === "write";
}

/** The risk of a program's effects. */
function riskOf({ effects }: ProgramProfile): Risk {
  if (effects.every((effect) => effect === "read")) return "low";
  return effects.every((effect) => isOrdinary(effect) || effect === "exec") ? "medium" : "high";
}

/**
 * Who vouches for a program: the policy's default, a rule about the program, a rule that names its sub-command too, or a
 * rule that names every token.
 */
export type Leave = "default" | "open" | "named" | "closed";

/** What the judgement of a program rests on beside itself. */
export interface ProgramContext {
  readonly allowed: Leave | undefined;
  readonly strictness: Strictness;
  readonly view: CommandView;
}

/** Notes what running one program comes to: who it is, what its arguments do, where its code comes from. */
export function noteProgram(at: Inspected, { allowed: listed, strictness, view }: ProgramContext, notes: Note[]): void {
  const { program, profile } = at;
  const { word, span } = program;
  const name = program.name ?? word?.text ?? ":";
  if (word !== undefined && !isPlainName(word)) {
    notes.push(
      ask(
        "command.disguised-name",
        `the program's name is written as ${word.text}`,
        word.span,
        "write the name plainly",
      ),
    );
  }
  if (word !== undefined && program.name === undefined) {
    notes.push(
      ask("command.dynamic-program", "which program runs is known only when it runs", word.span, "name the program"),
    );
    return;
  }
  if (program.opaque !== undefined) {
    notes.push(ask("command.opaque", `${name}: ${program.opaque}`, span, "use the plain form of the command"));
    return;
  }
  const allowed = listed ?? leaveByDefault(at, name, strictness, notes);
  if (strictness.hosts !== undefined) noteHosts(at, strictness.hosts, notes);
  noteRepositoryCode(at, name, strictness, notes);
  noteHistory(program, name, notes);
  // A rule that names every token has judged them; any other rule only vouches for the program.
  if (allowed === "closed") return;
  if (strictness.inputOnly === true) noteInputOnly(at, name, notes);
  if (profile === undefined) {
    if (allowed !== undefined) noteStranger(at, view.directories, notes);
    if (at.unknownSubcommand !== undefined) {
      const message = `${name} ${at.unknownSubcommand.text} is not a known sub-command`;
      if (allowed === undefined || allowed === "open")
        notes.push(ask("command.unknown-subcommand", message, at.unknownSubcommand.span, allowRemedy(name)));
    } else if (allowed === undefined) {
      const message = name.includes("/") ? `${name} is not in a trusted directory` : `${name} is not a known program`;
      notes.push(ask("command.unknown-program", message, word?.span ?? span, allowRemedy(name)));
    }
    return;
  }
  // Code that was parsed has been judged where it stands; a trap runs it wherever the shell is by then.
  const isJudged =
    program.parsed && !(name === "trap" && view.inspected.some((one) => moves.has(one.program.name ?? "")));
  if (profile.asks !== undefined && !isJudged && needsLeave(profile, allowed)) {
    notes.push({
      ...ask("command.needs-leave", `${name}: ${profile.asks}`, span, allowRemedy(name)),
      risk: riskOf(profile),
    });
    return;
  }
  noteArguments(at, name, notes);
  if (name === "cd" && (at.operands[0] === undefined || at.operands[0].value === "-")) {
    notes.push(ask("command.directory", "it leaves the workspace for a directory it does not name", span, "name it"));
  }
  noteInput(at, name, view, notes);
  noteUnnamedWrite(at, name, view, notes);
  if (profile.effects.includes("exec")) noteWrittenBuild(name, program, view, notes);
  notes.push({
    effect: "allow",
    rule: "command.known",
    message: `${name} is known and its arguments are understood`,
    span,
    risk: riskOf(profile),
  });
}

/** Nobody has leave by default for what changes rights, later programs or what cannot be had back. */
function needsLeave({ effects, own }: ProgramProfile, allowed: Leave | undefined): boolean {
  if (allowed === undefined) return true;
  if (own === true) return allowed !== "named";
  return allowed === "default" && !effects.every((effect) => effect === "network" || isOrdinary(effect));
}

/** Notes what an interactive shell would replace by earlier commands. */
function noteHistory({ args }: Inspected["program"], name: string, notes: Note[]): void {
  const isEnabling = name === "set" && args.some(({ value }) => /^(?:history|histexpand|allexport)$/.test(value ?? ""));
  const word = args.find(({ text }) => /(?<![\\=])!(?:!|\$|\^|\*|\?|-?\d)/.test(text.replaceAll(/'[^']*'/g, "")));
  if (word === undefined && !isEnabling) return;
  const message = "it may be replaced by an earlier command";
  notes.push(ask("command.history", message, (word ?? args[0])?.span ?? [0, 0], "quote the exclamation mark"));
}

/** The leave that a policy gives, or does not, to programs that no rule speaks of. */
function leaveByDefault(
  { program, profile }: Inspected,
  name: string,
  { unlisted }: Strictness,
  notes: Note[],
): Leave | undefined {
  const isNamed = program.word !== undefined && !program.parsed;
  if (unlisted === undefined || !isNamed || (inertBuiltins.has(name) && profile !== undefined)) return undefined;
  if (unlisted === "allow") {
    const message = `the policy allows ${name}, which it does not list`;
    notes.push({ effect: unlisted, rule: "command.unlisted", message, span: program.span, risk: "medium" });
    return "default";
  }
  const note = ask("command.unlisted", `the policy does not list ${name}`, program.span, allowRemedy(name));
  notes.push({ ...note, effect: unlisted });
  return undefined;
}

/** Notes that a program runs code of the workspace, or is told by files there what to run. */
function noteRepositoryCode(
  { program, profile, given }: Inspected,
  name: string,
  { repositoryCode }: Strictness,
  notes: Note[],
): void {
  if (repositoryCode === undefined || repositoryCode === "allow" || program.parsed) return;
  const runs = profile?.effects.includes("exec") === true || heeding.has(name) || name.includes("/");
  if (!runs || (program.args.length > 0 && given.length === program.args.length && given.every(answers))) return;
  const message = `${name} runs code of the workspace, which is not trusted here`;
  const note = ask("command.repository-code", message, program.span, "require the sandbox, or trust the workspace");
  notes.push({ ...note, effect: repositoryCode });
}

/** Programs that files of the workspace tell what to start, whatever they are asked to do. */
const heeding: ReadonlySet<string> = new Set("git npm pnpm yarn npx bun cargo go".split(" "));

function answers({ option }: { option: { name: string } }): boolean {
  return option.name === "version" || option.name === "help";
}

/** Notes what is more than a filter of its input with literal arguments. */
function noteInputOnly({ program, touches, given }: Inspected, name: string, notes: Note[]): void {
  const redirected = new Set(program.redirects.map(({ target }) => target));
  const file = touches.find(({ word, mode }) => mode === "write" || !redirected.has(word));
  const odd =
    program.args.find((word) => word.value === undefined || word.glob) ??
    given.find(({ option }) => /recurs|director|files0/.test(option.name))?.word;
  const word = file?.word ?? odd;
  if (word === undefined) return;
  const what = file === undefined ? "is not literal" : "is a file";
  notes.push(ask("command.not-input-only", `${name}: ${word.text} ${what}`, word.span, "pipe the input into it"));
}

function noteArguments(at: Inspected, name: string, notes: Note[]): void {
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
  if (name === "printf" || name === "test" || name === "[") noteSubscripts(at, name, notes);
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

const answersOnly: ReadonlySet<string> = new Set(["version", "v", "V", "help", "test", "check"]);
const producers: ReadonlySet<string> = new Set(["find", "git", "rg", "grep", "ls", "fd"]);

/** Where code or arguments come from that are not in the command's own words. */
function noteInput(at: Inspected, name: string, view: CommandView, notes: Note[]): void {
  const { program, profile, operands, given } = at;
  if (profile === undefined) return;
  if (profile.interprets === true && !program.parsed) noteScript(at, name, view, notes);
  if (!program.appended) return;
  const inert = profile.effects.every((effect) => effect === "read") && !profile.options.hazardous;
  const fromList = program.command.stages.some(({ pipeline, index }) =>
    view.inspected.some(
      (other) =>
        producers.has(other.program.name ?? "") &&
        other.program.command.stages.some((stage) => stage.pipeline === pipeline && stage.index < index),
    ),
  );
  if (profile.lenient === true) return;
  if (inert && fromList && operands.every((word) => word.value !== undefined) && given.every((g) => !g.option.asks))
    return;
  notes.push(
    ask(
      "command.appended-arguments",
      `${name} takes arguments that are known only when it runs`,
      program.span,
      "name the arguments",
    ),
  );
}

function noteScript(
  { program, profile, operands, given, touches }: Inspected,
  name: string,
  view: CommandView,
  notes: Note[],
): void {
  const code = given.some(({ option }) => option.role === "code" || option.role === "module");
  if (code) return;
  const script = operands[0];
  if (script === undefined) {
    if (given.some(({ option }) => answersOnly.has(option.name))) return;
    notes.push(
      ask(
        "command.code-from-input",
        `${name} runs what it reads from its input`,
        program.span,
        "put the code into a file of the workspace",
      ),
    );
    return;
  }
  const touch = touches.find((t) => t.word === script);
  const file = touch?.paths[0];
  const ordinary =
    file !== undefined && touch?.outside === false && profile?.scripts?.test(file) === true && !file.includes("/.");
  const written = view.inspected.some((other) =>
    other.touches.some((t) => t.mode === "write" && t.paths.some((p) => p === file)),
  );
  if (!ordinary)
    notes.push(
      ask(
        "command.script",
        `${name}: ${script.text} is not an ordinary script of the workspace`,
        script.span,
        "allow this exact command",
      ),
    );
  else if (written)
    notes.push(
      ask(
        "command.written-script",
        `${script.text} is written by the same command that runs it`,
        script.span,
        "write it first, then run it",
      ),
    );
}

/** Files that tell build tools and test runners what to run. */
const buildFile =
  /(?:^|\/)(?:package\.json|(?:GNU)?[Mm]akefile|[^/]*\.mk|CMakeLists\.txt|meson\.build|build\.(?:rs|xml|gradle(?:\.kts)?)|Cargo\.toml|pom\.xml|Rakefile|Gemfile|Dockerfile|compose\.ya?ml|docker-compose\.ya?ml|pyproject\.toml|setup\.(?:py|cfg)|conftest\.py|tox\.ini|noxfile\.py|pytest\.ini|go\.mod|composer\.json|[Jj]ustfile|\.npmrc|\.yarnrc(?:\.yml)?|[^/]*\.config\.[cm]?[jt]s)$/;

/** Options with which a program that could change something only lists. */
const listing: ReadonlySet<string> = new Set(
  "list all remotes merged no-merged contains no-contains points-at show-current verbose v vv dry-run".split(" "),
);

/** Notes that a program changes the workspace without naming a file in it, where that may not be written. */
function noteUnnamedWrite(
  { program, profile, touches, operands, given }: Inspected,
  name: string,
  view: CommandView,
  notes: Note[],
): void {
  if (profile?.effects.includes("write") !== true || touches.some(({ mode }) => mode === "write")) return;
  if (operands.length === 0 || given.some(({ option }) => listing.has(option.name))) return;
  if (view.directories.mayWriteHere) return;
  const message = `${name} changes the directory it runs in, which may not be written`;
  notes.push(ask("command.outside-workspace", message, program.span, "add the directory to the scope's roots"));
}

/** Notes that a program runs what the same command wrote for it. */
function noteWrittenBuild(name: string, program: Inspected["program"], view: CommandView, notes: Note[]): void {
  const written = view.inspected
    .flatMap(({ touches }) => touches)
    .concat(view.touches)
    .find(({ mode, paths }) => mode === "write" && paths.some((path) => buildFile.test(path)));
  if (written === undefined) return;
  const message = `${name} runs what the same command writes to ${written.word.text}`;
  notes.push(ask("command.written-script", message, program.span, "write it first, then run it"));
}

/** Written plainly, or wholly inside one pair of quotes, or with one backslash before it against aliases. */
function isPlainName({ text, value, plain }: Word): boolean {
  if (plain || value === undefined) return true;
  return text === `"${value}"` || text === `'${value}'` || text === `\\${value}`;
}

function allowRemedy(name: string): string {
  return `add an allow rule for ${name}, or approve the command once`;
}
