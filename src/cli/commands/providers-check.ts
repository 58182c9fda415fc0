import { offlineProvider } from "../../assembly/index.ts";
import { checkProvider } from "../../provider/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { printable } from "../printable.ts";

/** `sallyport providers check`: puts a provider through what the runtime relies on; needs no gateway. */
export async function run({ output, environment, arguments: [name = "default"] }: Invocation): Promise<ExitCode> {
  const provider = await offlineProvider(environment, name);
  const checks = await checkProvider(name, provider);
  await provider.close?.();
  const lines = checks.map(({ check, ok, detail }) => {
    const mark = output.style(ok ? "green" : "red", ok ? "ok    " : "FAILED");
    return `${mark} ${check}${detail === undefined ? "" : `: ${printable(detail)}`}`;
  });
  output.result(
    checks.map((check) => ({ ...check })),
    lines.join("\n"),
  );
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
