import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseCommand, commandRuleApplies } from "../../src/command/index.ts";
import { commandRulesFor, loadPolicy, policyFor, requestOf, shippedPolicies } from "../../src/policy/index.ts";
import { attacks } from "../command/attacks.ts";
import { benign } from "../command/benign.ts";

const policy = policyFor(loadPolicy(shippedPolicies()), { profile: "full" });

describe("the index of command rules", () => {
  it("[SP-4] leaves out no rule that applies to a command", () => {
    const commands = [...attacks.map(([, command]) => command), ...benign];
    fc.assert(
      fc.property(
        fc.subarray(commands, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(" ; ", " | ", " && "),
        (some, by) => {
          const analysis = analyseCommand(some.join(by));
          const selected = new Set(commandRulesFor(policy, requestOf("true"), analysis).map(({ id }) => id));
          for (const rule of commandRulesFor(policy, requestOf("true"))) {
            if (commandRuleApplies(analysis, rule)) expect(selected).toContain(rule.id);
          }
        },
      ),
    );
  });
});
