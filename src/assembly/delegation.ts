import type { Agent, Delegate, ToolServices, Worker } from "../agent/index.ts";
import type { AgentConfig, Config } from "../config/index.ts";
import type { Tier } from "../decision/index.ts";
import type { SecurityRuntime } from "../provider/index.ts";

/** What handing on tasks needs. */
export interface DelegationParts {
  readonly config: Config;
  readonly runtime: SecurityRuntime;
  /** The best tier that the turns of an agent can have, by the configuration in force. */
  readonly tierOf: (agent: string) => Tier;
}

/** Whom an agent can have do a task, and which models its sessions can use; `agents` is filled by the time of a call. */
export function delegationOf(
  agent: AgentConfig,
  { config, runtime, tierOf }: DelegationParts,
  agents: ReadonlyMap<string, Agent>,
): Pick<ToolServices, "worker" | "delegates" | "models"> {
  const worker = ({ id, model }: AgentConfig): Worker => ({
    model,
    get tier() {
      return tierOf(id);
    },
    turn: (input, signal, as) => (agents.get(id) as Agent).turn(input, signal, as),
  });
  const delegate = (other: AgentConfig): Delegate => ({
    ...worker(other),
    within: (principal) => runtime.forAgent(other.id, principal),
  });
  const others = config.agents.filter(({ id }) => agent.delegatesTo.includes(id));
  return {
    worker: worker(agent),
    delegates: new Map(others.map((other) => [other.id, delegate(other)])),
    models: Object.keys(config.models),
  };
}
