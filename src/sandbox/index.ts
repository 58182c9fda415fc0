export { sandboxes, VerifiedSandbox } from "./registry.ts";
export { runSandboxed } from "./run.ts";
export type { ProbeCheck, SandboxBackend, SandboxProbe, SandboxStatus } from "./sandbox.ts";
export { defaultLimits, type LimitHit, type SandboxLimits, type SandboxResult, type SandboxSpec } from "./spec.ts";
