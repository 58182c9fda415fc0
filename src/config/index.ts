import type { PolicySource } from "../policy/index.ts";
import type { FirstConfig, MadeHome } from "./home.ts";
import type { LoadedConfig } from "./load.ts";

export { keepCodeCache } from "./code-cache.ts";
export type {
  AcceptedRisk,
  AgentConfig,
  ApprovalsConfig,
  Config,
  GatewayConfig,
  GatewayLimits,
  LoggingConfig,
  ModelConfig,
  NetConfig,
  PolicyConfig,
  PolicyLayer,
  SandboxConfig,
  SandboxLimits,
} from "./config.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export type { FirstConfig, MadeHome } from "./home.ts";
export type { LoadedConfig } from "./load.ts";
export { type HomePaths, homePaths } from "./paths.ts";
export { isRiskAccepted } from "./risk.ts";

// The schema library costs a third of a cold start; what needs it is loaded when it is needed.

/** Reads `config.json5` in `home`; no file means the defaults. @throws {ConfigInvalid} with every problem there is. */
export async function loadConfig(home: string, now: number = Date.now()): Promise<LoadedConfig> {
  return (await import("./load.ts")).readConfig(home, now);
}

/** Interprets a configuration given as text. @throws {ConfigInvalid} with every problem there is. */
export async function parseConfig(text: string, source = "config", now: number = Date.now()): Promise<LoadedConfig> {
  return (await import("./load.ts")).interpret(text, source, now);
}

/** What the policy in force is loaded from. @throws {ConfigInvalid} when a file is missing or may not be trusted. */
export async function policySources(home: string, loaded: LoadedConfig): Promise<readonly PolicySource[]> {
  return (await import("./policy-sources.ts")).readPolicySources(home, loaded);
}

/** The JSON Schema (2020-12) of `config.json5`, for editors. */
export async function configSchema(): Promise<Record<string, unknown>> {
  return (await import("./schema.ts")).configJsonSchema();
}

/** Makes the home with a first configuration; what lies there already is left alone. */
export async function createHome(home: string, first: FirstConfig): Promise<MadeHome> {
  return (await import("./home.ts")).makeHome(home, first);
}
