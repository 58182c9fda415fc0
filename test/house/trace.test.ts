import { describe, expect, it } from "vitest";
import { idsInSource, idsInTitle, parseExpected, requirements, traceProblems } from "../../scripts/requirements.ts";

describe("the requirements trace", () => {
  it("reads ids at the start of a test's or a suite's name", () => {
    expect(idsInTitle("suite > [SP-6] denies")).toEqual(["SP-6"]);
    expect(idsInTitle("[AU-1, NB-5] proves > inner")).toEqual(["AU-1", "NB-5"]);
    expect(idsInTitle("array[0] is no id")).toEqual([]);
  });

  it("finds ids in the source of tests, whatever the quote or the form", () => {
    // Written with @ for the bracket, so that this file's own source shows nothing.
    const source = [
      'it("@SP-6] x", f);',
      "it.each([[1, (2)]])('@AU-1, AU-2] y', f);",
      "describe(`@CC-2.1] z`, f);",
      'expect("@SP-9] w");',
    ].join("\n");
    expect([...idsInSource(new Map([["a.test.ts", source.replaceAll("@", "[")]])).keys()]).toEqual([
      "SP-6",
      "AU-1",
      "AU-2",
      "CC-2.1",
    ]);
  });

  it("knows the 72 cells of the matrix and the catalogue", () => {
    expect([...requirements.keys()].filter((id) => id.startsWith("MX-"))).toHaveLength(72);
    expect(requirements.has("NB-8")).toBe(true);
  });

  it("reports an id nobody knows and an expected id without a test", () => {
    const found = new Map([["SP-99", ["a.test.ts"]]]);
    expect(traceProblems(found, ["SP-6", "ZZ-1"])).toEqual([
      'a.test.ts: "SP-99" is not a requirement id',
      'trace.expected: "ZZ-1" is not a requirement id',
      "no test names SP-6",
    ]);
    expect(traceProblems(new Map([["SP-6", ["a.test.ts"]]]), ["SP-6"])).toEqual([]);
  });

  it("reads trace.expected with comments and blank lines", () => {
    expect(parseExpected("# note\nSP-6\n\n AU-1 # why\n")).toEqual(["SP-6", "AU-1"]);
  });
});
