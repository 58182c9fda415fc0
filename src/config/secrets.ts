import type { Config } from "./config.ts";

/** Names of the environment variables whose values no output may show: the keys of models, of the judge's too, and what `dlp.secrets` names. */
export function secretVariables({ models, judge, dlp }: Config): readonly string[] {
  const keys = Object.values(models).flatMap((model) =>
    model.type === "openai" && model.apiKeyEnv !== undefined ? [model.apiKeyEnv] : [],
  );
  const judging = judge.model?.apiKeyEnv ?? [];
  return [...new Set([...keys.concat(judging), ...dlp.secrets])];
}
