export { type FalcoAlert, falcoAlert } from "./audit/falco.ts";
export { hostOfPage, type Page, visitPage } from "./browser/page.ts";
export { browserCommand, browserObstacle, browserSpec } from "./browser/profile.ts";
export { readGitHistory } from "./git-history.ts";
export {
  lastingMakers,
  probeSandboxes,
  type ResolvedSandbox,
  resolveSandbox,
  type SandboxChoice,
  type SandboxName,
  sandboxNames,
  warmSandboxes,
} from "./registry.ts";
export { type RunResult, runSandboxed, type WayOut } from "./run.ts";
export type {
  CommandStreams,
  LimitName,
  SandboxCheck,
  SandboxFinding,
  SandboxResult,
  SandboxStatus,
  WarmBounds,
  WarmSandboxes,
} from "./sandbox.ts";
export { type Service, type ServiceCommand, startService } from "./service.ts";
export { type SandboxEgress, type SandboxLimits, type SandboxSpec, workspaceSpec } from "./spec.ts";
export type { UsableSandbox } from "./verified.ts";
