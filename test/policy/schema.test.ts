import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PolicyInvalid } from "../../src/errors.ts";
import { loadPolicy, shippedPolicies, toolGroups, toolNames } from "../../src/policy/index.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

const schema: Schema = JSON.parse(readFileSync(new URL("../../policies/policy.schema.json", import.meta.url), "utf8"));
const defined = (name: string): Schema => schema.$defs?.[name] ?? {};
const keysOf = (one: Schema): string[] => Object.keys(one.properties ?? {}).toSorted();

/** The keys or values that the loader says it knows, when it is given one that is far from all of them. */
function known(text: string): string[] {
  try {
    loadPolicy([...shippedPolicies(), { file: "probe", text }]);
  } catch (error) {
    const fix = (error as PolicyInvalid).problems.find(({ message }) => message.includes('"zzzzzzzz"'))?.fix;
    return fix?.replace("use one of ", "").split(", ").toSorted() ?? [];
  }
  return [];
}

describe("the schema for editors", () => {
  it("[NB-8] knows exactly the keys that the loader knows", () => {
    expect(known("{ zzzzzzzz: 1 }")).toEqual(keysOf(schema));
    expect(known("{ rules: [{ zzzzzzzz: 1 }] }")).toEqual(keysOf(defined("rule")));
    expect(known("{ rules: [{ when: { zzzzzzzz: 1 } }] }")).toEqual(keysOf(defined("when")));
    expect(known("{ rules: [{ when: { command: { zzzzzzzz: 1 } } }] }")).toEqual(keysOf(defined("command")));
    expect(known("{ rules: [{ match: [{ zzzzzzzz: 1 }] }] }")).toEqual(keysOf(defined("example")));
    expect(known("{ profiles: { coding: { zzzzzzzz: 1 } } }")).toEqual(keysOf(defined("profile")));
    expect(known("{ tiers: { A: { zzzzzzzz: 1 } } }")).toEqual(keysOf(defined("scope")));
  });

  it("[NB-8] knows exactly the names that the loader knows", () => {
    const feature = defined("command").properties?.["feature"]?.items?.enum ?? [];
    expect(known('{ rules: [{ when: { command: { feature: ["zzzzzzzz"] } } }] }')).toEqual(feature.toSorted());
    const access = defined("when").properties?.["access"]?.items?.enum ?? [];
    expect(known('{ rules: [{ when: { access: ["zzzzzzzz"] } }] }')).toEqual(access.toSorted());
    const tools = defined("tools").oneOf?.[1]?.items?.enum ?? [];
    expect(tools).toEqual(["*", ...toolNames, ...Object.keys(toolGroups)]);
  });
});
