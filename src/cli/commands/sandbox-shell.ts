import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { runInSandbox } from "../sandboxed.ts";

/** Milliseconds after which a shell ends, where nothing else is said. */
const aDay = 24 * 3_600_000;

/**
 * `sallyport sandbox shell`: a bash inside, at a terminal of the sandbox's own. INVARIANT: nothing in it ever holds the
 * operator's terminal; what is typed is passed on byte by byte, the keys that interrupt included.
 */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { stdin, stdout, stderr } = process;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new UsageInvalid("a shell needs a terminal", {
      fix: "open it in one, or use: sallyport sandbox run -- bash -c '…'",
    });
  const { rows = 24, columns = 80 } = stdout;
  const bash = `stty rows ${rows} cols ${columns}; exec bash --norc --noprofile`;
  const named = invocation.environment.variable("TERM") ?? "";
  stdin.setRawMode(true);
  try {
    const result = await runInSandbox(invocation, {
      argv: ["script", "--quiet", "--return", "--command", bash, "/dev/null"],
      environment: { TERM: /^[\w.+-]{1,64}$/.test(named) ? named : "dumb", PS1: "sandbox:\\w\\$ " },
      wallMs: aDay,
      streams: { input: stdin, output: stdout, errors: stderr },
    });
    if (result.timedOut) invocation.output.progress("sallyport: the time of this shell is up");
    return result.exit === null ? 1 : result.exit;
  } finally {
    stdin.setRawMode(false);
    stdin.destroy();
  }
}
