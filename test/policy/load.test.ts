import { describe, expect, it } from "vitest";
import { PolicyInvalid, type PolicyProblem } from "../../src/errors.ts";
import { loadPolicy, type PolicySource, shippedPolicies } from "../../src/policy/index.ts";
import { closest } from "../../src/suggestion.ts";

const shipped = shippedPolicies();

function problemsOf(...own: readonly PolicySource[]): readonly PolicyProblem[] {
  try {
    loadPolicy([...shipped, ...own]);
    return [];
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.problems;
    throw error;
  }
}

const rule = (fields: Record<string, unknown>): PolicySource => ({
  file: "mine",
  rules: [
    {
      id: "mine",
      effect: "deny",
      justification: "ours",
      tools: ["read"],
      when: { tier: ["C"] },
      match: [{ tool: "read", path: "/a", tier: "C" }],
      not_match: [{ tool: "read", path: "/a" }],
      ...fields,
    },
  ],
});

describe("loading a policy", () => {
  it("[OC-2] accepts the shipped policies, and a rule of the user's beside them", () => {
    expect(problemsOf()).toEqual([]);
    expect(problemsOf(rule({}))).toEqual([]);
  });

  it("[OC-2] tells the file, the line, the place and the fix of every problem at once", () => {
    const text = `{
      rules: [
        { id: "one", effect: "denny", justification: "x", tools: ["exce"], match: ["ls"], not_match: ["ls"] },
        { id: "two", effect: "deny", justification: "x", tools: ["group:runtme"],
          when: { teir: ["A"] }, match: ["ls"], not_match: ["ls"] },
      ],
      profles: {},
    }`;
    const problems = problemsOf({ file: "mine.json5", text });
    expect(problems.map(({ file, line, path, fix }) => `${file}:${line} ${path} ${fix}`)).toEqual([
      'mine.json5:7 profles did you mean "profiles"?',
      'mine.json5:3 rules[0].effect did you mean "deny"?',
      'mine.json5:3 rules[0].tools[0] did you mean "exec"?',
      'mine.json5:5 rules[1].when.teir did you mean "tier"?',
      'mine.json5:4 rules[1].tools[0] did you mean "group:runtime"?',
    ]);
  });

  it("[OC-2] refuses keys that stand twice, and ids that do", () => {
    expect(problemsOf({ file: "a", text: '{ rules: [], "rules": [] }' })[0]).toMatchObject({
      message: '"rules" stands here twice; first on line 1',
    });
    expect(problemsOf(rule({}), rule({ justification: "theirs" }))).toMatchObject([
      { path: "rules[0].id", fix: "give each rule its own id" },
    ]);
    expect(problemsOf(rule({ id: "files.read" }))).toMatchObject([
      { message: 'the id "files.read" is used by another rule' },
    ]);
  });

  it("[OC-2] refuses rules that contradict each other", () => {
    const other = rule({ id: "other", effect: "allow" });
    expect(problemsOf(rule({}), other)).toMatchObject([{ message: 'has the conditions of "mine", which says deny' }]);
    expect(
      problemsOf(
        rule({}),
        rule({ id: "other", effect: "allow", tools: ["list"], match: [{ tool: "list", path: "/a", tier: "C" }] }),
      ),
    ).toEqual([]);
  });

  it("[NB-8] refuses a rule without a justification or examples", () => {
    for (const [key, value] of [
      ["justification", " "],
      ["justification", undefined],
      ["match", []],
      ["not_match", undefined],
    ] as const) {
      expect(problemsOf(rule({ [key]: value }))).toMatchObject([{ path: `rules[0].${key}` }]);
    }
  });

  it("[NB-8] refuses a rule that does not do what its examples say", () => {
    const example = { tool: "read", path: "/a", tier: "B" };
    expect(problemsOf(rule({ match: [example] }))).toMatchObject([{ path: "rules[0].match[0]" }]);
    expect(problemsOf(rule({ not_match: [{ ...example, tier: "C" }] }))).toMatchObject([
      { path: "rules[0].not_match[0]" },
    ]);
    const command = { tools: undefined, when: { command: { program: ["ls"] } } };
    expect(problemsOf(rule({ ...command, match: ["ls -l"], not_match: ["cat ls"] }))).toEqual([]);
    expect(problemsOf(rule({ ...command, match: ["echo ls"], not_match: ["(ls)"] }))).toHaveLength(2);
  });

  it("[OC-2] refuses conditions that can never hold or that hold for everything", () => {
    for (const when of [
      { tier: [] },
      { command: {} },
      { paths: ["src/**"] },
      { tier: ["D"] },
      { command: { feature: ["fork"] } },
    ]) {
      expect(problemsOf(rule({ when })).length).toBeGreaterThan(0);
    }
    expect(problemsOf(rule({ tools: [] })).length).toBeGreaterThan(0);
    expect(problemsOf(rule({ obligations: [{ id: "sanbox" }] }))).toMatchObject([{ path: "rules[0].obligations[0]" }]);
  });

  it("refuses text that is no JSON5, with its line", () => {
    expect(problemsOf({ file: "a", text: "{\n rules: [\n" })).toMatchObject([{ file: "a", line: expect.any(Number) }]);
    expect(problemsOf({ file: "a", text: "[]" })).toMatchObject([{ message: "must be an object" }]);
    expect(problemsOf({ file: "a", text: `{ rules: ${"[".repeat(50)}${"]".repeat(50)} }` })[0]?.message).toMatch(
      /nested/,
    );
    expect(problemsOf({ file: "a", text: '{ "__proto__": {} }' })).toMatchObject([{ path: "__proto__" }]);
  });

  it("refuses profiles that are missing, unknown, defined twice, or name sets that are", () => {
    expect(() => loadPolicy([])).toThrow(/profiles.minimal: is not defined — load the shipped policies too/);
    const profile = '{ description: "x", sets: ["comands"], scope: {} }';
    expect(problemsOf({ file: "a", text: `{ profiles: { codign: ${profile} } }` })).toMatchObject([
      { fix: 'did you mean "coding"?' },
    ]);
    expect(problemsOf({ file: "a", text: `{ profiles: { coding: ${profile} } }` })).toMatchObject([
      { message: '"coding" is defined by another file already' },
    ]);
    const without = shipped.map((source) =>
      "text" in source ? { ...source, text: source.text.replace('"commands"]', '"comands"]') } : source,
    );
    expect(() => loadPolicy(without)).toThrow(/there is no set "comands" — did you mean "commands"\?/);
  });

  it("gives equal content an equal hash, and any change another", () => {
    const { hash } = loadPolicy([...shipped, rule({})]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(loadPolicy([...shipped, rule({})]).hash).toBe(hash);
    expect(loadPolicy([...shipped, rule({ justification: "theirs" })]).hash).not.toBe(hash);
    expect(loadPolicy(shipped).hash).not.toBe(hash);
  });

  it("suggests only what is near", () => {
    expect(closest("meesage", ["message", "read"])).toBe("message");
    expect(closest("raed", ["message", "read"])).toBe("read");
    expect(closest("zzz", ["message", "read"])).toBeUndefined();
  });
});
