import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { completionScripts } from "../completion.ts";
import { commands } from "../table.ts";

/** `sallyport completion` */
export async function run({ output, arguments: [shell = ""] }: Invocation): Promise<ExitCode> {
  const script = Object.hasOwn(completionScripts, shell) ? completionScripts[shell] : undefined;
  if (script === undefined) {
    throw new UsageInvalid("completion knows no such shell", {
      fix: `one of ${Object.keys(completionScripts).join(", ")}`,
    });
  }
  const text = script(commands);
  output.result({ shell, script: text }, text.trimEnd());
  return 0;
}
