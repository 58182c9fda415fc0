import { type Finding, isAtLeast, type Severity } from "./finding.ts";
import type { Step } from "./playbook.ts";
import { familyOf } from "./taxonomy.ts";

/** Where an incident stands. What it came to is final. */
export type IncidentState = "open" | "contained" | "resolved" | "false-positive";

const next: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  open: ["contained", "resolved", "false-positive"],
  contained: ["resolved", "false-positive"],
  resolved: [],
  "false-positive": [],
};

/** How far one step has come. `running` after a crash means that nobody knows, and it is done again. */
export type StepState =
  | "pending"
  | "running"
  | "done"
  | "failed"
  | "timed-out"
  | "unapproved"
  | "not-applicable"
  | "undone";

/** A step of an incident's playbook, as it was when the incident was opened, and what became of it. */
export interface StepRun {
  readonly step: Step;
  readonly state: StepState;
  readonly detail: string;
}

/** Something that happened, and the audit record that shows it. */
export interface TimelineEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly what: string;
  readonly record: number;
}

/** Findings of one kind about one agent, session or peer, and what was done about them. */
export interface Incident {
  readonly id: string;
  /** Findings with the same key belong to the same incident while it lasts. */
  readonly key: string;
  readonly state: IncidentState;
  readonly title: string;
  readonly severity: Severity;
  /** Rule of the first finding. */
  readonly rule: string;
  readonly agent: string;
  readonly session: string;
  readonly peer?: string;
  /** Who named it an incident. */
  readonly provider: string;
  readonly playbooks: readonly string[];
  readonly steps: readonly StepRun[];
  /** Findings so far, repeated ones included. */
  readonly count: number;
  readonly opened: number;
  readonly updated: number;
  /** Audit indices of what it rests on, oldest first. */
  readonly evidence: readonly number[];
  readonly timeline: readonly TimelineEntry[];
}

/** What an incident is opened with. */
export interface Opening extends Pick<Incident, "id" | "title" | "severity" | "provider"> {
  readonly finding: Finding;
  /** Audit index of the finding. */
  readonly record: number;
  readonly playbooks: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

/** The first findings are kept as evidence, the later ones are counted: a flood does not grow an incident. */
const most = 256;

/** What findings have in common that belong to one incident. */
export function keyOf({ rule, agent, session, peer = "" }: Finding): string {
  return JSON.stringify([familyOf(rule), agent, session, peer]);
}

export function openedWith({ finding, record, playbooks, ...naming }: Opening, now: number): Incident {
  const { rule, agent, session, peer } = finding;
  return {
    ...naming,
    key: keyOf(finding),
    state: "open",
    ...{ rule, agent, session, ...(peer !== undefined && { peer }) },
    playbooks: playbooks.map(({ name }) => name),
    steps: stepsOf(playbooks).map((step) => ({ step, state: "pending", detail: "" })),
    count: 1,
    opened: now,
    updated: now,
    evidence: evidenceWith([], finding, record),
    timeline: [{ time: now, what: finding.message, record }],
  };
}

/** The incident with further findings in it; one that is worse makes it worse. */
export function joinedBy(
  incident: Incident,
  findings: readonly { readonly finding: Finding; readonly record?: number }[],
  now: number,
): Incident {
  let { severity, evidence, timeline } = incident;
  for (const { finding, record } of findings) {
    if (isAtLeast(finding.severity, severity)) severity = finding.severity;
    if (record === undefined) continue;
    evidence = evidenceWith(evidence, finding, record);
    timeline = [...timeline, { time: now, what: finding.message, record }].slice(0, most);
  }
  return { ...incident, severity, evidence, timeline, count: incident.count + findings.length, updated: now };
}

/** The incident in another state; `undefined` when nothing leads there. */
export function movedTo(incident: Incident, state: IncidentState, now: number): Incident | undefined {
  return next[incident.state].includes(state) ? { ...incident, state, updated: now } : undefined;
}

export function isOver({ state }: Pick<Incident, "state">): boolean {
  return next[state].length === 0;
}

/** The incident with a line more in its timeline. */
export function noted(incident: Incident, what: string, record: number, now: number): Incident {
  const timeline = [...incident.timeline, { time: now, what, record }].slice(-2 * most);
  return { ...incident, timeline, updated: now };
}

/** The incident with one step further on. */
export function withStep(incident: Incident, index: number, change: Partial<StepRun>, now: number): Incident {
  const steps = incident.steps.map((run, at) => (at === index ? { ...run, ...change } : run));
  return { ...incident, steps, updated: now };
}

/** The steps of several playbooks, each once. INVARIANT: one playbook more never takes a step of another away. */
function stepsOf(playbooks: Opening["playbooks"]): readonly Step[] {
  const steps = playbooks.flatMap((playbook) => playbook.steps);
  return [...new Map(steps.map((step) => [JSON.stringify(step), step])).values()];
}

function evidenceWith(evidence: readonly number[], finding: Finding, record: number): readonly number[] {
  const indices = new Set([...evidence, ...finding.evidence, record]);
  return [...indices].sort((a, b) => a - b).slice(0, most);
}
