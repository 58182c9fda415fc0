import type { Span } from "./span.ts";

/** Ordinary parts of the language that a policy may rule out for a command. */
export type ConstructKind = "expansion" | "substitution" | "subshell" | "background";

/** A construct of a command, and where. */
export interface Construct {
  readonly kind: ConstructKind;
  readonly span: Span;
}
