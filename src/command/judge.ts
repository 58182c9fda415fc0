import { meet, type Opinion, type Reason, type Risk } from "../decision/index.ts";
import type { CommandAnalysis, Program } from "./analyse.ts";
import type { Redirect } from "./enumerate.ts";
import { featureMeaning } from "./feature.ts";
import { inspectAll, touchesOf } from "./inspect.ts";
import { ask, type Note, noteAssignment, noteTouch } from "./note.ts";
import { Directories, type Surroundings } from "./paths.ts";
import type { Leave } from "./policy-notes.ts";
import { noteProgram } from "./program-notes.ts";
import { assignmentsOf, type CommandRule, type CommandView, hitsOf } from "./rules.ts";
import type { SecondOpinion } from "./second-opinion.ts";
import type { Span } from "./span.ts";
import type { Strict, Strictness } from "./strictness.ts";

/** What the judgement rests on beside the command itself. */
export interface JudgeOptions extends Surroundings {
  readonly rules?: readonly CommandRule[];
  /** The command will run in a sandbox; default true. Without it, running code of the workspace needs leave. */
  readonly sandboxed?: boolean;
  /** Hosts that the sandbox may let it reach when no policy says which; default none. */
  readonly reachable?: readonly string[];
  /** Another parser, asked before the command is allowed. */
  readonly secondOpinion?: SecondOpinion;
  /** How strictly what no rule speaks of is taken. */
  readonly strictness?: Strictness;
}

const severity: Readonly<Record<Risk, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/**
 * Judges a command: the strictest note on any of its programs, redirections, assignments and constructs. Pure and
 * total. The opinion always obliges to the sandbox unless it denies.
 */
export function judgeCommand(analysis: CommandAnalysis, options: JudgeOptions = {}): Opinion {
  const strictness = { ...defaultStrictness(options), ...options.strictness };
  if (!analysis.ok) {
    const { rule, message, span, remedy } = analysis.refusal;
    const reason: Reason = { rule, message, remedy, ...(span && { span }) };
    return { effect: strictness.unanalysable ?? "deny", reasons: [reason], risk: "high" };
  }
  const notes: Note[] = [];
  const view = viewOf(analysis, options);
  const settled = noteRules(options.rules ?? [], view, notes);
  for (const inspected of view.inspected) {
    noteProgram(inspected, { allowed: settled.get(inspected.program), strictness, view }, notes);
    for (const assignment of assignmentsOf(inspected.program)) {
      noteAssignment(assignment, notes, strictness.assignments);
    }
  }
  for (const assignment of view.assignments) noteAssignment(assignment, notes, strictness.assignments);
  const touches = [...view.touches, ...view.inspected.flatMap((one) => one.touches)];
  for (const touch of touches) noteTouch(touch, notes);
  for (const { kind, span } of analysis.features) {
    notes.push(ask(`command.${kind}`, featureMeaning[kind], span, "write the command without it"));
  }
  noteParts(analysis, strictness, notes);
  // INVARIANT: a program that only prints changes a file all the same when its output goes into one.
  const least = touches.some(({ mode }) => mode === "write") ? "medium" : "low";
  const opinion = conclude(
    notes.map((note) => strictly(note, strictness)),
    least,
    strictness.hosts ?? options.reachable ?? [],
  );
  return opinion.effect === "allow" ? (doubted(analysis, options.secondOpinion) ?? opinion) : opinion;
}

/** INVARIANT: what two parsers read differently is not allowed. */
function doubted(analysis: CommandAnalysis, secondOpinion: SecondOpinion | undefined): Opinion | undefined {
  // It knows no other language than bash.
  if (analysis.ok && analysis.dialect !== undefined) return undefined;
  const refusal = secondOpinion?.differs(analysis);
  if (refusal === undefined) return undefined;
  const { rule, message, span, remedy } = refusal;
  return {
    effect: "ask",
    reasons: [{ rule, message, remedy, ...(span && { span }) }],
    risk: "high",
    obligations: [{ id: "sandbox", hosts: [] }],
  };
}

function defaultStrictness({ sandboxed = true }: JudgeOptions): Strictness {
  return sandboxed ? {} : { repositoryCode: "ask" };
}

/** Notes every rule that applies, and gives back the programs that one of them vouches for. */
function noteRules(rules: readonly CommandRule[], view: CommandView, notes: Note[]): ReadonlyMap<Program, Leave> {
  const settled = new Map<Program, Leave>();
  for (const rule of rules) {
    for (const { program, isNamed, span } of hitsOf(rule, view)) {
      notes.push({
        effect: rule.effect,
        rule: rule.id,
        message: rule.justification,
        span,
        risk: rule.effect === "deny" ? "critical" : rule.effect === "ask" ? "high" : "low",
        remedy: rule.remedy ?? `take out or narrow the rule ${rule.id}`,
      });
      if (rule.effect !== "allow" || program === undefined) continue;
      // INVARIANT: a rule that names every token does not speak for arguments that are added when it runs.
      if (rule.condition.closed) {
        if (!program.appended) settled.set(program, "closed");
      } else if (settled.get(program) !== "closed") {
        settled.set(program, isNamed === true ? "named" : (settled.get(program) ?? "open"));
      }
    }
  }
  return settled;
}

/** A note as strictly as the policy takes what nobody has leave for. */
function strictly(note: Note, { notes, unanalysable }: Strictness): Note {
  if (note.effect !== "ask") return note;
  if (unanalysable === "deny" && unknowable.has(note.rule)) return { ...note, effect: unanalysable };
  const effect = notes?.[note.rule];
  return effect === undefined ? note : { ...note, effect };
}

const unknowable: ReadonlySet<string> = new Set(["command.dynamic-program", "command.opaque"]);

/** True when a rule applies to some part of a command; a command that is refused has no parts. */
export function commandRuleApplies(
  analysis: CommandAnalysis,
  rule: CommandRule,
  surroundings: Surroundings = {},
): boolean {
  return analysis.ok && hitsOf(rule, viewOf(analysis, surroundings)).length > 0;
}

/** Notes the parts of the language that the policy rules out. */
function noteParts(
  { constructs, redirects, programs }: Extract<CommandAnalysis, { ok: true }>,
  { parts }: Strictness,
  notes: Note[],
): void {
  if (parts === undefined) return;
  const note = (part: Strict, span: Span): void => {
    const effect = parts[part];
    if (effect === undefined || effect === "allow") return;
    const message = `the policy does not have ${part.replace("-", " ")} in commands`;
    notes.push({ ...ask(`command.part.${part}`, message, span, "write the command without it"), effect });
  };
  for (const { kind, span } of constructs) note(kind, span);
  const seen = new Set<Redirect>();
  for (const redirect of [...redirects, ...programs.flatMap((program) => program.redirects)]) {
    if (seen.has(redirect)) continue;
    seen.add(redirect);
    note("redirection", redirect.span);
    if (redirect.mode === "write" && redirect.target?.value !== "/dev/null") note("file-redirection", redirect.span);
  }
}

function viewOf(analysis: Extract<CommandAnalysis, { ok: true }>, options: JudgeOptions): CommandView {
  const directories = new Directories(options);
  return {
    inspected: inspectAll(analysis.programs, directories),
    features: analysis.features,
    touches: analysis.redirects.flatMap((redirect) => touchesOf(redirect, directories)),
    assignments: analysis.variables,
    directories,
    bases: directories.bases,
  };
}

/** Notes become an opinion: the strictest effect, the reasons for it, the highest risk, which is `least` at least. */
function conclude(notes: readonly Note[], least: Risk, hosts: readonly string[]): Opinion {
  // Without a note there was no program, no path and no construct: the command is empty or only compares texts.
  const effect = notes.length === 0 ? "allow" : notes.map((note) => note.effect).reduce(meet);
  const decisive = notes.filter((note) => note.effect === effect);
  const risk = notes.reduce<Risk>((worst, note) => (severity[note.risk] > severity[worst] ? note.risk : worst), least);
  const reasons = decisive.map(({ effect: _, risk: __, ...reason }): Reason => reason);
  if (effect === "deny") return { effect, reasons, risk };
  return { effect, reasons, risk, obligations: [{ id: "sandbox", hosts }] };
}
