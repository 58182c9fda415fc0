import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";

const approvals = async (text: string) => (await parseConfig(`{ approvals: ${text} }`)).config.approvals;
const problem = async (text: string) => {
  const failed = await parseConfig(text).catch((error) => error);
  return failed.problems?.[0];
};

describe("the approvals of the configuration", () => {
  it("[CE-4] take one approver, ask in time, learn for a month, and listen to the operator's process", async () => {
    expect(await approvals("{}")).toEqual({
      timeoutSeconds: 300,
      approvers: ["operator"],
      fourEyes: false,
      quorum: { high: 1, critical: 1 },
      learned: { days: 30, uses: 100 },
      socket: { enabled: true, principal: "operator" },
    });
    expect((await parseConfig("{}")).config.agents[0]?.exec).toEqual({ mode: "allowlist", ask: "on-miss" });
  });

  it("[CE-4] may be nobody's to give", async () => {
    expect((await approvals("{ approvers: [] }")).approvers).toEqual([]);
  });

  it.each([
    ['{ approvers: ["ann", "bob"], quorum: { critical: 3 } }', "approvals.quorum", "needs 3 approvers"],
    ['{ approvers: ["ann", "bob"], quorum: { critical: 2 }, fourEyes: true }', "approvals.quorum", "besides the one"],
    ['{ approvers: ["ann", "ann"], quorum: { high: 2 } }', "approvals.quorum", "needs 2 approvers"],
    ['{ approvers: ["ann", "ann"], fourEyes: true }', "approvals.approvers", "two approvers"],
    ['{ socket: { principal: "eve" } }', "approvals.socket.principal", "may not answer"],
    ["{ quorum: { critical: 0 } }", "approvals.quorum.critical", "at least 1"],
    ["{ quorum: { severe: 2 } }", "approvals.quorum.severe", "not a key"],
    ["{ learned: { days: 1000 } }", "approvals.learned.days", "at most 365"],
  ])(
    "[CE-4] are refused when nobody could give them, or they say what is not known: %s",
    async (text, path, message) => {
      expect(await problem(`{ approvals: ${text} }`)).toMatchObject({
        path,
        message: expect.stringContaining(message),
      });
    },
  );

  it("[OC-3] know no other mode", async () => {
    expect(await problem('{ agents: [{ id: "main", exec: { mode: "yolo" } }] }')).toMatchObject({
      path: "agents[0].exec.mode",
    });
  });
});
