import type { Surroundings } from "../command/index.ts";
import type { Effect, Json, Reason } from "../decision/index.ts";
import { PolicyInvalid } from "../errors.ts";
import { parsePolicyDocument } from "./document.ts";
import { requestOf } from "./example.ts";
import { type Policy, type ProfileName, policyFor } from "./policy.ts";
import { Reader } from "./reader.ts";
import type { Example } from "./rule.ts";
import { readExample } from "./rule-text.ts";
import { decideWithCommands } from "./with-commands.ts";

/** What a project expects of its policy. */
export interface PolicyCase {
  readonly name: string;
  readonly request: Example;
  readonly expect: Effect;
  /** Id of a rule that must be among the reasons. */
  readonly rule?: string;
  /** The profile in force; absent, every set is. */
  readonly profile?: ProfileName;
}

/** How one expectation went. */
export interface PolicyCaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Effect;
  readonly actual: Effect;
  readonly reasons: readonly Reason[];
}

/** How all expectations went. */
export interface PolicyTestReport {
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly PolicyCaseResult[];
}

const keys = ["name", "request", "expect", "rule", "profile"];

/**
 * Reads a file of expectations: `{cases: [{name, request, expect}]}`.
 * @throws {PolicyInvalid} with every problem of the file.
 */
export function readPolicyCases(file: string, text: string): readonly PolicyCase[] {
  const document = parsePolicyDocument(file, text);
  const reader = new Reader(document);
  const root = document.value === null ? undefined : reader.object(document.value, "", ["$schema", "cases"]);
  const items = root === undefined ? undefined : reader.list(root["cases"], "cases");
  const cases = (items ?? []).map((item, index) => readCase(reader, item, `cases[${index}]`));
  if (reader.problems.length > 0) throw new PolicyInvalid(reader.problems);
  return cases.filter((one) => one !== undefined);
}

function readCase(reader: Reader, value: Json, path: string): PolicyCase | undefined {
  const object = reader.object(value, path, keys);
  if (object === undefined) return undefined;
  const name = reader.text(object["name"], `${path}.name`);
  const expect = reader.choice(object["expect"], `${path}.expect`, ["allow", "ask", "deny"] as const);
  const request = readExample(reader, object["request"] ?? null, `${path}.request`);
  const rule = object["rule"] === undefined ? undefined : reader.text(object["rule"], `${path}.rule`);
  const profiles = ["reader", "minimal", "coding", "messaging", "full"] as const;
  const profile =
    object["profile"] === undefined ? undefined : reader.choice(object["profile"], `${path}.profile`, profiles);
  if (name === undefined || expect === undefined || request === undefined) return undefined;
  return { name, expect, request, ...(rule !== undefined && { rule }), ...(profile !== undefined && { profile }) };
}

/** Decides every case under the policy, commands judged program by program, and compares (NB-8). */
export function runPolicyTests(
  policy: Policy,
  cases: readonly PolicyCase[],
  surroundings: Surroundings = {},
): PolicyTestReport {
  const results = cases.map(({ name, request, expect, rule, profile }): PolicyCaseResult => {
    const inForce = profile === undefined ? policy : policyFor(policy, { profile });
    const { effect, reasons } = decideWithCommands(inForce, requestOf(request), surroundings);
    const passed = effect === expect && (rule === undefined || reasons.some((reason) => reason.rule === rule));
    return { name, passed, expected: expect, actual: effect, reasons };
  });
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed, results };
}
