import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openInstallation, turn } from "./installation.ts";

const reading = "import os; print(open(chr(46) + chr(101) + 'nv').read() if os.path.exists('.env') else '')";

describe("a secret that appears while a command waits for approval", () => {
  it("[CE-4] is hidden from the command when it runs", async ({ skip }) => {
    const secret = ["tr0ub4dor", "fake"].join("-");
    const command = `cat notes.txt; python3 -c "${reading}"`;
    const { port } = await openInstallation([{ calls: [{ name: "exec", arguments: { command } }] }, { text: "." }]);
    if (port.sandbox.sandbox === undefined) return skip("there is no sandbox here");
    const { workspace = "" } = port.runtime.policyFor("main") ?? {};
    writeFileSync(join(workspace, "notes.txt"), "plain notes");
    const session = crypto.randomUUID();
    let asked = 0;
    port.onApproval(session, ({ id }) => {
      asked += 1;
      writeFileSync(join(workspace, ".env"), secret);
      void port.approvals.answer(id, "allow-once", "operator");
    });
    await turn(port, "go", { session });
    const told = (port.agents.get("main")?.history(session)?.lines ?? []).map(({ text }) => text).join("\n");
    expect(asked).toBe(1);
    expect(told).toContain("plain notes");
    expect(told).not.toContain(secret);
  });
});
