export { type ResolvedSandbox, resolveSandbox, type SandboxName, sandboxNames } from "./registry.ts";
export { runSandboxed } from "./run.ts";
export type { LimitName, SandboxCheck, SandboxResult, SandboxStatus } from "./sandbox.ts";
export { type SandboxLimits, type SandboxSpec, workspaceSpec } from "./spec.ts";
export type { VerifiedSandbox } from "./verified.ts";
