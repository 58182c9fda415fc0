import { recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { fromEngines } from "../kept-sandboxes.ts";
import { printable } from "../printable.ts";
import { version } from "../version.ts";

/** `sallyport sandbox list`: the sandboxes that are kept between commands. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const { sandbox } = (await recallConfig(environment.home, version)).config;
  const kept = await fromEngines(sandbox, output, async (warm, backend) =>
    (await warm.list()).map((each) => ({ backend, ...each })),
  );
  const now = Date.now();
  const rows = kept.map(({ backend, name, key, createdAt, usedAt, running }) =>
    [
      `${backend.padEnd(7)} ${printable(name)}`,
      `${running ? "running" : "stopped"}, ${span(now - createdAt)} old, idle for ${span(now - usedAt)}`,
      `key ${printable(key)}`,
    ].join("  "),
  );
  output.result(kept as unknown as Json, rows.length === 0 ? "no sandbox is kept" : rows.join("\n"));
  return 0;
}

/** A time in the largest unit that it fills: `3 min`. */
function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const units = [[86_400, "d"] as const, [3_600, "h"] as const, [60, "min"] as const];
  const [size, unit] = units.find(([length]) => seconds >= length) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}
