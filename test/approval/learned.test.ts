import { beforeEach, describe, expect, it } from "vitest";
import { type ApprovalEntry, type ApprovalRequest, LearnedRules } from "../../src/approval/index.ts";
import type { Decision, Request } from "../../src/decision/index.ts";
import { request } from "../fixtures/request.ts";
import { asking, Desk, HandClock, never, temporaryStore } from "./fixture.ts";

const day = 86_400_000;
const push = "git push origin main";

/** An agent whose policy asks about every command by the rule `command.needs-leave`, and people who answer. */
class Office {
  readonly clock = new HandClock();
  readonly entries: ApprovalEntry[] = [];
  readonly store = temporaryStore();
  generation = 1;
  approvers: readonly string[] = ["ann", "bob"];
  fourEyes = false;
  asked: readonly string[] = ["command.needs-leave"];
  beforeRecord: (entry: ApprovalEntry) => void = () => {};
  learned = this.another();
  readonly desk = new Desk(
    {
      clock: this.clock,
      offer: (decision) => this.learned.offer(decision),
      learn: (about, approver) => this.learned.learn(about, approver),
    },
    this.store,
  );

  another(): LearnedRules {
    const office = this;
    return new LearnedRules(this.store, {
      record: async (entry) => {
        office.beforeRecord(entry);
        office.entries.push(entry);
      },
      clock: this.clock,
      generation: () => office.generation,
      surroundings: () => ({ workspace: ["/ws"], cwd: "/ws" }),
      askedBy: () => office.asked,
      get approvers() {
        return office.approvers;
      },
      get fourEyes() {
        return office.fourEyes;
      },
      quorum: { critical: 2 },
      days: 30,
      uses: 3,
      grantMs: 60_000,
    });
  }

  /** Asks, and answers allow-always. */
  async teach(command: string = push, approver = "bob"): Promise<ApprovalRequest> {
    const asked = await this.desk.queue.ask(about(command));
    const waiting = this.desk.queue.wait(asked.id, never);
    expect(await this.desk.queue.answer(asked.id, "allow-always", approver)).toBe("learned");
    expect((await waiting)?.consume()).toBe(true);
    return asked;
  }

  get events(): readonly unknown[] {
    return this.entries.map(({ body }) => body["event"]);
  }
}

function about(command: string, over: Partial<Decision> = {}, change: Parameters<typeof request>[0] = {}): Decision {
  const base: Request = request({
    action: { name: "exec" },
    resource: { type: "command", id: command, access: "execute" },
    ...change,
  });
  return asking(base, { reasons: [{ rule: "command.needs-leave", message: "it publishes" }], risk: "high", ...over });
}

let office: Office;
beforeEach(() => {
  office = new Office();
});

describe("allow-always", () => {
  it("[CE-4] shows the rule with the request before it is stored", async () => {
    const { always } = await office.desk.queue.ask(about(push));
    expect(always).toMatchObject({ text: `${push}  (in /ws)`, days: 30, uses: 3 });
    expect(await office.learned.list()).toEqual([]);
  });

  it("[CE-4] stores it with its end, its uses and who gave it, on record", async () => {
    const { id } = await office.teach();
    const [rule, ...more] = await office.learned.list();
    expect(more).toEqual([]);
    expect(rule).toMatchObject({
      agent: "main",
      principal: "ann",
      approver: "bob",
      text: `${push}  (in /ws)`,
      asked: ["command.needs-leave"],
      expires: office.clock.now() + 30 * day,
      uses: 3,
    });
    expect(office.entries.map(({ kind, body }) => [kind, body["event"], body["rule"], body["request"]])).toEqual([
      ["approval", "rule.learned", rule?.id, id],
    ]);
  });

  it.each<[string, Decision, string]>([
    ["what is no command", asking(), "only commands"],
    ["what is of critical risk", about(push, { risk: "critical" }), "critical"],
    ["what the turn has read", about(push, { reasons: [{ rule: "taint.execute", message: "" }] }), "taint.execute"],
    ["being asked always", about(push, { reasons: [{ rule: "exec.ask", message: "" }] }), "exec.ask"],
    ["inline code", about('python3 -c "print(1)"'), "given code"],
    ["dynamic words", about("git push $X"), "known only when it runs"],
  ])("[CE-4] is not offered for %s", async (_what, decision, why) => {
    const { id, always } = await office.desk.queue.ask(decision);
    expect(always).toMatchObject({ whyNot: expect.stringContaining(why) });
    expect(await office.desk.queue.answer(id, "allow-always", "bob")).toBe("not-offered");
    expect(await office.learned.list()).toEqual([]);
  });

  it("[CE-4] is not offered where a rule protects what would change", () => {
    office.asked = ["protection.repository-command", "command.protected-path"];
    for (const rule of office.asked) {
      const offer = office.learned.offer(about("cp a .npmrc", { reasons: [{ rule, message: "" }] }));
      expect(offer).toMatchObject({ whyNot: expect.stringContaining("protects") });
    }
  });

  it("[CE-4] counts as once when the rule cannot be recorded", async () => {
    office.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    const { id } = await office.desk.queue.ask(about(push));
    const waiting = office.desk.queue.wait(id, never);
    expect(await office.desk.queue.answer(id, "allow-always", "bob")).toBe("allowed");
    expect((await waiting)?.consume()).toBe(true);
    expect(await office.learned.list()).toEqual([]);
  });

  it("[CE-4] after a restart teaches the rule and keeps the yes", async () => {
    const decision = about(push);
    const { id } = await office.desk.queue.ask(decision);
    office.desk.queue.close();
    const restarted = office.desk.another();
    expect(await restarted.answer(id, "allow-always", "bob")).toBe("learned");
    expect(await office.learned.list()).toHaveLength(1);
    expect((await restarted.takeKept(decision))?.consume()).toBe(true);
  });
});

describe("a standing rule", () => {
  it("[CE-4] answers the same question, so that it is not asked twice, also after a restart", async () => {
    await office.teach();
    for (const rules of [office.learned, office.another()]) {
      const decision = about(push);
      const grant = await rules.claim(decision);
      expect(grant).toMatchObject({ fingerprint: decision.fingerprint, approver: "bob" });
      expect(grant?.consume()).toBe(true);
      expect(grant?.consume()).toBe(false);
    }
    expect(office.events).toEqual(["rule.learned", "rule.used", "rule.used"]);
  });

  it.each([
    "git push --force origin main",
    "git push origin other",
    "git push origin main; rm -r src",
    "git push origin main > a",
    "A=1 git push origin main",
    "sudo git push origin main",
  ])("[CE-4] does not answer for %s", async (variant) => {
    await office.teach();
    expect(await office.learned.claim(about(variant))).toBeUndefined();
  });

  it.each<[string, Decision]>([
    ["another agent", about(push, {}, { subject: { id: "other" } })],
    ["a child of the agent", about(push, {}, { subject: { id: "main/child" } })],
    ["another principal", about(push, {}, { subject: { principal: "eve" } })],
    ["a rule that did not ask then", about(push, { reasons: [{ rule: "new.rule", message: "" }] })],
    [
      "what a turn has read besides",
      about(push, {
        reasons: [
          { rule: "command.needs-leave", message: "" },
          { rule: "taint.execute", message: "" },
        ],
      }),
    ],
    ["critical risk", about(push, { risk: "critical" })],
  ])("[CE-4] does not answer for %s", async (_what, decision) => {
    await office.teach();
    expect(await office.learned.claim(decision)).toBeUndefined();
    expect((await office.learned.claim(about(push)))?.consume()).toBe(true);
  });

  it("[CE-4] answers while what it runs stays as it was, whatever becomes of the files it works on", async () => {
    const bound = (script: string, log: string, settings = "s") => [
      "directory /ws 1:2",
      "program /bin/bash 1:3",
      `file /ws/deploy me.sh sha256:${script}`,
      `file /ws/log.txt sha256:${log}`,
      `file /ws/package.json sha256:${settings}`,
    ];
    const run = (lines: readonly string[]) =>
      about("'./deploy me.sh' staging > log.txt", {}, { context: { ...request().context, bound: lines } });
    const asked = await office.desk.queue.ask(run(bound("11", "1")));
    expect(asked.always).toMatchObject({
      code: ["file /ws/deploy me.sh sha256:11", "file /ws/package.json sha256:s"],
    });
    await office.desk.queue.answer(asked.id, "allow-always", "bob");
    expect(await office.learned.claim(run(bound("11", "2")))).toBeDefined();
    expect(await office.learned.claim(run(bound("22", "1")))).toBeUndefined();
    expect(await office.learned.claim(run(bound("11", "1", "t")))).toBeUndefined();
    expect(await office.learned.claim(run([]))).toBeUndefined();
    expect(await office.learned.claim(run(bound("11", "3")))).toBeDefined();
  });

  it("[CE-4] ends after its uses, of which two at once take two", async () => {
    await office.teach();
    const grants = await Promise.all(Array.from({ length: 5 }, () => office.learned.claim(about(push))));
    expect(grants.filter((grant) => grant !== undefined)).toHaveLength(3);
    expect(await office.learned.list()).toEqual([]);
  });

  it("[CE-4] ends with its time", async () => {
    await office.teach();
    office.clock.move(30 * day - 1);
    expect(await office.learned.claim(about(push))).toBeDefined();
    office.clock.move(1);
    expect(await office.learned.claim(about(push))).toBeUndefined();
    await office.learned.sweep();
    expect(await office.store.scan("learned")).toEqual([]);
  });

  it("[CE-4] ends when it is taken away, which is on record", async () => {
    await office.teach();
    const [rule] = await office.learned.list();
    expect(await office.learned.remove(rule?.id ?? "", "ann")).toBe(true);
    expect(await office.learned.remove(rule?.id ?? "", "ann")).toBe(false);
    expect(await office.learned.claim(about(push))).toBeUndefined();
    expect(office.entries.at(-1)?.body).toMatchObject({ event: "rule.removed", by: "ann" });
  });

  it("[CE-4] is worth nothing once its approver may not approve any more", async () => {
    await office.teach();
    office.approvers = ["ann"];
    expect(await office.learned.claim(about(push))).toBeUndefined();
    office.approvers = ["ann", "bob"];
    await office.teach("npm publish", "ann");
    office.fourEyes = true;
    expect(await office.learned.claim(about("npm publish"))).toBeUndefined();
    expect(await office.learned.claim(about(push))).toBeDefined();
  });

  it("[CE-4] gives a grant that a new policy voids, and time", async () => {
    await office.teach();
    const [first, second] = [await office.learned.claim(about(push)), await office.learned.claim(about(push))];
    office.generation = 2;
    expect(first?.consume()).toBe(false);
    office.generation = 1;
    office.clock.move(60_000);
    expect(second?.consume()).toBe(false);
  });

  it("[SP-6] is not used when the use cannot be recorded", async () => {
    await office.teach();
    office.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    await expect(office.learned.claim(about(push))).rejects.toThrow("no space left");
    expect(await office.learned.list()).toMatchObject([{ uses: 3 }]);
  });

  it("[CE-4] that was tampered with in the store answers only for what it says, and only where its id leads", async () => {
    await office.teach();
    const [row] = await office.store.scan("learned");
    const other = office.learned.offer(about("npm publish"));
    await office.store.put("learned", row?.key ?? "", {
      ...(row?.value as object),
      rule: (other as unknown as { rule: never }).rule,
    });
    expect(await office.learned.claim(about(push))).toBeUndefined();
    expect(await office.learned.claim(about("npm publish"))).toBeUndefined();
  });
});
