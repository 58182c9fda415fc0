import type { AuditRecord } from "../audit/index.ts";
import type { Opinion, Request, Scope, ScopeRequest } from "../decision/index.ts";
import type { Finding, Severity } from "../incident/index.ts";

export type { Finding, Severity };

/** The version of this interface; a provider built for another one is refused at start-up. */
export const seamVersion = 1;

/** Whether a provider can work now, and if not, why and what mends it. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string; readonly fix: string };

/** What a provider did about a finding; an incident is opened when it names one, and met by the playbook it names. */
export interface Response {
  readonly incident?: { readonly title: string; readonly severity: Severity; readonly playbook?: string };
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
  /**
   * Takes one durable record: each at least once, in log order, the next when the last is taken. One that it fails to
   * take again and again is skipped, which is a finding, never a changed decision.
   */
  report(record: AuditRecord): void | Promise<void>;
  /** Answers one finding, as do the default provider and the others of the agent's chain; failing is no answer. */
  respond(finding: Finding): Response | Promise<Response>;
  /** Supplies or wraps the scope of a context that is being built; the runtime narrows the answer again. */
  construct?(subject: { readonly agent: string; readonly principal: string }, scope: Scope): ScopeRequest;
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}
