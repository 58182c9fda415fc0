import { loadConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport config show` */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const { config, hash, source = null } = await loadConfig(environment.home);
  const json = config as unknown as Json;
  const heading = `// ${source ?? "no configuration file; these are the defaults"}\n// sha256 ${hash}`;
  output.result({ source, hash, config: json }, `${heading}\n${JSON.stringify(json, null, 2)}`);
  return 0;
}
