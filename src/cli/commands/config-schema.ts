import { configSchema } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport config schema` */
export async function run({ output }: Invocation): Promise<ExitCode> {
  const schema = (await configSchema()) as Json;
  output.result(schema, JSON.stringify(schema, null, 2));
  return 0;
}
