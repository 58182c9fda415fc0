import type { Risk } from "../decision/index.ts";

/** Who may answer, and how many of them it takes. */
export interface ApproverTerms {
  /** Principals that may answer; nobody when empty. */
  readonly approvers: readonly string[];
  /** True when a principal may not allow what an agent of theirs asks. */
  readonly fourEyes?: boolean;
  /** How many different approvers must allow what has a risk; 1 where nothing is said. */
  readonly quorum?: Partial<Readonly<Record<Risk, number>>>;
}

/** Whether a principal may allow what an agent asks on behalf of another. */
export function mayAllow({ approvers, fourEyes = false }: ApproverTerms, approver: string, principal: string): boolean {
  // INVARIANT: an empty list is nobody, and with four eyes nobody allows what they ask for.
  return approvers.includes(approver) && !(fourEyes && approver === principal);
}

/** How many different approvers must allow what has this risk. */
export function quorumFor({ quorum = {} }: ApproverTerms, risk: Risk | undefined): number {
  return risk === undefined ? 1 : (quorum[risk] ?? 1);
}
