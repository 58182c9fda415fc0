import { openGateway, openSallyport, type Sallyport } from "../../assembly/index.ts";
import { flushCodeCache } from "../../config/index.ts";
import { SallyportError } from "../../errors.ts";
import { obeySignals } from "../../gateway/index.ts";
import type { SandboxStatus } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { isUnconfined } from "../sandbox-text.ts";

/** Milliseconds for which turns may go on after SIGTERM. */
const grace = 10_000;
/** Milliseconds for which a token that `--token` prints is good. */
const tokenLife = 24 * 3_600_000;

/** `sallyport serve`: runs until SIGTERM or SIGINT; SIGHUP reads configuration and certificate again. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const port = await openSallyport({ environment });
  try {
    const listenPort = invocation.number("port");
    const gateway = await openGateway(port, listenPort === undefined ? {} : { port: listenPort });
    const { stopped, release } = obeySignals({
      stop: () => gateway.close(grace),
      async reload() {
        await reload(port, (line) => output.progress(line));
        await gateway.reload();
      },
    });
    const token = invocation.flag("token") ? await issueToken(port) : undefined;
    const { status } = port.sandbox;
    const models = [...port.agents.values()].map(({ id, model }) => `${id} (${model.name}:${model.model})`);
    output.result(
      {
        url: gateway.url,
        home: port.home,
        ...(token && { token }),
        sandbox: status.verified,
        agents: [...port.agents.keys()],
      },
      [
        `Sallyport listens on ${gateway.url}`,
        `  agents    ${models.join(", ")}`,
        `  sandbox   ${bannerOf(status)}`,
        `  home      ${port.home}`,
        ...(token ? [`  token     ${token} (operator, 24 hours)`, `  authority ${port.home}/tls/authority.pem`] : []),
      ].join("\n"),
    );
    flushCodeCache();
    await stopped;
    release();
    return 0;
  } finally {
    await port.close();
  }
}

function bannerOf(status: SandboxStatus): string {
  if (status.verified) return `${status.resolved}, verified`;
  if (isUnconfined(status)) return `NONE: commands run ${status.checks[0]?.detail}`;
  return `none: commands are refused — ${status.fix ?? "see sallyport sandbox doctor"}`;
}

async function issueToken({ tokens }: Sallyport): Promise<string> {
  const { text } = await tokens.issue({
    principal: "operator",
    role: "operator",
    tier: "A",
    label: "serve --token",
    life: tokenLife,
  });
  return text;
}

/** A configuration that cannot be used leaves the old one in force. */
async function reload(port: Sallyport, say: (line: string) => void): Promise<void> {
  try {
    await port.reload();
    say(`configuration read again: generation ${port.runtime.generation}`);
  } catch (error) {
    const code = error instanceof SallyportError ? error.code : "ERR_INTERNAL";
    say(`error[${code}]: the configuration was not read again: ${(error as Error).message}`);
  }
}
