import type { Opinion, Permit, Reason, Request, Tier } from "../decision/index.ts";

/** Where untrusted text was before it lay where it was read, and the lowest tier of a turn that it went through. */
export interface Provenance {
  readonly tier: Tier;
  readonly sources: readonly string[];
}

/** What an effect gave back, before anybody sees it. */
export interface EffectResult {
  readonly text: string;
  /** Something about the text in words of ours. */
  readonly note?: string;
  /** Where the text came from: `file:/…`, `url:https://…`, `command:…`. */
  readonly source: string;
  /** True when the text was written by somebody the principal does not answer for. */
  readonly untrusted: boolean;
  /** What is known of untrusted text besides its source. */
  readonly provenance?: Provenance;
  /** A model put the text together from what it read. */
  readonly composed?: boolean;
  /** True when the text may hold what must not leave. */
  readonly sensitive: boolean;
  /** False when the effect was tried and failed; the text then says how. */
  readonly ok: boolean;
  /** Facts for the outcome record: exit code, bytes, status, limits that were hit. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** An effect that is ready to be decided: the exact request, and what happens when it is permitted. */
export interface Proposal {
  readonly request: Request;
  /** What was found out about it beforehand; the decision is no wider. */
  readonly ceiling?: Opinion;
  run(permit: Permit, signal: AbortSignal): Promise<EffectResult>;
}

/** A call that could not be made into an effect; it is decided and recorded all the same, as a denial. */
export interface RefusedProposal {
  readonly request: Request;
  readonly refusal: Reason;
}
