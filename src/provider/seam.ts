import type { AuditRecord } from "../audit/index.ts";
import type { Opinion, Request, Scope, ScopeRequest } from "../decision/index.ts";

/** The version of this interface; a provider built for another one is refused at start-up. */
export const seamVersion = 1;

/** Whether a provider can work now, and if not, why and what mends it. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string; readonly fix: string };

export type Severity = "low" | "medium" | "high" | "critical";

/** One detector hit; `evidence` names audit records by index. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly agent: string;
  readonly session: string;
  readonly evidence: readonly number[];
}

/** What a provider did about a finding; an incident is opened when it names one. */
export interface Response {
  readonly incident?: { readonly title: string; readonly severity: Severity };
}

/**
 * The plug: decides, takes every record, and answers findings, as one unit. It can only narrow what the runtime and
 * the default provider permit, unless the operator configured it to own an action.
 */
export interface SecurityProvider {
  readonly name: string;
  readonly seam: typeof seamVersion;
  /** Says whether it can work; asked before it is selected. Rejecting counts as unavailable. */
  availability(): Promise<Availability>;
  /** One opinion on one request. Throwing, rejecting, or passing the deadline is a denial. */
  decide(request: Request, signal: AbortSignal): Opinion | Promise<Opinion>;
  /** Takes one durable record, in log order. Failing is a finding, never a changed decision. */
  report(record: AuditRecord): void | Promise<void>;
  /** Answers one finding. Failing leaves the finding recorded and no incident. */
  respond(finding: Finding): Response | Promise<Response>;
  /** Supplies or wraps the scope of a context that is being built; the runtime narrows the answer again. */
  construct?(subject: { readonly agent: string; readonly principal: string }, scope: Scope): ScopeRequest;
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}
