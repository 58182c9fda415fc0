import { createModel, type ModelClient, type ModelSettings, type OpenUpstream } from "../agent/index.ts";
import type { Config, Environment, ModelConfig } from "../config/index.ts";
import { ModelKeyMissing } from "../errors.ts";

/** What the clients of models are made from. */
export interface ModelSurroundings {
  readonly config: Pick<Config, "models">;
  readonly environment: Environment;
  readonly open?: OpenUpstream | undefined;
}

/**
 * The configured models by name, each opened when it is first called for, and once for all agents.
 * @throws {ModelKeyMissing | ModelFailed} from the call that opens it.
 */
export function openModels({ config, environment, open }: ModelSurroundings): (name: string) => ModelClient {
  const opened = new Map<string, ModelClient>();
  return (name) => {
    const client = opened.get(name) ?? createModel(withKey(config.models[name] as ModelConfig, environment), open);
    opened.set(name, client);
    return client;
  };
}

/** The key is read at the last moment, from the variable that the configuration names. */
function withKey(settings: ModelConfig, environment: Environment): ModelSettings {
  if (settings.type !== "openai") return settings;
  const { apiKeyEnv, ...rest } = settings;
  if (apiKeyEnv === undefined) return rest;
  const apiKey = environment.variable(apiKeyEnv);
  if (apiKey !== undefined) return { ...rest, apiKey };
  throw new ModelKeyMissing(`the environment variable ${apiKeyEnv} is not set`, {
    fix: `set ${apiKeyEnv} to the API key of the model`,
  });
}
