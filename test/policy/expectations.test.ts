import { describe, expect, it } from "vitest";
import { PolicyInvalid } from "../../src/errors.ts";
import { loadPolicy, readPolicyCases, runPolicyTests, shippedPolicies } from "../../src/policy/index.ts";

const policy = loadPolicy(shippedPolicies());

describe("a project's own expectations", () => {
  it("[NB-8] are decided and reported one by one", () => {
    const cases = readPolicyCases(
      "expect.json5",
      `{ cases: [
        { name: "status is free", request: "git status", expect: "allow", profile: "coding" },
        { name: "keys are not", request: "cat ~/.ssh/id_rsa", expect: "deny", rule: "command.secret-file" },
        { name: "webhooks run nothing", request: { command: "ls", tier: "B" }, expect: "deny", rule: "runtime.untrusted" },
        { name: "wrong on purpose", request: { tool: "write", path: "/workspace/AGENTS.md" }, expect: "allow" },
        { name: "right for another reason", request: "rm -rf /", expect: "deny", rule: "command.secret-file" },
      ] }`,
    );
    const report = runPolicyTests(policy, cases);
    expect(report).toMatchObject({ passed: 3, failed: 2 });
    expect(report.results.map(({ passed }) => passed)).toEqual([true, true, true, false, false]);
    expect(report.results[3]).toMatchObject({
      expected: "allow",
      actual: "deny",
      reasons: [{ rule: "protection.instructions" }],
    });
  });

  it("[NB-8] take the caller's surroundings", () => {
    const one = [{ name: "own workspace", request: "cat /srv/a/x", expect: "allow" as const }];
    expect(runPolicyTests(policy, one)).toMatchObject({ failed: 1 });
    expect(runPolicyTests(policy, one, { workspace: ["/srv/a"] })).toMatchObject({ passed: 1 });
  });

  it("[NB-8] are refused with every problem of the file", () => {
    const text = `{ cases: [
      { name: "a", request: "ls", expect: "alow" },
      { nam: "b", request: { tool: "raed" }, expect: "deny" },
    ] }`;
    try {
      readPolicyCases("expect.json5", text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyInvalid);
      expect((error as PolicyInvalid).problems.map(({ line, path, fix }) => `${line} ${path} ${fix}`)).toEqual([
        '2 cases[0].expect did you mean "allow"?',
        '3 cases[1].nam did you mean "name"?',
        "undefined cases[1].name write a text",
        '3 cases[1].request.tool did you mean "read"?',
      ]);
    }
  });
});
