import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ApprovalQueue, LearnedRules } from "../../src/approval/index.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";
import { asking, HandClock } from "./fixture.ts";

const secret = ["sk", "proj", "K3nR7wQ9tZ2mX8vB5cY1"].join("-");
const redactor = new Redactor({ exactValues: [{ name: "key", value: secret }] });
const redact = (text: string) => redactor.redact(text).text;

/** Approvals over a state file, every byte of which can be looked at. */
function office() {
  const file = join(tempDir(), "state.db");
  const store = openSqliteStore(file);
  const entries: unknown[] = [];
  const shared = {
    approvers: ["bob"],
    clock: new HandClock(),
    generation: () => 1,
    record: async (entry: unknown) => void entries.push(entry),
    redact,
  };
  const learned = new LearnedRules(store, {
    ...shared,
    surroundings: () => ({ workspace: ["/ws"], cwd: "/ws" }),
    askedBy: () => ["command.needs-leave"],
    days: 30,
    uses: 3,
    grantMs: 60_000,
  });
  const queue = new ApprovalQueue(store, {
    ...shared,
    policy: () => "p1",
    offer: (decision) => learned.offer(decision),
    learn: (about, approver) => learned.learn(about, approver),
  });
  const written = () =>
    `${["", "-wal"].map((end) => readFileSync(file + end, "latin1")).join()}${JSON.stringify(entries)}`;
  return { queue, written };
}

function about(command: string) {
  return asking(
    request({
      action: { name: "exec" },
      resource: { type: "command", id: command, access: "execute" },
      context: { arguments: { command }, argv: ["/bin/bash", "-c", command], targets: [secret] },
    }),
    { reasons: [{ rule: "command.needs-leave", message: `it sends ${secret}` }] },
  );
}

describe("an approval request", () => {
  it("[OC-5] [CC-1.1] holds no secret, in what is shown, stored and recorded, and is answered all the same", async () => {
    const { queue, written } = office();
    const asked = await queue.ask(about(`git push https://x:${secret}@example.com/a.git`));
    expect(JSON.stringify(asked)).not.toContain(secret);
    expect(asked.summary.what).toContain("git push https://x:");
    expect(await queue.answer(asked.id, "allow-once", "bob")).toBe("allowed");
    expect(written()).toContain("git push");
    expect(written()).not.toContain(secret);
  });

  it("[OC-5] offers no lasting rule that would hold the secret; a rule without one it does", async () => {
    const { queue, written } = office();
    const asked = await queue.ask(about(`git push https://x:${secret}@example.com/a.git main`));
    expect(asked.always).toEqual({ whyNot: "a rule that holds a secret is not stored" });
    expect(await queue.answer(asked.id, "allow-always", "bob")).toBe("not-offered");
    expect(written()).not.toContain(secret);
    expect((await queue.ask(about("git push origin main"))).always).toMatchObject({ uses: 3 });
  });
});
