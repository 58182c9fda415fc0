import { analyseCommand, commandRuleApplies, type PathBases } from "../command/index.ts";
import { canonicalJson } from "../decision/index.ts";
import { fieldsOf, requestOf } from "./example.ts";
import type { LocatedRule } from "./load.ts";
import { applies, type CompiledRule, type Example } from "./rule.ts";

/** Reports ids that stand twice. */
export function refuseDuplicates(rules: readonly LocatedRule[]): void {
  const seen = new Set<string>();
  for (const { compiled, reader, path } of rules) {
    const { id } = compiled.rule;
    if (seen.has(id))
      reader.problem(`${path}.id`, `the id "${id}" is used by another rule`, "give each rule its own id");
    seen.add(id);
  }
}

/** Reports rules with equal conditions and different effects: one of them would never be heeded. */
export function refuseContradictions(rules: readonly LocatedRule[]): void {
  const seen = new Map<string, CompiledRule>();
  for (const { compiled, set, reader, path } of rules) {
    const { id, effect, tools, when } = compiled.rule;
    const key = canonicalJson({ set: set ?? null, tools: tools === "*" ? tools : [...tools].sort(), when });
    const earlier = seen.get(key);
    if (earlier !== undefined && earlier.rule.effect !== effect) {
      const message = `has the conditions of "${earlier.rule.id}", which says ${earlier.rule.effect}`;
      reader.problem(
        path,
        message,
        `keep one of the two; the strictest would win, so "${id}" and it contradict each other`,
      );
    }
    seen.set(key, compiled);
  }
}

/** Reports examples that do not do what their rule says of them. */
export function checkExamples({ compiled, reader, path }: LocatedRule, bases: PathBases): void {
  const { match, not_match: notMatch, id } = compiled.rule;
  for (const [index, example] of match.entries()) {
    if (hits(compiled, example, bases)) continue;
    reader.problem(
      `${path}.match[${index}]`,
      `"${id}" does not apply to ${show(example)}`,
      "correct the rule or the example",
    );
  }
  for (const [index, example] of notMatch.entries()) {
    if (!hits(compiled, example, bases)) continue;
    reader.problem(
      `${path}.not_match[${index}]`,
      `"${id}" applies to ${show(example)}`,
      "correct the rule or the example",
    );
  }
}

function hits(compiled: CompiledRule, example: Example, bases: PathBases): boolean {
  const { tools } = compiled.rule;
  const fields = fieldsOf(example);
  if (tools !== "*" && !tools.includes(fields.tool)) return false;
  if (!applies(compiled, requestOf(example), bases, fields.risk)) return false;
  return (
    compiled.command === undefined || commandRuleApplies(analyseCommand(fields.command ?? ""), compiled.command, bases)
  );
}

function show(example: Example): string {
  return typeof example === "string" ? example : JSON.stringify(example);
}
