import type { PolicyJson } from "@cedar-policy/cedar-wasm/web";
import type { Effect, Obligation } from "../../decision/index.ts";
import { didYouMean } from "../../suggestion.ts";

/** What a policy means when it determines an answer. */
export interface Meaning {
  readonly effect: Effect;
  readonly reason?: string;
  readonly obligations: readonly Obligation[];
}

/** What is wrong with an annotation, and what to do. */
export interface AnnotationProblem {
  readonly message: string;
  readonly fix: string;
}

/** What an annotation may say, and what it then adds to the meaning; `undefined` when it says something else. */
type Reading = (value: string) => Partial<Meaning> | undefined;

const onAny: Readonly<Record<string, Reading>> = {
  id: (value) => (value === "" ? undefined : {}),
  reason: (value) => (value === "" ? undefined : { reason: value }),
};

const onPermit: Readonly<Record<string, Reading>> = {
  effect: (value) => (value === "ask" ? { effect: "ask" } : undefined),
  sandbox: (value) => ({
    obligations: [{ id: "sandbox", hosts: value.split(/[\s,]+/).filter((host) => host !== "") }],
  }),
  limit_bytes: (value) => limited(value, (bytes) => ({ id: "limit", bytes })),
  limit_ms: (value) => limited(value, (ms) => ({ id: "limit", ms })),
  envelope: (value) => (value === "" ? { obligations: [{ id: "envelope" }] } : undefined),
  redact: (value) => (value === "" ? { obligations: [{ id: "redact" }] } : undefined),
};

/** Reads a policy's annotations. INVARIANT: one that is not understood is a problem, since it may have been to narrow. */
export function readAnnotations({ effect, annotations = {} }: Pick<PolicyJson, "effect" | "annotations">): {
  readonly meaning: Meaning;
  readonly problems: readonly AnnotationProblem[];
} {
  const readings = effect === "permit" ? { ...onAny, ...onPermit } : onAny;
  const known = Object.keys(readings);
  const problems: AnnotationProblem[] = [];
  let meaning: Meaning = { effect: effect === "permit" ? "allow" : "deny", obligations: [] };
  for (const [name, value] of Object.entries<string | null>(annotations)) {
    if (!Object.hasOwn(readings, name)) {
      problems.push({ message: `@${name} means nothing on a ${effect}`, fix: didYouMean(name, known) });
      continue;
    }
    const read = readings[name]?.(value ?? "");
    if (read === undefined) problems.push({ message: `@${name}(${JSON.stringify(value ?? "")}) says nothing`, fix });
    else meaning = { ...meaning, ...read, obligations: [...meaning.obligations, ...(read.obligations ?? [])] };
  }
  return { meaning, problems };
}

const fix = "docs/guide/cedar.md has what each annotation may say";

function limited(value: string, obligation: (most: number) => Obligation): Partial<Meaning> | undefined {
  return /^\d{1,15}$/.test(value) ? { obligations: [obligation(Number(value))] } : undefined;
}
