import { loadConfig, policySources } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { loadPolicy, type PolicyCaseResult, readPolicyCases, runPolicyTests } from "../../policy/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { readInput } from "../input.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";

/** `sallyport policy test` */
export async function run({ output, environment, arguments: files }: Invocation): Promise<ExitCode> {
  // Loading checks the examples of every rule; a rule that is not as it says could not be tested further.
  const policy = loadPolicy(await policySources(environment.home, await loadConfig(environment.home)));
  const cases = await Promise.all(files.map(async (file) => readPolicyCases(file, await readInput(file))));
  const { passed, failed, results } = runPolicyTests(policy, cases.flat());
  const lines = results.map((result) => resultText(result, output));
  const summary = `${policy.rules.length} rules as their examples say; ${passed} expectations met, ${failed} not`;
  const json = { rules: policy.rules.length, passed, failed, results: results as unknown as Json };
  output.result(json, [...lines, summary].join("\n"));
  return failed === 0 ? 0 : 1;
}

function resultText({ name, passed, expected, actual, reasons }: PolicyCaseResult, output: Output): string {
  if (passed) return `${output.style("green", "ok    ")}  ${printable(name)}`;
  const why = reasons.map(({ rule }) => rule).join(", ");
  return `${output.style("red", "FAILED")}  ${printable(name)}: expected ${expected}, got ${actual} (${printable(why)})`;
}
