import { rootOf } from "../decision/index.ts";
import { ProviderUnavailable } from "../errors.ts";
import { type ChainLevel, chainOf, namesIn, type ProviderLevels } from "./chain.ts";
import type { ProviderRegistry, ProviderServices, ProviderSettings } from "./registry.ts";
import { type Availability, type SecurityProvider, seamVersion } from "./seam.ts";

/** Who speaks for whom, and how the providers that are named there are made. */
export interface ProviderChoices extends ProviderLevels {
  /** Providers by the name under which they are selected; any other name is an implementation without settings. */
  readonly described?: Readonly<Record<string, ProviderSettings>>;
}

/** What every provider is built from, and what each raises findings by. */
export interface SharedServices extends Omit<ProviderServices, "name" | "raise" | "lifecycle"> {
  readonly raiseAs: (provider: string) => ProviderServices["raise"];
  readonly lifecycleAs: (provider: string) => ProviderServices["lifecycle"];
}

/** A provider that speaks for an agent, the actions it owns, and the level that named it. */
export interface SelectedProvider {
  readonly provider: SecurityProvider;
  readonly owns: readonly string[];
  readonly level: ChainLevel;
}

/** Builds each selected provider once and asks whether it can work. */
export class ProviderSelection {
  readonly #providers: ReadonlyMap<string, SecurityProvider>;
  readonly #choices: ProviderChoices;

  private constructor(providers: ReadonlyMap<string, SecurityProvider>, choices: ProviderChoices) {
    this.#providers = providers;
    this.#choices = choices;
  }

  /**
   * @throws {ProviderUnknown | ProviderSettingsInvalid | ProviderUnavailable} INVARIANT: a selection that cannot be
   * honoured refuses to start, and lets go of what was already opened.
   */
  static async open(
    choices: ProviderChoices,
    registry: ProviderRegistry,
    { raiseAs, lifecycleAs, ...services }: SharedServices,
  ): Promise<ProviderSelection> {
    const { described = {} } = choices;
    const providers = new Map<string, SecurityProvider>();
    try {
      for (const name of new Set(["default", ...namesIn(choices), ...Object.keys(described)])) {
        const provider = await registry.create(name, described, {
          ...services,
          raise: raiseAs(name),
          lifecycle: lifecycleAs(name),
        });
        providers.set(name, provider);
        await requireUsable(name, provider);
      }
    } catch (error) {
      await Promise.allSettled([...providers.values()].map((provider) => provider.close?.()));
      throw error;
    }
    return new ProviderSelection(providers, choices);
  }

  /** The providers besides the default one that speak for the agent when it acts for the principal. */
  chain(agent: string, principal: string): readonly SelectedProvider[] {
    return chainOf(this.#choices, agent, principal)
      .filter(({ name }) => name !== "default")
      .map(({ name, owns, level }) => ({ provider: this.#providers.get(name) as SecurityProvider, owns, level }));
  }

  /** Who answers a finding: the default provider, and whoever speaks for the agent, for whichever principal. */
  respondersFor(agent: string): readonly SecurityProvider[] {
    const principals = Object.keys(this.#choices.agents[rootOf(agent)]?.byPrincipal ?? {});
    const links = ["", ...principals].flatMap((principal) => this.chain(agent, principal));
    return [...new Set([this.default, ...links.map(({ provider }) => provider)])];
  }

  /** The implementation that a provider is one of. */
  kindOf(name: string): string {
    return this.#choices.described?.[name]?.kind ?? name;
  }

  get default(): SecurityProvider {
    return this.#providers.get("default") as SecurityProvider;
  }

  get all(): readonly SecurityProvider[] {
    return [...this.#providers.values()];
  }
}

async function requireUsable(name: string, provider: SecurityProvider): Promise<void> {
  if (provider.seam !== seamVersion) {
    throw new ProviderUnavailable(
      `the security provider "${name}" speaks version ${provider.seam} of the provider interface, not ${seamVersion}`,
      { fix: "install a version of the provider made for this Sallyport" },
    );
  }
  if (provider.name !== name) {
    throw new ProviderUnavailable(`the security provider "${name}" calls itself "${provider.name}"`, {
      fix: "let it take the name it is registered under",
    });
  }
  const availability = await askAvailability(provider);
  if (!availability.available) {
    throw new ProviderUnavailable(`the security provider "${name}" is unavailable: ${availability.reason}`, {
      fix: availability.fix,
    });
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
