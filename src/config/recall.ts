import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readOwnText } from "../own-text.ts";
import type { Config } from "./config.ts";
import { type LoadedConfig, loaded, parseConfig } from "./load.ts";
import { homePaths } from "./paths.ts";
import { acceptedRisks } from "./risk.ts";

/** What was made of a text the last time, and of which text. */
interface Recalled {
  readonly key: string;
  readonly config: Config;
}

/**
 * The same as `loadConfig`, without interpreting a text again that was found good before: for a command that only looks
 * and should be quick about it. What is kept lies in the home, which nobody else may write to.
 * @throws {ConfigInvalid} with every problem there is.
 */
export async function recallConfig(home: string, version: string): Promise<LoadedConfig> {
  const { config: source, configCache } = homePaths(home);
  const text = await readOwnText(source);
  if (text === undefined) return loaded(undefined);
  const key = createHash("sha256").update(`sallyport/config-cache/v1\0${version}\0${text}`).digest("hex");
  const kept = await readKept(configCache);
  if (kept?.key === key) return { ...loaded(kept.config), source };
  const fresh = await parseConfig(text, source);
  // INVARIANT: what is only accepted until a date is judged again each time.
  if (acceptedRisks(fresh.config).length === 0) keep(configCache, { key, config: fresh.config });
  return { ...fresh, source };
}

/** Something unreadable is as good as nothing. */
async function readKept(path: string): Promise<Recalled | undefined> {
  try {
    return JSON.parse((await readOwnText(path)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** Not being able to keep it costs time and nothing else. */
function keep(path: string, recalled: Recalled): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(recalled), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // A home on a read-only disk, for one.
  }
}
