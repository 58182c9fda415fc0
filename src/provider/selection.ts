import { ProviderUnavailable } from "../errors.ts";
import type { ProviderRegistry, ProviderServices } from "./registry.ts";
import { type Availability, type SecurityProvider, seamVersion } from "./seam.ts";

/** Which provider speaks for an agent, and for some of its principals another; `owns` lists actions it decides alone. */
export interface ProviderChoice {
  readonly provider: string;
  readonly owns?: readonly string[];
}

/** The choice for one agent, and those principals that have one of their own. */
export interface AgentProviders extends ProviderChoice {
  readonly byPrincipal?: Readonly<Record<string, ProviderChoice>>;
}

/** Builds each selected provider once and asks whether it can work. */
export class ProviderSelection {
  readonly #providers: ReadonlyMap<string, SecurityProvider>;
  readonly #agents: Readonly<Record<string, AgentProviders>>;

  private constructor(
    providers: ReadonlyMap<string, SecurityProvider>,
    agents: Readonly<Record<string, AgentProviders>>,
  ) {
    this.#providers = providers;
    this.#agents = agents;
  }

  /**
   * @throws {ProviderUnknown | ProviderUnavailable} INVARIANT: a selection that cannot be honoured refuses to start.
   */
  static async open(
    agents: Readonly<Record<string, AgentProviders>>,
    registry: ProviderRegistry,
    services: ProviderServices,
  ): Promise<ProviderSelection> {
    const names = new Set(["default", ...Object.values(agents).flatMap(chosenNames)]);
    const providers = new Map<string, SecurityProvider>();
    for (const name of names) {
      const provider = registry.entry(name).create(services);
      if (provider.seam !== seamVersion) {
        throw new ProviderUnavailable(
          `the security provider "${name}" speaks version ${provider.seam} of the provider interface, not ${seamVersion}`,
          { fix: "install a version of the provider made for this Sallyport" },
        );
      }
      const availability = await askAvailability(provider);
      if (!availability.available) {
        throw new ProviderUnavailable(`the security provider "${name}" is unavailable: ${availability.reason}`, {
          fix: availability.fix,
        });
      }
      providers.set(name, provider);
    }
    return new ProviderSelection(providers, agents);
  }

  /** The provider of the agent for the principal; the principal's own choice wins. */
  choose(agent: string, principal: string): { readonly provider: SecurityProvider; readonly owns: readonly string[] } {
    const forAgent = this.#agents[agent] ?? { provider: "default" };
    const byPrincipal = forAgent.byPrincipal ?? {};
    const choice = Object.hasOwn(byPrincipal, principal) ? (byPrincipal[principal] as ProviderChoice) : forAgent;
    return { provider: this.#providers.get(choice.provider) as SecurityProvider, owns: choice.owns ?? [] };
  }

  get default(): SecurityProvider {
    return this.#providers.get("default") as SecurityProvider;
  }

  get all(): readonly SecurityProvider[] {
    return [...this.#providers.values()];
  }
}

/** The provider's own word on whether it can work; a failure to answer is a no. */
export async function askAvailability(provider: SecurityProvider): Promise<Availability> {
  try {
    return await provider.availability();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { available: false, reason, fix: `see why the provider "${provider.name}" cannot say whether it works` };
  }
}

function chosenNames(agent: AgentProviders): readonly string[] {
  return [agent.provider, ...Object.values(agent.byPrincipal ?? {}).map((choice) => choice.provider)];
}
