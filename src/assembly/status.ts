import type { ProviderStatus } from "../provider/index.ts";
import type { SandboxStatus } from "../sandbox/index.ts";
import type { Sallyport } from "./sallyport.ts";

/** What is active, and what is not and why. */
export interface Status {
  readonly config: { readonly version: number; readonly hash: string; readonly source: string };
  readonly generation: number;
  readonly sandbox: SandboxStatus;
  readonly providers: readonly ProviderStatus[];
  readonly audit: { readonly records: number; readonly vkey: string; readonly fault?: string };
  readonly approvals: { readonly pending: number };
  readonly agents: readonly AgentStatus[];
}

/** One agent as it is in force. */
export interface AgentStatus {
  readonly id: string;
  readonly profile: string;
  readonly tier: string;
  readonly model: string;
  readonly workspace: string;
  readonly provider: string;
}

/** The state of every mechanism: requested, resolved, verified. */
export async function statusOf(port: Sallyport): Promise<Status> {
  const { config, runtime, log } = port;
  const { hash, source = "(defaults)" } = port.loaded();
  return {
    config: { version: config.version, hash, source },
    generation: runtime.generation,
    sandbox: port.sandbox.status,
    providers: await runtime.status(),
    audit: { records: log.size, vkey: log.vkey, ...(log.fault !== undefined && { fault: log.fault }) },
    approvals: { pending: (await port.approvals.list()).length },
    agents: config.agents.map((agent) => ({
      id: agent.id,
      profile: agent.profile,
      tier: agent.tier,
      model: modelText(port, agent.id),
      workspace: runtime.policyFor(agent.id)?.workspace ?? "",
      provider: agent.provider ?? config.security.provider,
    })),
  };
}

function modelText(port: Sallyport, agent: string): string {
  const model = port.agents.get(agent)?.model;
  return model === undefined ? "none" : `${model.name}:${model.model}`;
}
