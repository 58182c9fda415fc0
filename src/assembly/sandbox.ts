import type { SandboxConfig } from "../config/index.ts";
import type { SandboxChoice, SandboxLimits } from "../sandbox/index.ts";

/** Which back end a configuration asks for. */
export function sandboxChoice({ mode, backend, containers: { image } }: SandboxConfig): SandboxChoice {
  return { mode, backend, ...(image !== undefined && { image }) };
}

/** What one command may use under a configuration. */
export function sandboxLimits({ limits }: SandboxConfig): SandboxLimits {
  const { processes, wallSeconds, ...rest } = limits;
  return { ...rest, pids: processes, wallMs: wallSeconds * 1_000 };
}
