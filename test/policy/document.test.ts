import { expect, it } from "vitest";
import { parsePolicyDocument, readTrustedDocument } from "../../src/policy/document.ts";
import { loadPolicy, shippedPolicies } from "../../src/policy/index.ts";

it("reads the shipped policies the fast way exactly as they are parsed", () => {
  for (const source of shippedPolicies()) {
    if (!("text" in source)) continue;
    const fast = readTrustedDocument(source.file, source.text);
    expect(fast.lines.size, `${source.file} takes the fast way`).toBe(0);
    expect(fast.value).toEqual(parsePolicyDocument(source.file, source.text).value);
  }
  expect(loadPolicy(shippedPolicies(), { trustShipped: true }).hash).toBe(loadPolicy(shippedPolicies()).hash);
});

it.each([
  ["{ a: ['single'], b: 0x10, c: +1, d: .5 }", { a: ["single"], b: 16, c: 1, d: 0.5 }],
  ["{ /* block: */ a: 1 }", { a: 1 }],
  ['{ a: "https://x//y", "b:": "c: d, ]", e: "\\", }" } // end', { a: "https://x//y", "b:": "c: d, ]", e: '", }' }],
  ["{ a: [1, 2, // last\n ], }", { a: [1, 2] }],
])("reads %j as JSON5 says, whichever way it takes", (text, value) => {
  expect(readTrustedDocument("probe", text).value).toEqual(value);
  expect(parsePolicyDocument("probe", text).value).toEqual(value);
});

it("tells what is wrong with a text that is no JSON5", () => {
  expect(readTrustedDocument("probe", "{ a: }").problems).toHaveLength(1);
});

it("asks for the examples of a user's rules even where the shipped ones are trusted", () => {
  const rule = { id: "mine", effect: "deny", justification: "ours", tools: ["read"] };
  const lying = { ...rule, match: [{ tool: "write", path: "/a" }], not_match: [{ tool: "list", path: "/a" }] };
  const load = () => loadPolicy([...shippedPolicies(), { file: "mine", rules: [lying] }], { trustShipped: true });
  expect(load).toThrow(/does not apply to/);
});
