import { type ContainersConfig, isRiskAccepted, type SandboxConfig } from "../config/index.ts";
import type { Finding } from "../provider/index.ts";
import type { SandboxChoice, SandboxFinding, SandboxLimits, WarmBounds } from "../sandbox/index.ts";

/** Which back end a configuration asks for; a risk that it accepts is looked at again whenever it is run. */
export function sandboxChoice(config: SandboxConfig, now: () => number = Date.now): SandboxChoice {
  const { mode, backend, containers, dangerouslyUnconfined: risk } = config;
  return {
    ...{ mode, backend },
    ...(containers.image !== undefined && { image: containers.image }),
    ...(risk && { unconfined: { ...risk, isAccepted: () => isRiskAccepted(risk, now()) } }),
  };
}

/** What one command may use under a configuration. */
export function sandboxLimits({ limits }: SandboxConfig): SandboxLimits {
  const { processes, wallSeconds, ...rest } = limits;
  return { ...rest, pids: processes, wallMs: wallSeconds * 1_000 };
}

/** How long sandboxes are kept between commands, and how many. */
export function warmBounds({ idleHours, maxAgeDays, max }: ContainersConfig): WarmBounds {
  return { idleMs: idleHours * 3_600_000, ageMs: maxAgeDays * 86_400_000, max };
}

/** What a sandbox saw, as a provider is told of it. */
export function findingOf(
  { rule, message, evidence }: SandboxFinding,
  { agent, session }: Pick<Finding, "agent" | "session">,
): Finding {
  const facts = Object.entries(evidence).map(([name, value]) => `${name} ${value}`);
  return {
    ...{ rule, agent, session, evidence: [] },
    severity: severityOf(rule),
    message: facts.length === 0 ? message : `${message} (${facts.join(", ")})`,
  };
}

/** What did not hold is critical, what was left for the host to fall over is high, what was only tried is medium. */
function severityOf(rule: SandboxFinding["rule"]): Finding["severity"] {
  if (rule.startsWith("sandbox.limit.")) return "low";
  if (rule === "sandbox.syscall.blocked" || rule === "sandbox.net.denied") return "medium";
  return rule.startsWith("sandbox.fs.") ? "high" : "critical";
}
