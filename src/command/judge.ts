import { meet, type Opinion, type Reason, type Risk } from "../decision/index.ts";
import type { CommandAnalysis, Program } from "./analyse.ts";
import { featureMeaning } from "./feature.ts";
import { type Inspected, inspect, touchesOf } from "./inspect.ts";
import { ask, type Note, noteAssignment, noteTouch } from "./note.ts";
import { Directories, type Surroundings } from "./paths.ts";
import { noteProgram } from "./program-notes.ts";
import { type CommandRule, type CommandView, hitsOf } from "./rules.ts";

/** What the judgement rests on beside the command itself. */
export interface JudgeOptions extends Surroundings {
  readonly rules?: readonly CommandRule[];
  /** The command will run in a sandbox; default true. Without it, running code of the workspace needs leave. */
  readonly sandboxed?: boolean;
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
      if (rule.effect !== "allow" || program === undefined) continue;
      // INVARIANT: a rule that names every token does not speak for arguments that are added when it runs.
      if (!rule.condition.closed) settled.set(program, settled.get(program) ?? "open");
      else if (!program.appended) settled.set(program, "closed");
    }
  }
  for (const inspected of view.inspected) {
    noteProgram(inspected, settled.get(inspected.program), options.sandboxed ?? true, view, notes);
    for (const assignment of inspected.program.assignments) noteAssignment(assignment, notes);
  }
  for (const assignment of view.assignments) noteAssignment(assignment, notes);
  const touches = [...view.touches, ...view.inspected.flatMap((one) => one.touches)];
  for (const touch of touches) noteTouch(touch, notes);
  for (const { kind, span } of analysis.features) {
    notes.push(ask(`command.${kind}`, featureMeaning[kind], span, "write the command without it"));
  }
  // INVARIANT: a program that only prints changes a file all the same when its output goes into one.
  return conclude(notes, touches.some(({ mode }) => mode === "write") ? "medium" : "low");
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

/** Notes become an opinion: the strictest effect, the reasons for it, the highest risk, which is `least` at least. */
function conclude(notes: readonly Note[], least: Risk): Opinion {
  // Without a note there was no program, no path and no construct: the command is empty or only compares texts.
  const effect = notes.length === 0 ? "allow" : notes.map((note) => note.effect).reduce(meet);
  const decisive = notes.filter((note) => note.effect === effect);
  const risk = notes.reduce<Risk>((worst, note) => (severity[note.risk] > severity[worst] ? note.risk : worst), least);
  const reasons = decisive.map(({ effect: _, risk: __, ...reason }): Reason => reason);
  if (effect === "deny") return { effect, reasons, risk };
  return { effect, reasons, risk, obligations: [{ id: "sandbox", hosts: [] }] };
}
