import type { JsonObject } from "../../decision/index.ts";
import type { Direction } from "../judgement.ts";

/** A text of which it is known whether it is an attack. */
export interface LabelledText {
  readonly text: string;
  readonly direction: Direction;
  readonly isAttack: boolean;
}

const attacks: ReadonlySet<unknown> = new Set([
  1,
  true,
  "1",
  "attack",
  "injection",
  "jailbreak",
  "malicious",
  "unsafe",
]);
const harmless: ReadonlySet<unknown> = new Set([0, false, "0", "safe", "benign", "harmless", "clean"]);
const readByAgents = /^(?:indirect|malicious_skill|document|tool)/;

/** A line `{text, label, direction?, category?}` as a labelled text; `undefined` when it is none. */
export function labelledText({ text, label, direction, category }: JsonObject): LabelledText | undefined {
  const named = typeof label === "string" ? label.toLowerCase() : label;
  if (typeof text !== "string" || !(attacks.has(named) || harmless.has(named))) return undefined;
  const isContent = typeof category === "string" && readByAgents.test(category);
  return { text, isAttack: attacks.has(named), direction: directionOf(direction, isContent ? "content" : "user") };
}

/** The direction that a line names; `otherwise` when it names none. What is not the user's own words is content. */
export function directionOf(named: unknown, otherwise: Direction = "user"): Direction {
  if (typeof named !== "string") return otherwise;
  return /^(?:user|ingress|input|message|prompt|chat)/i.test(named) ? "user" : "content";
}
