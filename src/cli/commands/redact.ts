import { once } from "node:events";
import { recallConfig, secretVariables } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { configuredRedactor, paced, RedactingBytes } from "../../dlp/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { redactLines } from "../redact-lines.ts";
import { version } from "../version.ts";

/** `sallyport redact`: takes the secrets out of what comes on stdin, as it comes. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const { config } = await recallConfig(environment.home, version);
  const redactor = configuredRedactor(config.dlp, secretVariables(config), environment.variable);
  if (invocation.flag("stdin-jsonl")) return redactLines(process.stdin, redactor, output);
  const bytes = new RedactingBytes(redactor.stream());
  const stream = paced(bytes, { emit: (text) => output.json || process.stdout.write(text) });
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    stream.push(chunk);
    if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  }
  stream.end();
  const spans = bytes.findings.map(({ start, end, family, fingerprint, verified }) => ({
    ...{ start, end, family, fingerprint, verified },
  }));
  if (output.json) output.line({ spans } as unknown as Json);
  // A filter that did its work succeeded, whatever it found.
  return 0;
}
