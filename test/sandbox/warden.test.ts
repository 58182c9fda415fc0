import { describe, expect, it } from "vitest";
import { callTables } from "../../src/sandbox/filter/system-calls.ts";
import { attemptFindings } from "../../src/sandbox/warden.ts";

describe("[CE-2.2] what the helper reports", () => {
  const { mount, unshare } = callTables[process.arch]?.calls ?? {};

  it("becomes a finding for each call, with how often it was tried", () => {
    const report = `{ "child-pid": 7 }\nblocked ${mount} 1\nblocked ${unshare} 1\n{ "exit-code": 0 }\nblocked ${mount} 12\n`;
    expect(attemptFindings(report)).toEqual([
      { rule: "sandbox.syscall.blocked", message: expect.any(String), evidence: { call: "mount", count: 12 } },
      { rule: "sandbox.syscall.blocked", message: expect.any(String), evidence: { call: "unshare", count: 1 } },
    ]);
  });

  it("is nothing when nothing was tried, and a number where the name is not known", () => {
    expect(attemptFindings('{ "exit-code": 0 }\n')).toEqual([]);
    expect(attemptFindings("blocked 511 1\n")).toMatchObject([{ evidence: { call: "call 511" } }]);
  });
});
