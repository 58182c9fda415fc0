import type { ChainLevel } from "./chain.ts";
import type { ProviderStatus, SecurityRuntime } from "./runtime.ts";

/** One provider that speaks for an agent, and why it does. */
export interface ExplainedLink extends Pick<ProviderStatus, "name" | "kind" | "state" | "available"> {
  /** Where it was named; `always` is the default provider, whom nobody needs to name. */
  readonly level: ChainLevel | "always";
  /** Actions that it decides in the default provider's place. */
  readonly owns: readonly string[];
}

/** Who decides for an agent acting for a principal. */
export interface ProviderExplanation {
  readonly agent: string;
  readonly principal: string;
  readonly chain: readonly ExplainedLink[];
}

/** Tells the chain of an agent for a principal, the default provider first. */
export async function explainProviders(
  runtime: SecurityRuntime,
  agent: string,
  principal: string,
): Promise<ProviderExplanation> {
  const status = await runtime.status();
  const links = [
    { name: "default", level: "always" as const, owns: [] },
    ...runtime.chainFor(agent, principal).map(({ provider, ...link }) => ({ name: provider.name, ...link })),
  ];
  const chain = links.flatMap(({ name, level, owns }) =>
    status
      .filter((each) => each.name === name)
      .map(({ kind, state, available }) => ({ name, kind, state, available, level, owns })),
  );
  return { agent, principal, chain };
}
