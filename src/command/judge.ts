import { type Effect, meet, type Opinion, type Reason, type Risk } from "../decision/index.ts";
import type { CommandAnalysis, Program } from "./analyse.ts";
import { codeReaches } from "./code.ts";
import { isHarmlessAssignment, isInfluential } from "./environment-names.ts";
import { featureMeaning } from "./feature.ts";
import { type Inspected, inspect, touchesOf } from "./inspect.ts";
import { Directories, type Surroundings, type Touch } from "./paths.ts";
import type { ProgramEffect } from "./profile.ts";
import { type CommandRule, type CommandView, hitsOf } from "./rules.ts";
import type { Span } from "./span.ts";
import type { Assignment, Word } from "./word.ts";

/** What the judgement rests on beside the command itself. */
export interface JudgeOptions extends Surroundings {
  readonly rules?: readonly CommandRule[];
  /** The command will run in a sandbox; default true. Without it, running code of the workspace needs leave. */
  readonly sandboxed?: boolean;
}

/** One thing that is wrong, or to be noted, with its effect. */
interface Note extends Reason {
  readonly effect: Effect;
  readonly risk: Risk;
}

const severity: Readonly<Record<Risk, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/**
 * Judges a command: the strictest note on any of its programs, redirections, assignments and constructs. Pure and
 * total. The opinion always obliges to the sandbox unless it denies.
 */
export function judgeCommand(analysis: CommandAnalysis, options: JudgeOptions = {}): Opinion {
  if (!analysis.ok) {
    const { rule, message, span, remedy } = analysis.refusal;
    const reason: Reason = { rule, message, remedy, ...(span && { span }) };
    return { effect: "deny", reasons: [reason], risk: "high" };
  }
  const notes: Note[] = [];
  const view = viewOf(analysis, options);
  const settled = new Map<Program, "open" | "closed">();
  for (const rule of options.rules ?? []) {
    for (const { program, span } of hitsOf(rule, view)) {
      notes.push({
        effect: rule.effect,
        rule: rule.id,
        message: rule.justification,
        span,
        risk: rule.effect === "deny" ? "critical" : rule.effect === "ask" ? "high" : "low",
        remedy: rule.remedy ?? `take out or narrow the rule ${rule.id}`,
      });
      if (rule.effect === "allow" && program !== undefined && settled.get(program) !== "closed") {
        settled.set(program, rule.condition.closed ? "closed" : "open");
      }
    }
  }
  for (const inspected of view.inspected) {
    noteProgram(inspected, settled.get(inspected.program), options.sandboxed ?? true, view, notes);
    for (const assignment of inspected.program.assignments) noteAssignment(assignment, notes);
  }
  for (const assignment of view.assignments) noteAssignment(assignment, notes);
  for (const touch of [...view.touches, ...view.inspected.flatMap(({ touches }) => touches)]) noteTouch(touch, notes);
  for (const { kind, span } of analysis.features) {
    notes.push(ask(`command.${kind}`, featureMeaning[kind], span, "write the command without it"));
  }
  return conclude(notes);
}

/** True when a rule applies to some part of a command; a command that is refused has no parts. */
export function commandRuleApplies(
  analysis: CommandAnalysis,
  rule: CommandRule,
  surroundings: Surroundings = {},
): boolean {
  return analysis.ok && hitsOf(rule, viewOf(analysis, surroundings)).length > 0;
}

function viewOf(analysis: Extract<CommandAnalysis, { ok: true }>, options: JudgeOptions): CommandView {
  const directories = new Directories(options);
  const inspected: Inspected[] = [];
  for (const program of analysis.programs) {
    const one = inspect(program, directories);
    inspected.push(one);
    if (program.name === "cd") directories.change(one.operands[0]);
  }
  return {
    inspected,
    features: analysis.features,
    touches: analysis.redirects.flatMap((redirect) => touchesOf(redirect, directories)),
    assignments: analysis.variables,
    bases: directories.bases,
  };
}

const riskOf: Readonly<Record<ProgramEffect, Risk>> = {
  none: "low",
  read: "low",
  write: "medium",
  run: "medium",
  network: "high",
  control: "high",
};

function noteProgram(
  at: Inspected,
  allowed: "open" | "closed" | undefined,
  sandboxed: boolean,
  view: CommandView,
  notes: Note[],
): void {
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
  // A rule that names every token has judged them; any other rule only vouches for the program.
  if (allowed === "closed") return;
  if (profile === undefined) {
    if (at.unknownSubcommand !== undefined) {
      const message = `${name} ${at.unknownSubcommand.text} is not a known sub-command`;
      if (allowed === undefined)
        notes.push(ask("command.unknown-subcommand", message, at.unknownSubcommand.span, allowRemedy(name)));
    } else if (allowed === undefined) {
      const message = name.includes("/") ? `${name} is not in a trusted directory` : `${name} is not a known program`;
      notes.push(ask("command.unknown-program", message, word?.span ?? span, allowRemedy(name)));
    }
    return;
  }
  if (profile.asks !== undefined && allowed === undefined) {
    notes.push({
      ...ask("command.needs-leave", `${name}: ${profile.asks}`, span, allowRemedy(name)),
      risk: riskOf[profile.effect],
    });
    return;
  }
  noteArguments(at, name, notes);
  noteInput(at, name, view, notes);
  if ((profile.effect === "run" || name === "git") && !sandboxed && allowed === undefined) {
    notes.push(
      ask(
        "command.unsandboxed",
        `${name} runs code of the workspace and there is no sandbox`,
        span,
        "require the sandbox",
      ),
    );
  }
  notes.push({
    effect: "allow",
    rule: "command.known",
    message: `${name} is known and its arguments are understood`,
    span,
    risk: riskOf[profile.effect],
  });
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
    for (const word of at.loose) {
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
  const inert = (profile.effect === "read" || profile.effect === "none") && !profile.options.hazardous;
  const fromList = program.command.stages.some(({ pipeline, index }) =>
    view.inspected.some(
      (other) =>
        producers.has(other.program.name ?? "") &&
        other.program.command.stages.some((stage) => stage.pipeline === pipeline && stage.index < index),
    ),
  );
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

function noteAssignment({ name, span, value, environment }: Assignment, notes: Note[]): void {
  if (isHarmlessAssignment(name, value) || (!environment && !isInfluential(name))) return;
  notes.push(
    ask(
      "command.assignment",
      `${name} may change what later programs load, start or trust`,
      span,
      "leave the assignment out",
    ),
  );
}

function noteTouch(touch: Touch, notes: Note[]): void {
  const { word, mode } = touch;
  const doing = mode === "read" ? "reads" : "writes";
  if (touch.secret !== undefined) {
    notes.push({
      effect: "deny",
      rule: "command.secret-path",
      message: `it ${doing} ${word.text}, which holds secrets (${touch.secret})`,
      span: word.span,
      risk: "critical",
      remedy: "take it out of the secret paths, if it holds no secret",
    });
  } else if (touch.paths.length === 0) {
    notes.push(
      ask(
        "command.dynamic-path",
        `what ${word.text} names is known only when the command runs`,
        word.span,
        "name the path",
      ),
    );
  } else if (touch.outside) {
    notes.push(
      ask(
        "command.outside-workspace",
        `it ${doing} ${word.text}, outside the workspace`,
        word.span,
        "add the directory to the scope's roots",
      ),
    );
  } else if (word.glob && /(?:^|\/)(?:\.[^/.][^/]*[*?[]|\.[*?[]|[^/]*[@!+?*]\()/.test(word.value ?? "")) {
    notes.push(ask("command.hidden-glob", `${word.text} may match hidden files`, word.span, "name the files"));
  }
}

/** Written plainly, or wholly inside one pair of quotes, or with one backslash before it against aliases. */
function isPlainName({ text, value, plain }: Word): boolean {
  if (plain || value === undefined) return true;
  return text === `"${value}"` || text === `'${value}'` || text === `\\${value}`;
}

function ask(rule: string, message: string, span: Span, remedy: string): Note {
  return { effect: "ask", rule, message, span, remedy, risk: "high" };
}

function allowRemedy(name: string): string {
  return `add an allow rule for ${name}, or approve the command once`;
}

/** Notes become an opinion: the strictest effect, the reasons for it, the highest risk. */
function conclude(notes: readonly Note[]): Opinion {
  // INVARIANT: nothing understood is nothing allowed; a command without a single note is empty.
  const effect = notes.length === 0 ? "allow" : notes.map((note) => note.effect).reduce(meet);
  const decisive = notes.filter((note) => note.effect === effect);
  const risk = notes.reduce<Risk>((worst, note) => (severity[note.risk] > severity[worst] ? note.risk : worst), "low");
  const reasons = decisive.map(({ effect: _, risk: __, ...reason }): Reason => reason);
  if (effect === "deny") return { effect, reasons, risk };
  return { effect, reasons, risk, obligations: [{ id: "sandbox", hosts: [] }] };
}
