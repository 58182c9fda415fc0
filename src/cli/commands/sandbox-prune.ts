import { warmBounds } from "../../assembly/index.ts";
import { recallConfig } from "../../config/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { fromEngines } from "../kept-sandboxes.ts";
import { printable } from "../printable.ts";
import { version } from "../version.ts";

/** `sallyport sandbox prune`: removes kept sandboxes that are idle, old or too many, or all of them. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { sandbox } = (await recallConfig(invocation.environment.home, version)).config;
  const bounds = invocation.flag("all") ? { idleMs: 0, ageMs: 0, max: 0 } : warmBounds(sandbox.containers);
  const removed = await fromEngines(sandbox, invocation.output, (warm) => warm.prune(bounds));
  const text =
    removed.length === 0 ? "nothing to remove" : removed.map((name) => `removed ${printable(name)}`).join("\n");
  invocation.output.result({ removed: [...removed] }, text);
  return 0;
}
