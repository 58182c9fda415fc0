import type { Json } from "../decision/index.ts";
import type { PolicySource } from "../policy/index.ts";
import type { ConfigEdit } from "./edit.ts";
import type { FirstConfig, MadeHome } from "./home.ts";
import type { LoadedConfig } from "./load.ts";

export { flushCodeCache, keepCodeCache } from "./code-cache.ts";
export type {
  AcceptedRisk,
  AgentConfig,
  ApprovalsConfig,
  Config,
  ContainersConfig,
  CronConfig,
  EgressConfig,
  ExecConfig,
  GatewayConfig,
  GatewayLimits,
  IdentityConfig,
  IncidentsConfig,
  JudgeConfig,
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
export { type HostSettings, loadHost } from "./host.ts";
export { readKeySet } from "./key-set.ts";
export { type LoadedConfig, loadConfig, parseConfig } from "./load.ts";
export { type HomePaths, homePaths } from "./paths.ts";
export { recallConfig } from "./recall.ts";
export { isRiskAccepted } from "./risk.ts";
export { secretVariables } from "./secrets.ts";

// What needs the schema library or the policy engine is loaded when it is needed, to keep a cold start cold.

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

/** Plans the change; `undefined` when the file has no such place. @throws {ConfigInvalid} when it cannot be read. */
export async function editConfig(
  file: string,
  path: readonly (string | number)[],
  value: Json,
): Promise<ConfigEdit | undefined> {
  return (await import("./edit.ts")).planEdit(file, path, value);
}
