import { loadConfig, policySources } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { PolicyInvalid } from "../../errors.ts";
import { loadPolicy } from "../../policy/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport policy validate` */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const sources = await policySources(environment.home, await loadConfig(environment.home));
  try {
    const { hash, rules } = loadPolicy(sources, { proveProfiles: true });
    const text = `${rules.length} rules and the profiles of programs, each as its examples say (${hash.slice(0, 12)})`;
    output.result({ valid: true, rules: rules.length, hash, problems: [] }, text);
    return 0;
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    output.result({ valid: false, problems: error.problems as unknown as Json }, error.message);
    return 1;
  }
}
