import { type Effect, meet, type Reason, type Risk } from "../decision/index.ts";
import { isHarmlessAssignment, isInfluential } from "./environment-names.ts";
import type { Touch } from "./paths.ts";
import type { Span } from "./span.ts";
import type { AssignmentPolicy } from "./strictness.ts";
import type { Assignment } from "./word.ts";

/** One thing that is wrong, or to be noted, with its effect. */
export interface Note extends Reason {
  readonly effect: Effect;
  readonly risk: Risk;
}

/** A note that a person has to be asked. */
export function ask(rule: string, message: string, span: Span, remedy: string): Note {
  return { effect: "ask", rule, message, span, remedy, risk: "high" };
}

/** What would make a program allowed. */
export function allowRemedy(name: string): string {
  return `add an allow rule for ${name}, or approve the command once`;
}

/** Notes an assignment that may reach beyond the command's own variables. */
export function noteAssignment(
  { name, span, value, environment }: Assignment,
  notes: Note[],
  policy?: AssignmentPolicy,
): void {
  if (!environment && !isInfluential(name)) return;
  if (policy === undefined ? isHarmlessAssignment(name, value) : policy.names.has(name)) return;
  const note = ask(
    "command.assignment",
    `${name} may change what later programs load, start or trust`,
    span,
    "leave the assignment out",
  );
  const effect = policy === undefined ? "ask" : isInfluential(name) ? meet("ask", policy.rest) : policy.rest;
  notes.push({ ...note, effect });
}

/** Notes a path that holds secrets, is unknown, is outside the workspace, or may be hidden. */
export function noteTouch(touch: Touch, notes: Note[]): void {
  const { word, mode } = touch;
  const doing = mode === "read" ? "reads" : "writes";
  if (touch.secret !== undefined) {
    notes.push({
      effect: "deny",
      rule: "command.secret-path",
      message: `it ${doing} ${word.text}, which no command may touch (${touch.secret})`,
      span: word.span,
      risk: "critical",
      remedy: "take it out of the protected paths, if nothing in it needs protection",
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
  } else if (touch.guarded !== undefined) {
    notes.push(
      ask(
        "command.protected-path",
        `it writes ${word.text}, which is protected (${touch.guarded})`,
        word.span,
        "approve the command once",
      ),
    );
  } else if (word.glob && /(?:^|\/)(?:\.[^/.][^/]*[*?[]|\.[*?[]|[^/]*[@!+?*]\()/.test(word.value ?? "")) {
    notes.push(ask("command.hidden-glob", `${word.text} may match hidden files`, word.span, "name the files"));
  }
}
