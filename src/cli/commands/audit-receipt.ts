import { receipt } from "../../audit/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { logDirectory } from "../log-options.ts";

/** `sallyport audit receipt` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const [word = ""] = invocation.arguments;
  if (!/^\d{1,15}$/.test(word)) throw new UsageInvalid("a record is named by its index", { fix: "see audit query" });
  const text = await receipt(await logDirectory(invocation), Number(word));
  invocation.output.result({ index: Number(word), receipt: text }, text.trimEnd());
  return 0;
}
