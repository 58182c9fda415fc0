export type { Clock } from "./clock.ts";
export {
  type Answer,
  type AnswerOutcome,
  type ApprovalEntry,
  type ApprovalEvent,
  type ApprovalOptions,
  ApprovalQueue,
} from "./queue.ts";
export type { ApprovalRequest, ApprovalState } from "./request.ts";
export type { ApprovalSummary, SummaryDetail } from "./summary.ts";
