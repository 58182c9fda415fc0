import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArguments, type ObjectSchema } from "../../src/agent/index.ts";
import type { JsonObject } from "../../src/decision/index.ts";

const schema: ObjectSchema = {
  type: "object",
  properties: {
    path: { type: "string", maxLength: 10 },
    mode: { type: "string", enum: ["text", "bytes"] },
    lines: { type: "integer", minimum: 1, maximum: 100 },
    ratio: { type: "number" },
    all: { type: "boolean" },
    edits: {
      type: "array",
      maxItems: 2,
      items: {
        type: "object",
        properties: { old: { type: "string" }, new: { type: "string" } },
        required: ["old", "new"],
        additionalProperties: false,
      },
    },
  },
  required: ["path"],
  additionalProperties: false,
};

describe("arguments of a call", () => {
  it("pass when they are what the schema says", () => {
    const edits = [{ old: "a", new: "b" }];
    expect(checkArguments(schema, { path: "a.txt" })).toEqual([]);
    expect(checkArguments(schema, { path: "a.txt", mode: "text", lines: 5, ratio: 0.5, all: true, edits })).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{}, '"path" is missing'],
    [{ path: 1 }, '"path" must be a string'],
    [{ path: null }, '"path" must be a string'],
    [{ path: "12345678901" }, '"path" is longer than 10 characters'],
    [{ path: "a", mode: "TEXT" }, '"mode" must be one of text, bytes'],
    [{ path: "a", lines: 0 }, '"lines" is less than 1'],
    [{ path: "a", lines: 101 }, '"lines" is more than 100'],
    [{ path: "a", lines: 1.5 }, '"lines" must be an integer'],
    [{ path: "a", lines: "5" }, '"lines" must be an integer'],
    [{ path: "a", ratio: "5" }, '"ratio" must be a number'],
    [{ path: "a", all: "true" }, '"all" must be true or false'],
    [{ path: "a", edits: {} }, '"edits" must be a list'],
    [{ path: "a", edits: [{}, {}, {}] }, '"edits" has more than 2 items'],
    [{ path: "a", edits: ["x"] }, '"edits[0]" must be an object'],
    [{ path: "a", edits: [{ old: "a", new: "b", sudo: true }] }, '"edits[0].sudo" is not an argument here'],
    [{ path: "a", approved: true }, '"approved" is not an argument here'],
    [{ path: "a", toString: "x" }, '"toString" is not an argument here'],
    [JSON.parse('{"path": "a", "__proto__": {"all": true}}'), '"__proto__" is not an argument here'],
  ])("%j are refused: %s", (args, problem) => {
    expect(checkArguments(schema, args)).toEqual([problem]);
  });

  it("never pass with a name the schema does not have", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (name, value) => {
        fc.pre(!Object.hasOwn(schema.properties, name));
        const args = Object.fromEntries([
          ["path", "a"],
          [name, value],
        ]) as JsonObject;
        expect(checkArguments(schema, args)).toHaveLength(1);
      }),
    );
  });

  it("get a bounded list of problems, however many there are", () => {
    const args = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`${"x".repeat(5_000)}${i}`, i]));
    const problems = checkArguments(schema, args);
    expect(problems).toHaveLength(8);
    expect(problems.join("").length).toBeLessThan(1_000);
  });
});
