export { canonicalJson } from "./canonical.ts";
export { type Effect, isEffect, isNarrowerOrEqual, meet } from "./effect.ts";
export {
  type Cause,
  type Decision,
  decide,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type Grant,
} from "./evaluate.ts";
export { type Fields, fields, list, string } from "./fields.ts";
export { fingerprint } from "./fingerprint.ts";
export type { InformationFlow } from "./flow.ts";
export type { Json, JsonObject } from "./json.ts";
export { rootOf } from "./lineage.ts";
export { meetOpinions } from "./meet-opinions.ts";
export { isWithin, meetNames, type Narrowed, narrow, type ScopeRequest, type ScopeViolation } from "./narrow.ts";
export {
  isKnownObligation,
  type LimitObligation,
  type Obligation,
  type ObligationId,
  type SandboxObligation,
} from "./obligation.ts";
export { type Decider, type Opinion, opinionFault, type Reason, type Risk } from "./opinion.ts";
export { Permit } from "./permit.ts";
export {
  type Action,
  accesses,
  type Context,
  type Request,
  type Resource,
  type Subject,
  type Taint,
  type Tier,
  tiers,
} from "./request.ts";
export {
  type Budgets,
  emptyScope,
  includesName,
  isBeneath,
  type Names,
  outsideScope,
  type SandboxLevel,
  type Scope,
} from "./scope.ts";
