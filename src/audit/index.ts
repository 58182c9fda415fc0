export { type Disk, realDisk } from "./disk.ts";
export { decisionEntry, type Outcome, outcomeEntry } from "./entries.ts";
export { copyEvidence } from "./evidence.ts";
export { AuditLog, type AuditOptions } from "./log.ts";
export { followLog, type Query, queryLog, tailLog } from "./query.ts";
export { type ReceiptCheck, receipt, verifyReceipt } from "./receipt.ts";
export type { AuditEntry, AuditRecord, RecordKind } from "./record.ts";
export type { Problem } from "./scan.ts";
export { type Verification, type VerifyOptions, verifyLog } from "./verify.ts";
