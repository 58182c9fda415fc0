import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { RunResult } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { runInSandbox } from "../sandboxed.ts";

/** As `timeout` and `env` have it: the command's own status lies below. */
const [timeIsUp, notRun, cancelled, killed] = [124, 125, 130, 137];

/** `sallyport sandbox run`: runs one command of the operator's own in a verified sandbox. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  try {
    const result = output.json
      ? await runInSandbox(invocation, { argv: invocation.arguments })
      : await watched(invocation);
    if (output.json) output.result(result as unknown as Json, "");
    return statusOf(result);
  } catch (error) {
    if (error instanceof UsageInvalid) throw error;
    output.failure(error);
    return notRun;
  }
}

/** Passes input and output on as they come, or in the end where the back end collects them. */
async function watched(invocation: Invocation): Promise<RunResult> {
  const [out, err] = [new Passage(process.stdout), new Passage(process.stderr)];
  const streams = { input: process.stdin, output: out.stream, errors: err.stream };
  try {
    const result = await runInSandbox(invocation, { argv: invocation.arguments, streams });
    await out.end(result.stdout);
    await err.end(result.stderr);
    for (const { message } of result.findings) invocation.output.progress(`sallyport: ${message}`);
    return result;
  } finally {
    // What is not read any more must not keep this process.
    process.stdin.destroy();
  }
}

/** A stream that is passed on, and knows whether anything was. */
class Passage {
  readonly stream: PassThrough = new PassThrough();
  #used = false;

  constructor(to: NodeJS.WritableStream) {
    this.stream.once("data", () => {
      this.#used = true;
    });
    this.stream.pipe(to, { end: false });
  }

  /** Ends it; `kept` is what was collected meanwhile. */
  async end(kept: string): Promise<void> {
    if (this.#used) this.stream.end();
    else this.stream.end(kept);
    await finished(this.stream);
  }
}

function statusOf({ exit, timedOut, cancelled: stopped }: RunResult): number {
  if (timedOut) return timeIsUp;
  return stopped ? cancelled : (exit ?? killed);
}
