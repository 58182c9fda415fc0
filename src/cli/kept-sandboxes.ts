import { sandboxChoice } from "../assembly/index.ts";
import type { SandboxConfig } from "../config/index.ts";
import { SandboxFailed } from "../errors.ts";
import { type WarmSandboxes, warmSandboxes } from "../sandbox/index.ts";
import type { Output } from "./output.ts";
import { printable } from "./printable.ts";

/** Asks every engine that keeps sandboxes; one that does not answer is said on stderr, and passed over. */
export async function fromEngines<T>(
  config: SandboxConfig,
  output: Output,
  ask: (warm: WarmSandboxes, backend: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const [backend, warm] of warmSandboxes(sandboxChoice(config))) {
    try {
      answers.push(...(await ask(warm, backend)));
    } catch (error) {
      if (!(error instanceof SandboxFailed)) throw error;
      output.progress(`${backend} was not asked: ${printable(error.message)}`);
    }
  }
  return answers;
}
