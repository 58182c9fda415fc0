import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { statedErrors } from "../../scripts/reference-errors.ts";
import * as errors from "../../src/errors.ts";

const source = readFileSync(new URL("../../src/errors.ts", import.meta.url), "utf8");

describe("the table of errors", () => {
  const stated = statedErrors(source);
  const classes = Object.entries(errors).filter(
    ([name, value]) => name !== "SallyportError" && value.prototype instanceof errors.SallyportError,
  );

  it("has every class, each with a code of its own and one sentence", () => {
    expect(stated.map(({ name }) => name).toSorted()).toEqual(classes.map(([name]) => name).toSorted());
    expect(new Set(stated.map(({ code }) => code)).size).toBe(stated.length);
    for (const { code, meaning } of stated) {
      expect(code).toMatch(/^ERR_[A-Z0-9_]+$/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });
});
