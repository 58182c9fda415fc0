import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../decision/index.ts";
import { readOwnText } from "../own-text.ts";
import type { Config } from "./config.ts";
import { defaults } from "./defaults.ts";
import { homePaths } from "./paths.ts";

/** A configuration in force, and what identifies it in the log. */
export interface LoadedConfig {
  readonly config: Config;
  /** SHA-256 (hex) over the canonical JSON of the effective configuration, domain-separated. */
  readonly hash: string;
  /** The file it was read from; absent when there is none and the defaults hold. */
  readonly source?: string;
}

/** Reads `config.json5` in `home`; no file means the defaults. @throws {ConfigInvalid} with every problem there is. */
export async function loadConfig(home: string, now: number = Date.now()): Promise<LoadedConfig> {
  const source = homePaths(home).config;
  const text = await readOwnText(source);
  return text === undefined ? loaded(undefined) : { ...(await parseConfig(text, source, now)), source };
}

/** Interprets a configuration given as text. @throws {ConfigInvalid} with every problem there is. */
export async function parseConfig(text: string, source = "config", now: number = Date.now()): Promise<LoadedConfig> {
  // The schema library costs a third of a cold start, and is loaded when there is something to judge.
  const { interpret } = await import("./interpret.ts");
  return loaded(interpret(text, source, now));
}

/** A configuration with its hash; without one, the defaults. */
export function loaded(config: Config = defaults): LoadedConfig {
  const canonical = canonicalJson(config as unknown as Json);
  return { config, hash: createHash("sha256").update("sallyport/config/v1\0").update(canonical).digest("hex") };
}
