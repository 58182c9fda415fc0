import type { ExecStance } from "../approval/index.ts";
import type { SecondOpinion } from "../command/index.ts";
import { emptyScope, includesName, type Scope, type ScopeRequest } from "../decision/index.ts";
import type { NetPolicy } from "../net/index.ts";
import {
  applyLayers,
  type Layer,
  type LayerViolation,
  type Policy,
  type ProfileName,
  policyFor,
  profileScope,
  tierScope,
} from "../policy/index.ts";
import type { AgentPolicy } from "./policies.ts";

/** What one agent's policy is made from. */
export interface AgentPolicySource {
  readonly profile: ProfileName;
  /** Real absolute directory. */
  readonly workspace: string;
  /** What the installation as a whole permits; the profile narrows it. */
  readonly ceiling: Scope;
  /** Narrowings on top of the profile, in order. */
  readonly layers: readonly Layer[];
  readonly net: NetPolicy;
  /** Hosts that the installation lets commands reach; the scope narrows them. Default none. */
  readonly egressHosts?: readonly string[];
  /** Default true. */
  readonly sandboxed?: boolean;
  readonly statePaths: readonly string[];
  readonly exec: ExecStance;
  readonly secondOpinion?: SecondOpinion;
}

/** The widest scope an installation has before anything narrows it. */
export function ceilingScope(parts: Partial<Scope>): Scope {
  return {
    ...emptyScope,
    tools: "*",
    commands: "*",
    credentials: "*",
    models: "*",
    sandbox: "off",
    approvals: true,
    delegationDepth: 16,
    ...parts,
  };
}

/** Builds what is enforced for an agent: ceiling ⊓ profile ⊓ layers; what a layer asked for in vain is reported. */
export function fromProfiles(
  policy: Policy,
  source: AgentPolicySource,
): { readonly agent: AgentPolicy; readonly violations: readonly LayerViolation[] } {
  const { profile, workspace, ceiling, layers, net, statePaths, exec, secondOpinion } = source;
  const { egressHosts = [], sandboxed = true } = source;
  const { scope, violations } = applyLayers(narrowedBy(ceiling, profileScope(policy, profile, workspace)), layers);
  const tier = (name: "A" | "B" | "C"): ScopeRequest => tierScope(policy, name, workspace);
  return {
    agent: {
      policy: policyFor(policy, { profile, workspace: [workspace] }),
      scope,
      tiers: { A: tier("A"), B: tier("B"), C: tier("C") },
      workspace,
      net,
      egressHosts: egressHosts.filter((host) => includesName(scope.hosts, host)),
      sandboxed,
      statePaths,
      exec,
      ...(secondOpinion && { secondOpinion }),
    },
    violations,
  };
}

/** A profile asks for `*` of everything; that the ceiling has less is not worth reporting. */
function narrowedBy(ceiling: Scope, profile: ScopeRequest): Scope {
  return applyLayers(ceiling, [{ name: "profile", scope: profile }]).scope;
}
