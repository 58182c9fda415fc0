import type { EffectResult, Provenance } from "../../provider/index.ts";
import type { RunResult } from "../../sandbox/index.ts";
import { endingWhole } from "./cut.ts";

/** What a command came to, as a model reads it; `read` is the label of the files that it may have taken in. */
export function resultOf(result: RunResult, sandbox: string, read: Provenance | undefined): EffectResult {
  const { exit, signal, limits, stdout, stderr, truncated, ms, findings, reached } = result;
  const ended = signal === null ? `exit status ${exit}` : `ended by ${signal}`;
  const hit = limits.length > 0 ? `, limit reached: ${limits.join(", ")}` : "";
  const output = [stdout, stderr]
    .map((text) => (truncated ? endingWhole(text) : text))
    .filter((text) => text !== "")
    .map((text) => text.replace(/\n?$/, "\n"));
  return {
    ...fromRuntime,
    ok: exit === 0,
    text: output.join(""),
    note: `(${ended}${hit})`,
    source: "command",
    // What came over the network somebody else wrote.
    untrusted: reached.length > 0 || read !== undefined,
    ...(read && { provenance: read }),
    sensitive: true,
    detail: {
      exit: exit ?? -1,
      ms: Math.round(ms),
      limits: limits.join(","),
      findings: findings.map(({ rule }) => rule).join(","),
      ...(reached.length > 0 && { reached: reached.join(",") }),
      sandbox,
    },
  };
}

const fromRuntime = { ok: false, source: "runtime", untrusted: false, sensitive: false } as const;

/** Nothing was run: the secrets of the workspace could not all be found. */
export const tooLarge: EffectResult = {
  ...fromRuntime,
  text: "the workspace is too large to keep its secrets out of the sandbox",
  detail: { rule: "sandbox.secrets" },
};

/** Nothing was run: the permit was for a command that would have done something else. */
export function changedMeanwhile(what: string): EffectResult {
  return {
    ...fromRuntime,
    text: `not run: this changed after the command was decided on: ${what}`,
    detail: { rule: "exec.changed", changed: what },
  };
}
