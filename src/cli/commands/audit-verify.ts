import { verifyLog } from "../../audit/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { logDirectory } from "../log-options.ts";
import { printable } from "../printable.ts";

/** `sallyport audit verify` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const vkey = invocation.text("key");
  const { ok, records, signed, root, unfinished, problem } = await verifyLog(await logDirectory(invocation), {
    ...(vkey !== undefined && { vkey }),
    onProgress: (count) => output.progress(`${count} records …`),
  });
  const trusted = vkey === undefined ? "checked with the key beside the log" : "checked with the key you gave";
  const behind = records - signed;
  const covered =
    behind === 0 ? "all under a signed checkpoint" : `${behind} of them written since the signed checkpoint`;
  const text = ok
    ? `${output.style("green", "ok")}  ${records} records, chain and tree intact, ${covered} (${trusted})`
    : `${output.style("red", "FAILED")}  at record ${problem?.index}: ${printable(problem?.what ?? "")}`;
  output.result({ ok, records, signed, root, unfinished, ...(problem && { problem: { ...problem } }) }, text);
  return ok ? 0 : 1;
}
