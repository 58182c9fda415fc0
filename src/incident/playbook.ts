import { type Finding, isAtLeast, type Severity } from "./finding.ts";

/** What a step can do. A step whose target an incident does not name is left out. */
export const stepKinds = [
  "notify",
  "snapshot-evidence",
  "kill-processes",
  "revoke-session",
  "revoke-token",
  "freeze-tool",
  "quarantine-agent",
  "block-peer",
] as const;

export type StepKind = (typeof stepKinds)[number];

/** When a person is asked before a step: never, unless the incident is critical, or always. */
export type StepApproval = "never" | "unless-critical" | "always";

/** One step: what it does, whether somebody is asked first, and how long it may take. */
export interface Step {
  readonly do: StepKind;
  /** The tool that `freeze-tool` freezes. */
  readonly tool?: string;
  /** Whom `freeze-tool` freezes it for: the agent of the incident, or all; default: the agent. */
  readonly for?: "agent" | "all";
  readonly approval: StepApproval;
  /** Seconds for the doing, once it is approved; the waiting for that has the time of any approval. */
  readonly seconds: number;
  /** Whether it is undone when the incident turns out to be a false alarm. */
  readonly rollback: boolean;
}

/** What is done about incidents of a kind: data, so that operators can have their own. Steps are taken in order. */
export interface Playbook {
  readonly title: string;
  /** Beginnings of the names of the rules whose findings it is for. */
  readonly match: readonly string[];
  /** The least severe finding it is for. */
  readonly severity: Severity;
  readonly steps: readonly Step[];
}

/** Playbooks by name; the first that fits is taken. */
export type Playbooks = Readonly<Record<string, Playbook>>;

/** The operator's own first, in their order, then those that ship and are not in their place; `false` leaves one out. */
export function playbooksWith(shipped: Playbooks, own: Readonly<Record<string, Playbook | false>>): Playbooks {
  const rest = Object.entries(shipped).filter(([name]) => !Object.hasOwn(own, name));
  const given = Object.entries(own).filter((entry): entry is [string, Playbook] => entry[1] !== false);
  return Object.fromEntries([...given, ...rest]);
}

/** The first playbook for a finding. */
export function playbookFor(playbooks: Playbooks, { rule, severity }: Finding): string | undefined {
  return Object.entries(playbooks).find(
    ([, { match, severity: least }]) =>
      isAtLeast(severity, least) && match.some((beginning) => rule.startsWith(beginning)),
  )?.[0];
}

/** Whether a person is asked before a step of an incident of this severity. */
export function needsApproval({ approval }: Step, severity: Severity): boolean {
  return approval === "always" || (approval === "unless-critical" && severity !== "critical");
}
