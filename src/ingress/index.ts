export { ownAgent } from "./api.ts";
export { type From, type Ingress, membersOf, type Received, type Utterance } from "./received.ts";
export { isRefusal, type Refusal, type RefusalCode, refuse } from "./refusal.ts";
export { ingresses } from "./registry.ts";
