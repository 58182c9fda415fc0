import { setTimeout as sleep } from "node:timers/promises";
import { ProviderUnavailable, SallyportError } from "../../errors.ts";
import type { ProviderEntry, ProviderServices } from "../registry.ts";
import type { SecurityProvider } from "../seam.ts";
import { checkedSettings } from "../settings.ts";
import { freeze } from "./frozen.ts";
import { loadFrom } from "./load.ts";
import type { ModuleSettings } from "./settings.ts";

/** Milliseconds in which the package must be loaded, and its provider made. */
const patience = 10_000;
const members = ["availability", "decide", "report", "respond"] as const;

/**
 * Makes the provider of an npm package that is what it was pinned to. It runs in this process and is trusted like it.
 * @throws {ProviderNotPinned | ProviderUnavailable | ProviderSettingsInvalid}
 */
export async function createModuleProvider(
  services: ProviderServices,
  settings: ModuleSettings,
): Promise<SecurityProvider> {
  const { directory, door } = await freeze(services, settings);
  const { package: name, export: exported, options } = settings;
  const made = await inTime(name, async () => {
    const { load } = (await loadFrom(directory, door)) as { load(): Promise<Readonly<Record<string, unknown>>> };
    const entry = (await load())[exported];
    if (!isEntry(entry)) throw unusable(name, `exports no entry of a provider as ${exported}`);
    return entry.create(services, await checkedSettings(`${services.name}.options`, entry, options));
  });
  if (!isProvider(made)) throw unusable(name, "makes something that is no provider");
  return made;
}

async function inTime<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
  const made = new AbortController();
  const late = sleep(patience, undefined, { signal: made.signal }).then(() => {
    throw unusable(name, `was not loaded within ${patience / 1_000} s`);
  });
  try {
    return await Promise.race([make(), late]);
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw unusable(name, `could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  } finally {
    made.abort();
    late.catch(() => {});
  }
}

function unusable(name: string, what: string, cause?: unknown): ProviderUnavailable {
  return new ProviderUnavailable(`the package "${name}" ${what}`, {
    fix: "see docs/guide/module-providers.md for what it must export",
    cause,
  });
}

function isEntry(value: unknown): value is ProviderEntry {
  return typeof (Object(value) as { create?: unknown }).create === "function";
}

function isProvider(value: unknown): value is SecurityProvider {
  return members.every((member) => typeof (Object(value) as Record<string, unknown>)[member] === "function");
}
