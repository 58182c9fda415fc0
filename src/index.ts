export {
  type OpenGatewayOptions,
  openGateway,
  openSallyport,
  type Sallyport,
  type SallyportOptions,
  type Status,
  statusOf,
} from "./assembly/index.ts";
export { type AuditRecord, queryLog, receipt, type Verification, verifyLog, verifyReceipt } from "./audit/index.ts";
export { type Environment, readEnvironment } from "./config/index.ts";
export type {
  Decision,
  Effect,
  Obligation,
  Opinion,
  Reason,
  Request,
  Risk,
  Scope,
  ScopeRequest,
} from "./decision/index.ts";
export * from "./errors.ts";
export {
  type Availability,
  type ConformanceCheck,
  checkProvider,
  type Finding,
  type ProviderEntry,
  type Response,
  type SecurityProvider,
} from "./provider/index.ts";
