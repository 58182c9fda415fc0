export { type Clock, systemClock } from "./clock.ts";
export { LearnedRules, type StandingRule } from "./learned.ts";
export type { ApprovalEntry, ApprovalEvent } from "./ledger.ts";
export { personalAsk } from "./lift.ts";
export { type Answer, type AnswerOutcome, type ApprovalOptions, ApprovalQueue } from "./queue.ts";
export type { ApprovalRequest, ApprovalState, StandingOffer } from "./request.ts";
export { type ExecStance, strictest } from "./stance.ts";
export type { ApprovalSummary, SummaryDetail } from "./summary.ts";
