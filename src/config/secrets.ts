import type { Config } from "./config.ts";

/**
 * Names of the environment variables whose values no output may show: the keys of models, of the judge's too, what
 * security providers are given, and what `dlp.secrets` names.
 */
export function secretVariables({ models, judge, security, dlp }: Config): readonly string[] {
  const keys = Object.values(models).flatMap((model) => (model.type === "openai" ? (model.apiKeyEnv ?? []) : []));
  const given = Object.values(security.providers).flatMap(({ tokenEnv, environment }) =>
    [tokenEnv, environment].flat().filter((name) => typeof name === "string"),
  );
  return [...new Set([...keys, ...(judge.model?.apiKeyEnv ? [judge.model.apiKeyEnv] : []), ...given, ...dlp.secrets])];
}
