import { readOwnText } from "../own-text.ts";
import type { ExecConfig } from "./config.ts";
import { homePaths } from "./paths.ts";

/** What the operator of the host says about commands, whatever the configuration of the agents says. */
export interface HostSettings {
  readonly exec: Partial<ExecConfig>;
  /** On top of that, by agent. */
  readonly agents: Readonly<Record<string, { readonly exec: Partial<ExecConfig> }>>;
}

/**
 * Reads `host.json5` of a home; without one, nothing is said.
 * @throws {ConfigInvalid} INVARIANT: what cannot be read or trusted is not taken for nothing.
 */
export async function loadHost(home: string): Promise<HostSettings> {
  const { host } = homePaths(home);
  const text = await readOwnText(host);
  if (text === undefined) return { exec: {}, agents: {} };
  return (await import("./host-schema.ts")).interpretHost(text, host);
}
