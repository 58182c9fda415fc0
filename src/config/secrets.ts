import type { Config } from "./config.ts";

/** Names of the environment variables whose values no output may show: the keys of models, and what `dlp.secrets` names. */
export function secretVariables({ models, dlp }: Config): readonly string[] {
  const keys = Object.values(models).flatMap((model) =>
    model.type === "openai" && model.apiKeyEnv !== undefined ? [model.apiKeyEnv] : [],
  );
  return [...new Set([...keys, ...dlp.secrets])];
}
