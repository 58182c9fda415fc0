import { rootOf } from "../decision/index.ts";

/** One provider in a chain, and the actions that it decides in the default decider's place. */
export interface ProviderLink {
  readonly name: string;
  readonly owns: readonly string[];
}

/** Providers whose opinions are met; the link called `inherited` stands for the chain of the level above. */
export type ProviderChain = readonly ProviderLink[];

/** Who speaks for one agent: nothing here means what the installation says. */
export interface AgentProviders {
  readonly chain?: ProviderChain;
  /** Principals for which the agent has another chain. */
  readonly byPrincipal?: Readonly<Record<string, ProviderChain>>;
}

/** Who speaks for whom, on the three levels. */
export interface ProviderLevels {
  readonly installation: ProviderChain;
  readonly agents: Readonly<Record<string, AgentProviders>>;
}

/** Where a link of a resolved chain was written. */
export type ChainLevel = "installation" | "agent" | "principal";

/** A link of the chain in force. */
export interface ResolvedLink extends ProviderLink {
  readonly level: ChainLevel;
}

/** The name that stands for the chain of the level above. */
export const inherited = "inherited";

/**
 * The chain of an agent for a principal: the principal's, else the agent's, else the installation's. A child, whose id
 * begins with its parent's, has its parent's.
 */
export function chainOf(
  { installation, agents }: ProviderLevels,
  agent: string,
  principal: string,
): readonly ResolvedLink[] {
  const root = rootOf(agent);
  const { chain, byPrincipal = {} } = Object.hasOwn(agents, root) ? (agents[root] as AgentProviders) : {};
  const own = Object.hasOwn(byPrincipal, principal) ? byPrincipal[principal] : undefined;
  const ofInstallation = resolve(installation, [], "installation");
  const ofAgent = chain === undefined ? ofInstallation : resolve(chain, ofInstallation, "agent");
  return own === undefined ? ofAgent : resolve(own, ofAgent, "principal");
}

/** Every provider that some chain names. */
export function namesIn({ installation, agents }: ProviderLevels): ReadonlySet<string> {
  const chains = Object.values(agents).flatMap(({ chain = [], byPrincipal = {} }) => [
    chain,
    ...Object.values(byPrincipal),
  ]);
  const names = [installation, ...chains].flat().map(({ name }) => name);
  return new Set(names.filter((name) => name !== inherited));
}

/** Puts the chain above in the place of `inherited`; a provider named twice is one link that owns what both do. */
function resolve(chain: ProviderChain, above: readonly ResolvedLink[], level: ChainLevel): readonly ResolvedLink[] {
  const links = new Map<string, ResolvedLink>();
  for (const link of chain.flatMap((each) => (each.name === inherited ? above : [{ ...each, level }]))) {
    const before = links.get(link.name);
    links.set(
      link.name,
      before === undefined ? link : { ...before, owns: [...new Set([...before.owns, ...link.owns])] },
    );
  }
  return [...links.values()];
}
