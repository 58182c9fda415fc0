import type { z } from "zod";
import type { JsonObject } from "../decision/index.ts";
import { ProviderUnknown } from "../errors.ts";
import type { UsableSandbox } from "../sandbox/index.ts";
import type { AuthzenSettings } from "./authzen/settings.ts";
import type { CedarSettings } from "./cedar/settings.ts";
import { createDefaultProvider, type DefaultProviderServices } from "./default.ts";
import type { ModuleSettings } from "./module/settings.ts";
import type { OpaSettings } from "./opa/settings.ts";
import type { ProcessSettings } from "./process/settings.ts";
import type { SecurityProvider } from "./seam.ts";
import { checkedSettings } from "./settings.ts";

/** What a provider may be built from; the runtime owns all of it. */
export interface ProviderServices extends DefaultProviderServices {
  /** The name under which this provider is selected; it must call itself so. */
  readonly name: string;
  /** Absolute directory that relative paths of the settings start from. */
  readonly directory: string;
  /** The value of an environment variable that a setting names, such as that of a token. */
  readonly variable: (name: string) => string | undefined;
  readonly now: () => number;
  /** Where a process of the provider's runs; `undefined` while no sandbox holds. */
  readonly sandbox: () => Promise<UsableSandbox | undefined>;
  /** Real paths of the directories that agents may change: nothing of a provider's lies there. */
  readonly workspaces: readonly string[];
  /** Puts on record what became of a part of the provider. */
  readonly lifecycle: (event: string, details?: JsonObject) => void;
}

/** One implementation: a sentence for people, what it can be told, and how to build it. */
export interface ProviderEntry {
  readonly summary: string;
  /** The form of its settings, loaded when they are read; absent, it takes none. */
  readonly settings?: () => Promise<z.ZodType>;
  /** Builds a provider from settings that have this form. */
  create(services: ProviderServices, settings?: unknown): SecurityProvider | Promise<SecurityProvider>;
}

/** One provider as the configuration describes it: an implementation, and what that is told. */
export interface ProviderSettings {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** The providers that ship with Sallyport: the one list, which every surface reads through `security.providers.list`. */
export const builtInProviders: {
  readonly [name in "default" | "process" | "module" | "cedar" | "opa" | "authzen"]: ProviderEntry;
} = {
  default: {
    summary: "Rules, profiles, command analysis, path and address guards; decides locally, needs nothing.",
    create: createDefaultProvider,
  },
  process: {
    summary: "Any program, in any language, that speaks JSON-RPC on its standard streams; runs in the sandbox.",
    settings: async () => (await import("./process/settings.ts")).processSettings,
    create: async (services, settings) =>
      (await import("./process/process-provider.ts")).createProcessProvider(services, settings as ProcessSettings),
  },
  module: {
    summary: "An npm package, pinned to its bytes; runs in the gateway's own process and is trusted like it.",
    settings: async () => (await import("./module/settings.ts")).moduleSettings,
    create: async (services, settings) =>
      (await import("./module/module-provider.ts")).createModuleProvider(services, settings as ModuleSettings),
  },
  cedar: {
    summary: "Policies in Cedar, checked against a schema of Sallyport's requests and read again when they change.",
    settings: async () => (await import("./cedar/settings.ts")).cedarSettings,
    create: async (services, settings) =>
      (await import("./cedar/cedar.ts")).openCedarProvider(services, settings as CedarSettings),
  },
  opa: {
    summary: "An Open Policy Agent, asked by its data API.",
    settings: async () => (await import("./opa/settings.ts")).opaSettings,
    create: async (services, settings) =>
      (await import("./opa/opa.ts")).openOpaProvider(services, settings as OpaSettings),
  },
  authzen: {
    summary: "Any decision point that speaks the OpenID Authorization API (AuthZEN).",
    settings: async () => (await import("./authzen/settings.ts")).authzenSettings,
    create: async (services, settings) =>
      (await import("./authzen/authzen.ts")).openAuthzenProvider(services, settings as AuthzenSettings),
  },
};

/** The implementations one runtime can select from: the built-in ones and those its embedder registered. */
export class ProviderRegistry {
  readonly #entries: ReadonlyMap<string, ProviderEntry>;

  constructor(registered: Readonly<Record<string, ProviderEntry>> = {}) {
    this.#entries = new Map(Object.entries<ProviderEntry>({ ...registered, ...builtInProviders }));
  }

  /** Names and summaries, in the order of registration. */
  list(): readonly { readonly name: string; readonly summary: string }[] {
    return [...this.#entries].map(([name, { summary }]) => ({ name, summary }));
  }

  /** @throws {ProviderUnknown} when no entry has the name; `others` are names that would also do. */
  entry(name: string, others: readonly string[] = []): ProviderEntry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const known = [...others, ...this.#entries.keys()].join(", ");
    throw new ProviderUnknown(`there is no security provider "${name}"`, { fix: `choose one of: ${known}` });
  }

  /**
   * Builds the provider that `described` has under the name, or the implementation of that name.
   * @throws {ProviderUnknown | ProviderSettingsInvalid | ProviderUnavailable}
   */
  async create(
    name: string,
    described: Readonly<Record<string, ProviderSettings>>,
    services: Omit<ProviderServices, "name">,
  ): Promise<SecurityProvider> {
    const { kind, ...given } = Object.hasOwn(described, name) ? (described[name] as ProviderSettings) : { kind: name };
    const entry = this.entry(kind, Object.keys(described));
    return entry.create({ ...services, name }, await checkedSettings(name, entry, given));
  }
}
