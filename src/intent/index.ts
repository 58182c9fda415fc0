export type { IntendedAct } from "./constraints.ts";
export type { IntentFault } from "./fault.ts";
export { SpentMandates } from "./spent.ts";
export { type IntentTrust, issuerKeys } from "./trust.ts";
export { type IntentVerdict, transactionNonce, verifyIntent } from "./verify.ts";
