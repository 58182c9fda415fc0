import { ModelKeyMissing } from "../errors.ts";
import type { JudgeModelSettings } from "./model/open.ts";
import type { JudgeSettings } from "./open.ts";

/** The judge as a configuration has it: the key of the model is in a variable of the environment. */
export interface ConfiguredJudge extends Omit<JudgeSettings, "model"> {
  readonly model?: Omit<JudgeModelSettings, "apiKey"> & { readonly apiKeyEnv?: string };
}

/** The settings of a configured judge, with the key from the variable that is named. @throws {ModelKeyMissing} */
export function judgeSettings(
  { model, ...settings }: ConfiguredJudge,
  variable: (name: string) => string | undefined,
): JudgeSettings {
  if (model === undefined) return settings;
  const { apiKeyEnv, ...rest } = model;
  if (apiKeyEnv === undefined) return { ...settings, model: rest };
  const apiKey = variable(apiKeyEnv);
  if (apiKey !== undefined) return { ...settings, model: { ...rest, apiKey } };
  throw new ModelKeyMissing(`the environment variable ${apiKeyEnv} is not set`, {
    fix: `set ${apiKeyEnv} to the key of the judge's model`,
  });
}
