import { ProviderUnknown } from "../errors.ts";
import { createDefaultProvider, type DefaultProviderServices } from "./default.ts";
import type { SecurityProvider } from "./seam.ts";

/** What a provider may be built from; the runtime owns all of it. */
export type ProviderServices = DefaultProviderServices;

/** One entry of the registry: a sentence for people, and how to build it. */
export interface ProviderEntry {
  readonly summary: string;
  create(services: ProviderServices): SecurityProvider;
}

/** The providers that ship with Sallyport: the one list, which every surface reads through `security.providers.list`. */
export const builtInProviders: { readonly default: ProviderEntry } = {
  default: {
    summary: "Rules, profiles, command analysis, path and address guards; decides locally, needs nothing.",
    create: createDefaultProvider,
  },
};

/** The providers one runtime can select from: the built-in ones and those its embedder registered. */
export class ProviderRegistry {
  readonly #entries: ReadonlyMap<string, ProviderEntry>;

  constructor(registered: Readonly<Record<string, ProviderEntry>> = {}) {
    this.#entries = new Map(Object.entries<ProviderEntry>({ ...registered, ...builtInProviders }));
  }

  /** Names and summaries, in the order of registration. */
  list(): readonly { readonly name: string; readonly summary: string }[] {
    return [...this.#entries].map(([name, { summary }]) => ({ name, summary }));
  }

  /** @throws {ProviderUnknown} when no entry has the name. */
  entry(name: string): ProviderEntry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const known = [...this.#entries.keys()].join(", ");
    throw new ProviderUnknown(`there is no security provider "${name}"`, { fix: `choose one of: ${known}` });
  }
}
