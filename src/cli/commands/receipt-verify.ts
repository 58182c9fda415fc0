import { verifyReceipt } from "../../audit/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { readInput } from "../input.ts";
import { printable } from "../printable.ts";

/** `sallyport receipt verify` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const [file = ""] = invocation.arguments;
  const key = invocation.text("key");
  if (key === undefined) {
    throw new UsageInvalid("a receipt is checked with the public key of its log", { fix: "give it with --key VKEY" });
  }
  const { ok, what, index, record } = verifyReceipt(await readInput(file), key);
  const verdict = ok ? output.style("green", "ok") : output.style("red", "FAILED");
  const text = `${verdict}  ${what}${record === undefined ? "" : `\n${printable(record)}`}`;
  output.result({ ok, what, ...(index !== undefined && { index }), ...(record !== undefined && { record }) }, text);
  return ok ? 0 : 1;
}
