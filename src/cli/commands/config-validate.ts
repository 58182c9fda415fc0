import { loadConfig, loadHost } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { ConfigInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport config validate` */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  try {
    const { hash, source = null } = await loadConfig(environment.home);
    await loadHost(environment.home);
    const text = source === null ? "no configuration file; the defaults are in force" : `${source} is valid`;
    output.result({ valid: true, source, hash, problems: [] }, `${text} (${hash.slice(0, 12)})`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    output.result({ valid: false, problems: error.problems as unknown as Json }, error.message);
    return 1;
  }
}
