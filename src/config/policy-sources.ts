import { resolve } from "node:path";
import { ConfigInvalid } from "../errors.ts";
import { readOwnText } from "../own-text.ts";
import { type PolicySource, shippedPolicies } from "../policy/index.ts";
import type { LoadedConfig } from "./load.ts";

/**
 * What the policy in force is loaded from: the shipped rules, the files that the configuration names (beside it unless
 * absolute), and the rules that stand in it. @throws {ConfigInvalid} when a file is missing or may not be trusted.
 */
export async function readPolicySources(home: string, loaded: LoadedConfig): Promise<readonly PolicySource[]> {
  const { files, rules } = loaded.config.policy;
  const own: PolicySource[] = [];
  for (const [index, name] of files.entries()) {
    const file = resolve(home, name);
    const text = await readOwnText(file);
    if (text === undefined) {
      const problem = { path: `policy.files[${index}]`, message: `there is no file ${file}`, fix: "correct the path" };
      throw new ConfigInvalid(loaded.source ?? "config", [problem]);
    }
    own.push({ file, text });
  }
  if (rules.length > 0) own.push({ file: loaded.source ?? "config", rules });
  return [...shippedPolicies(), ...own];
}
