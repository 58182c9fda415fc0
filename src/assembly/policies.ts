import { hash } from "node:crypto";
import { join } from "node:path";
import { type ExecStance, strictest } from "../approval/index.ts";
import { openSecondOpinion, type SecondOpinion } from "../command/index.ts";
import {
  type AgentConfig,
  type Config,
  type HostSettings,
  homePaths,
  isRiskAccepted,
  type LoadedConfig,
  loadHost,
  policySources,
} from "../config/index.ts";
import { canonicalJson, includesName, type Scope } from "../decision/index.ts";
import { ConfigInvalid, type ConfigProblem } from "../errors.ts";
import { openWorkspace } from "../files/index.ts";
import { installedPolicy, type NetPolicy } from "../net/index.ts";
import { type Layer, type LayerViolation, loadPolicy, type Policy, shippedGrammar } from "../policy/index.ts";
import { type AgentPolicy, ceilingScope, fromProfiles, type PolicySet } from "../provider/index.ts";
import { didYouMean } from "../suggestion.ts";

/** The policies of one generation, and what layers asked for in vain. */
export interface BuiltPolicies {
  readonly policies: PolicySet;
  readonly policy: Policy;
  /** Of configuration, policy and the host's settings together, hex: equal when nothing of them has changed. */
  readonly identity: string;
  readonly violations: readonly (LayerViolation & { readonly agent: string })[];
}

/** Builds every agent's policy. @throws {PolicyInvalid | ConfigInvalid} with everything that is wrong. */
export async function buildPolicies(
  home: string,
  loaded: LoadedConfig,
  generation: number,
  now: () => number,
): Promise<BuiltPolicies> {
  const policy = loadPolicy(await policySources(home, loaded));
  const { config } = loaded;
  const host = await loadHost(home);
  requireKnownAgents(host, config, home);
  const secondOpinion = await openShippedOpinion();
  const built = config.agents.map((agent) => ({
    id: agent.id,
    ...buildAgent(policy, agent, config, home, { exec: stanceOf(agent, host), secondOpinion }, now),
  }));
  const problems = built.flatMap(({ agent: { scope } }, index) => modelProblems(scope, index, config));
  if (problems.length > 0) throw new ConfigInvalid(sourceOf(loaded), problems);
  const agents = new Map<string, AgentPolicy>(built.map(({ id, agent }) => [id, agent]));
  const violations = built.flatMap(({ id, violations: found }) =>
    found.map((violation) => ({ ...violation, agent: id })),
  );
  const identity = hash("sha256", canonicalJson(["sallyport/policy-identity/v1", loaded.hash, policy.hash, host]));
  return { policies: { generation, agents }, policy, identity, violations };
}

let opened: Promise<SecondOpinion> | undefined;

/** The second parser of bash, loaded once in a process, in some 40 ms. */
function openShippedOpinion(): Promise<SecondOpinion> {
  opened ??= openSecondOpinion(shippedGrammar());
  return opened;
}

/** The stricter of what the configuration says about the agent and what the host says about all, and about it. */
function stanceOf({ id, exec }: AgentConfig, host: HostSettings): ExecStance {
  return strictest([exec, host.exec, host.agents[id]?.exec ?? {}]);
}

function requireKnownAgents({ agents }: HostSettings, config: Config, home: string): void {
  const ids = config.agents.map(({ id }) => id);
  const problems = Object.keys(agents)
    .filter((name) => !ids.includes(name))
    .map((name) => ({ path: `agents.${name}`, message: `there is no agent "${name}"`, fix: didYouMean(name, ids) }));
  if (problems.length > 0) throw new ConfigInvalid(homePaths(home).host, problems);
}

function buildAgent(
  policy: Policy,
  agent: AgentConfig,
  config: Config,
  home: string,
  commands: Pick<AgentPolicy, "exec" | "secondOpinion">,
  now: () => number,
): ReturnType<typeof fromProfiles> {
  const workspace = workspaceOf(agent, home);
  return fromProfiles(policy, {
    profile: agent.profile,
    workspace,
    ceiling: ceilingScope({
      roots: { read: [workspace], write: [workspace] },
      hosts: config.net.hosts,
      budgets: config.budgets,
    }),
    layers: [...layersOf(agent, config)],
    net: netPolicy(config, now),
    egressHosts: config.sandbox.egress?.hosts ?? [],
    sandboxed: config.sandbox.mode !== "off",
    statePaths: statePaths(home, config),
    ...commands,
  });
}

/** Real paths of the directories that the agents of a configuration may change. */
export function workspacesOf({ agents }: Config, home: string): readonly string[] {
  return [...agents.map((agent) => workspaceOf(agent, home)), homePaths(home).workspaces];
}

function workspaceOf(agent: AgentConfig, home: string): string {
  return openWorkspace(agent.workspace ?? join(homePaths(home).workspaces, agent.id));
}

/** What the configuration was read from, for messages. */
export function sourceOf({ source = "(defaults)" }: LoadedConfig): string {
  return source;
}

function modelProblems({ models }: Scope, index: number, { agents }: Config): readonly ConfigProblem[] {
  const { model } = agents[index] as AgentConfig;
  if (includesName(models, model)) return [];
  const message = `the scope of this agent leaves out the model "${model}"`;
  return [{ path: `agents[${index}].model`, message, fix: "choose a model of the scope, or widen the scope" }];
}

function layersOf(agent: AgentConfig, config: Config): readonly Layer[] {
  const shared = config.policy.layers.filter(({ agents }) => includesName(agents, agent.id));
  return [...shared, { name: `agent ${agent.id}`, scope: agent.scope }];
}

/** Everything in the home but the workspaces, and the skills wherever they lie; `home` is a real path. */
function statePaths(home: string, { skills: { directory } }: Config): readonly string[] {
  const { workspaces: _, ...paths } = homePaths(home);
  return [...Object.values(paths), ...(directory === undefined ? [] : [openWorkspace(directory)])];
}

/** Where an installation may reach; what is opened besides the public web is so until its day is over. */
export function netPolicy(
  { net: { hosts, dangerouslyAllowPrivate: risk } }: Config,
  now: () => number = Date.now,
): NetPolicy {
  return installedPolicy(hosts, risk?.hosts ?? [], () => risk !== undefined && isRiskAccepted(risk, now()));
}
