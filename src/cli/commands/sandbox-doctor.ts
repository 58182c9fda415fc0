import { sandboxChoice } from "../../assembly/index.ts";
import { recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { probeSandboxes, resolveSandbox, type SandboxName, type SandboxStatus } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";
import { sandboxText } from "../sandbox-text.ts";
import { version } from "../version.ts";

/** `sallyport sandbox doctor`: tries every back end here and now, and says what the configured choice comes to. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const choice = sandboxChoice((await recallConfig(environment.home, version)).config.sandbox);
  const backend = invocation.text("backend") as SandboxName | undefined;
  const { status } = await resolveSandbox(backend === undefined ? choice : { ...choice, mode: "required", backend });
  const backends = await probeSandboxes(choice, backend && [backend]);
  const text = [
    ...backends.flatMap((each) => backendText(each, output)),
    "",
    `${mark(status.verified, output)} ${printable(sandboxText(status))}`,
    ...(status.fix === undefined ? [] : [`       fix: ${printable(status.fix)}`]),
  ];
  output.result({ configured: status, backends } as unknown as Json, text.join("\n"));
  return status.verified ? 0 : 1;
}

function backendText({ requested, verified, checks, fix }: SandboxStatus, output: Output): readonly string[] {
  const absent = checks.length === 1 && !verified;
  const state = verified ? output.style("green", "verified") : absent ? "absent" : output.style("red", "does not hold");
  const details = checks.map(({ name, ok, detail }) => `  ${mark(ok, output)} ${name}: ${printable(detail)}`);
  return [`${requested}: ${state}`, ...details, ...(fix === undefined ? [] : [`         fix: ${printable(fix)}`])];
}

function mark(ok: boolean, output: Output): string {
  return output.style(ok ? "green" : "red", ok ? "ok    " : "FAILED");
}
