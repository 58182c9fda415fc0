import fc from "fast-check";
import { expect, it } from "vitest";
import { endingWhole } from "../../src/agent/tools/cut.ts";

it("[OC-5] leaves out the word that a text broke off in, and nothing before it", () => {
  expect(endingWhole("key is ghp_abc")).toBe("key is ");
  expect(endingWhole("a whole line\n")).toBe("a whole line\n");
  expect(endingWhole("")).toBe("");
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^\S{1,100}$/), (before, word) => {
      expect(endingWhole(`${before} ${word}`)).toBe(`${before} `);
    }),
  );
});

it("[OC-5] costs the same for a word without end", () => {
  expect(endingWhole("x".repeat(1 << 20)).length).toBe((1 << 20) - 4_096);
});
