import type { ExecStance } from "../approval/index.ts";
import type { SecondOpinion } from "../command/index.ts";
import type { Scope, ScopeRequest, Tier } from "../decision/index.ts";
import type { NetPolicy } from "../net/index.ts";
import type { Policy } from "../policy/index.ts";

/** What holds for one agent under one generation of the configuration. */
export interface AgentPolicy {
  /** The rules of the agent's profile. */
  readonly policy: Policy;
  readonly scope: Scope;
  /** Narrowing that a turn of the tier gets on top. */
  readonly tiers: Readonly<Record<Tier, ScopeRequest>>;
  /** Real absolute directory the agent works in. */
  readonly workspace: string;
  readonly net: NetPolicy;
  /** Hosts that its commands may reach from their sandbox, where a policy does not say which. */
  readonly egressHosts: readonly string[];
  /** Whether its commands run in a sandbox at all. */
  readonly sandboxed: boolean;
  /** Directories of Sallyport's own state, which no agent may see. */
  readonly statePaths: readonly string[];
  /** How its commands are taken: the stricter of what the configuration and the host say. */
  readonly exec: ExecStance;
  /** Another parser of bash, which must not read an allowed command differently; absent where none is loaded. */
  readonly secondOpinion?: SecondOpinion;
}

/** All agents' policies of one generation; replaced as a whole on reload. */
export interface PolicySet {
  readonly generation: number;
  readonly agents: ReadonlyMap<string, AgentPolicy>;
}
