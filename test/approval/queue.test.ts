import { describe, expect, it } from "vitest";
import { request } from "../fixtures/request.ts";
import { asking, Desk, never, temporaryStore } from "./fixture.ts";

describe("an approval", () => {
  it("[CE-4] is asked, listed, allowed once, and its grant is good once", async () => {
    const desk = new Desk();
    const decision = asking();
    const asked = await desk.queue.ask(decision);
    expect(asked).toMatchObject({ agent: "main", principal: "ann", tool: "read", fingerprint: decision.fingerprint });
    expect(await desk.queue.list()).toEqual([{ ...asked, allowedBy: [], orphaned: false }]);
    const waiting = desk.queue.wait(asked.id, never);
    expect(await desk.queue.answer(asked.id, "allow-once", "bob")).toBe("allowed");
    const grant = await waiting;
    expect(grant).toMatchObject({ id: asked.id, fingerprint: decision.fingerprint, approver: "bob" });
    expect(grant?.consume()).toBe(true);
    expect(grant?.consume()).toBe(false);
    expect(await desk.queue.answer(asked.id, "allow-once", "bob")).toBe("answered");
    expect(await desk.queue.list()).toEqual([]);
    expect(desk.states).toEqual(["pending", "allowed", "claimed"]);
  });

  it("[CE-4] is not allowed always when it offers no rule, and waits on", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    expect(await desk.queue.answer(id, "allow-always", "bob")).toBe("not-offered");
    expect(await desk.queue.list()).toHaveLength(1);
  });

  it("[CE-4] is denied by a denial, and by any answer that is no known one", async () => {
    for (const answer of ["deny", "allow", ""]) {
      const desk = new Desk();
      const { id } = await desk.queue.ask(asking());
      const waiting = desk.queue.wait(id, never);
      expect(await desk.queue.answer(id, answer as "deny", "bob")).toBe("denied");
      expect(await waiting).toBeUndefined();
    }
  });

  it("can be answered before the turn begins to wait", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    await desk.queue.answer(id, "allow-once", "bob");
    expect((await desk.queue.wait(id, never))?.consume()).toBe(true);
  });

  it("refuses a decision that does not ask", async () => {
    const desk = new Desk();
    await expect(desk.queue.ask(asking(undefined, { effect: "deny" }))).rejects.toMatchObject({
      code: "ERR_APPROVAL_NOT_ASKED",
    });
    expect(desk.entries).toEqual([]);
  });

  it("tells listeners when it is asked and when it ends, and stands when one of them fails", async () => {
    const desk = new Desk();
    const seen: unknown[] = [];
    desk.queue.subscribe(() => {
      throw new Error("the channel is gone");
    });
    const end = desk.queue.subscribe(({ state }) => seen.push(state));
    const { id } = await desk.queue.ask(asking());
    await desk.queue.answer(id, "deny", "bob");
    end();
    await desk.queue.ask(asking());
    expect(seen).toEqual(["pending", "denied"]);
  });
});

describe("who may answer", () => {
  it("[CE-4] nobody, when no approvers are listed", async () => {
    const desk = new Desk({ approvers: [] });
    const { id } = await desk.queue.ask(asking());
    expect(await desk.queue.answer(id, "allow-once", "ann")).toBe("not-approver");
    expect(await desk.queue.answer(id, "deny", "")).toBe("not-approver");
    expect(await desk.queue.list()).toHaveLength(1);
  });

  it("[CE-4] only who is listed, and the attempt is on record", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    expect(await desk.queue.answer(id, "allow-once", "mallory")).toBe("not-approver");
    expect(desk.states).toEqual(["pending", "refused not-approver"]);
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("allowed");
  });

  it("[CE-4] with four eyes, not the principal whose agent asks; they may still deny", async () => {
    const desk = new Desk({ fourEyes: true });
    const first = await desk.queue.ask(asking());
    expect(await desk.queue.answer(first.id, "allow-once", "ann")).toBe("own-request");
    expect(await desk.queue.answer(first.id, "allow-once", "bob")).toBe("allowed");
    const second = await desk.queue.ask(asking());
    expect(await desk.queue.answer(second.id, "deny", "ann")).toBe("denied");
  });

  it("the principal themselves, when four eyes are not asked for", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    expect(await desk.queue.answer(id, "allow-once", "ann")).toBe("allowed");
  });
});

describe("a quorum", () => {
  const critical = () => asking(undefined, { risk: "critical" });

  it("[CE-4] takes that many different approvers for what is of the risk, and one for the rest", async () => {
    const desk = new Desk({ approvers: ["ann", "bob", "cyd"], quorum: { critical: 2 } });
    const asked = await desk.queue.ask(critical());
    expect(asked).toMatchObject({ needed: 2, always: { whyNot: "2 approvers must allow it each time" } });
    const waiting = desk.queue.wait(asked.id, never);
    expect(await desk.queue.answer(asked.id, "allow-once", "bob")).toBe("counted");
    expect(await desk.queue.answer(asked.id, "allow-once", "bob")).toBe("counted");
    expect(await desk.queue.answer(asked.id, "allow-once", "mallory")).toBe("not-approver");
    expect(await desk.queue.list()).toMatchObject([{ id: asked.id, allowedBy: ["bob"] }]);
    expect(await desk.queue.answer(asked.id, "allow-once", "cyd")).toBe("allowed");
    expect(await waiting).toMatchObject({ approver: "bob, cyd" });
    const high = await desk.queue.ask(asking(undefined, { risk: "high" }));
    expect(await desk.queue.answer(high.id, "allow-once", "bob")).toBe("allowed");
  });

  it("[CE-4] is ended by one who denies", async () => {
    const desk = new Desk({ quorum: { critical: 2 } });
    const { id } = await desk.queue.ask(critical());
    const waiting = desk.queue.wait(id, never);
    await desk.queue.answer(id, "allow-once", "bob");
    expect(await desk.queue.answer(id, "deny", "ann")).toBe("denied");
    expect(await waiting).toBeUndefined();
  });

  it("[CE-4] does not count the one who asks, with four eyes, and is remembered over a restart", async () => {
    const desk = new Desk({ approvers: ["ann", "bob", "cyd"], fourEyes: true, quorum: { critical: 2 } });
    const decision = critical();
    const { id } = await desk.queue.ask(decision);
    expect(await desk.queue.answer(id, "allow-once", "ann")).toBe("own-request");
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("counted");
    desk.queue.close();
    const restarted = desk.another();
    expect(await restarted.list()).toMatchObject([{ id, allowedBy: ["bob"], orphaned: true }]);
    expect(await restarted.answer(id, "allow-once", "cyd")).toBe("kept");
    expect(await restarted.takeKept(decision)).toMatchObject({ approver: "bob, cyd" });
  });

  it("[CE-4] of two answers of one approver at once counts one", async () => {
    const desk = new Desk({ approvers: ["ann", "bob"], quorum: { critical: 2 } });
    const { id } = await desk.queue.ask(critical());
    const answers = [desk.queue.answer(id, "allow-once", "bob"), desk.queue.answer(id, "allow-once", "bob")];
    expect(await Promise.all(answers)).toEqual(["counted", "counted"]);
    expect(await desk.queue.list()).toMatchObject([{ allowedBy: ["bob"] }]);
  });
});

describe("time and policy", () => {
  it("[SP-6] an approval that nobody gives in time is a denial, recorded as expired", async () => {
    const desk = new Desk({ timeoutMs: 1_000 });
    const { id } = await desk.queue.ask(asking());
    const waiting = desk.queue.wait(id, never);
    desk.clock.move(1_000);
    expect(await waiting).toBeUndefined();
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("expired");
    expect(desk.states).toEqual(["pending", "expired"]);
  });

  it("[CE-4] a grant expires, to the millisecond", async () => {
    for (const [age, good] of [
      [59_999, true],
      [60_000, false],
    ] as const) {
      const desk = new Desk({ grantMs: 60_000 });
      const { id } = await desk.queue.ask(asking());
      await desk.queue.answer(id, "allow-once", "bob");
      const grant = await desk.queue.wait(id, never);
      desk.clock.move(age);
      expect(grant?.consume()).toBe(good);
    }
  });

  it("[CE-4] a new policy voids a pending request and a grant that was given", async () => {
    const desk = new Desk();
    const [pending, given] = [await desk.queue.ask(asking()), await desk.queue.ask(asking())];
    await desk.queue.answer(given.id, "allow-once", "bob");
    const grant = await desk.queue.wait(given.id, never);
    const waiting = desk.queue.wait(pending.id, never);
    desk.generation = 2;
    expect(grant?.consume()).toBe(false);
    expect(await desk.queue.answer(pending.id, "allow-once", "bob")).toBe("stale-policy");
    expect(await waiting).toBeUndefined();
  });

  it("a turn that is aborted withdraws its request", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    const abort = new AbortController();
    const waiting = desk.queue.wait(id, abort.signal);
    abort.abort();
    expect(await waiting).toBeUndefined();
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("answered");
    expect(desk.states).toEqual(["pending", "withdrawn"]);
  });
});

describe("races", () => {
  it("[CE-4] of two answers at once the first wins, and only that one is recorded as a change", async () => {
    for (let round = 0; round < 20; round++) {
      const desk = new Desk();
      const { id } = await desk.queue.ask(asking());
      const waiting = desk.queue.wait(id, never);
      const answers = ["deny", "allow-once"] as const;
      const order = round % 2 === 0 ? answers : answers.toReversed();
      const outcomes = await Promise.all(order.map((answer) => desk.queue.answer(id, answer, "bob")));
      const won = order[0] === "deny" ? "denied" : "allowed";
      expect(outcomes).toEqual([won, "answered"]);
      expect((await waiting)?.consume() === true).toBe(won === "allowed");
      expect(desk.states.filter((state) => state === "allowed" || state === "denied")).toEqual([won]);
    }
  });

  it("[CE-4] an answer and the timeout end a request once, whichever is first", async () => {
    const early = new Desk({ timeoutMs: 1_000 });
    const first = await early.queue.ask(asking());
    const answered = early.queue.answer(first.id, "allow-once", "bob");
    early.clock.move(1_000);
    // The clock moved before the answer was looked at: the time was over.
    expect(await answered).toBe("expired");
    expect(await early.queue.wait(first.id, never)).toBeUndefined();

    const slow = new Desk({ timeoutMs: 1_000 });
    const second = await slow.queue.ask(asking());
    slow.beforeRecord = (entry) => {
      if (entry.body["state"] === "allowed") slow.clock.move(1_000);
    };
    const waiting = slow.queue.wait(second.id, never);
    expect(await slow.queue.answer(second.id, "allow-once", "bob")).toBe("allowed");
    expect((await waiting)?.consume()).toBe(true);
    expect(slow.states).toEqual(["pending", "allowed", "claimed"]);
  });

  it("[CE-4] of two turns that wait for one request only one is given the grant", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    const waiting = [desk.queue.wait(id, never), desk.queue.wait(id, never)];
    await desk.queue.answer(id, "allow-once", "bob");
    const grants = (await Promise.all(waiting)).filter((grant) => grant !== undefined);
    expect(grants).toHaveLength(1);
    const uses = await Promise.all(Array.from({ length: 50 }, async () => grants[0]?.consume()));
    expect(uses.filter((used) => used === true)).toHaveLength(1);
    expect(await desk.queue.wait(id, never)).toBeUndefined();
  });

  it("[CE-4] when another process ends the request between record and change, the change does not happen", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    const other = desk.another();
    desk.beforeRecord = async (entry) => {
      if (entry.body["state"] !== "allowed" || entry.body["superseded"] === true) return;
      desk.beforeRecord = () => {};
      await other.answer(id, "deny", "ann");
    };
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("answered");
    expect(desk.states).toEqual(["pending", "denied", "allowed", "allowed"]);
    expect(desk.entries.at(-1)?.body).toMatchObject({ superseded: true });
  });
});

describe("the record", () => {
  it("[SP-6] an approval that cannot be recorded is a denial", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    const waiting = desk.queue.wait(id, never);
    desk.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("unrecorded");
    expect(await waiting).toBeUndefined();
    desk.beforeRecord = () => {};
    expect(await desk.queue.answer(id, "allow-once", "bob")).toBe("answered");
    expect(await desk.queue.list()).toEqual([]);
  });

  it("[SP-6] a timeout that cannot be recorded still denies", async () => {
    const desk = new Desk({ timeoutMs: 10 });
    const { id } = await desk.queue.ask(asking());
    const waiting = desk.queue.wait(id, never);
    desk.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    desk.clock.move(10);
    expect(await waiting).toBeUndefined();
  });

  it("[SP-6] a claim that cannot be recorded gives no grant", async () => {
    const desk = new Desk();
    const { id } = await desk.queue.ask(asking());
    await desk.queue.answer(id, "allow-once", "bob");
    desk.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    expect(await desk.queue.wait(id, never)).toBeUndefined();
  });

  it("[SP-6] a question that cannot be recorded is not asked", async () => {
    const desk = new Desk();
    desk.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    await expect(desk.queue.ask(asking())).rejects.toThrow("no space left");
    expect(await desk.queue.list()).toEqual([]);
  });

  it("[SP-6] a store that fails gives no grant, ends the wait on timeout, and rejects the answer", async () => {
    const store = temporaryStore();
    const desk = new Desk({ timeoutMs: 10 }, store);
    const { id } = await desk.queue.ask(asking());
    const waiting = desk.queue.wait(id, never);
    await store.close();
    await expect(desk.queue.answer(id, "allow-once", "bob")).rejects.toThrow();
    desk.clock.move(10);
    expect(await waiting).toBeUndefined();
  });
});

describe("after a restart", () => {
  /** A desk whose process ended while a request waited, and the decision that asked. */
  async function orphaned(options: ConstructorParameters<typeof Desk>[0] = {}) {
    const desk = new Desk(options);
    const decision = asking();
    const { id } = await desk.queue.ask(decision);
    const waiting = desk.queue.wait(id, never);
    desk.queue.close();
    expect(await waiting).toBeUndefined();
    return { desk, decision, id, restarted: desk.another() };
  }

  it("[CE-4] a request is still listed, and a yes to it is kept for the same request, once", async () => {
    const { desk, decision, id, restarted } = await orphaned();
    expect(await restarted.list()).toMatchObject([{ id, orphaned: true }]);
    expect(await restarted.answer(id, "allow-once", "bob")).toBe("kept");
    expect(await restarted.wait(id, never)).toBeUndefined();
    expect(await restarted.list()).toEqual([]);
    const again = { ...decision, evaluation: crypto.randomUUID() };
    const grants = await Promise.all([restarted.takeKept(again), restarted.takeKept(again)]);
    const [grant, ...more] = grants.filter((one) => one !== undefined);
    expect(more).toEqual([]);
    expect(grant).toMatchObject({ id, fingerprint: decision.fingerprint, approver: "bob" });
    expect(grant?.consume()).toBe(true);
    expect(grant?.consume()).toBe(false);
    expect(await restarted.takeKept(again)).toBeUndefined();
    expect(desk.states).toEqual(["pending", "kept", "claimed"]);
  });

  it("[CE-4] a no to it ends it, before and after a yes", async () => {
    const first = await orphaned();
    expect(await first.restarted.answer(first.id, "deny", "bob")).toBe("denied");
    expect(await first.restarted.takeKept(first.decision)).toBeUndefined();
    const second = await orphaned();
    await second.restarted.answer(second.id, "allow-once", "bob");
    expect(await second.restarted.answer(second.id, "deny", "ann")).toBe("denied");
    expect(await second.restarted.takeKept(second.decision)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof request>[0]]>([
    ["command", { resource: { type: "path", id: "/ws/other.txt", access: "read" } }],
    ["agent", { subject: { id: "other" } }],
    ["principal", { subject: { principal: "bob" } }],
    ["session", { subject: { session: "s2" } }],
    ["taint", { context: { taint: { untrusted: true, sensitive: false, sources: [] } } }],
  ])("[CE-4] what was kept is nothing to another %s", async (_what, change) => {
    const { decision, id, restarted } = await orphaned();
    await restarted.answer(id, "allow-once", "bob");
    expect(await restarted.takeKept(asking(request(change)))).toBeUndefined();
    expect((await restarted.takeKept(decision))?.consume()).toBe(true);
  });

  it("[CE-4] what was kept ends with its time, and with the policy that asked, even when a restart counts anew", async () => {
    const late = await orphaned({ timeoutMs: 1_000 });
    await late.restarted.answer(late.id, "allow-once", "bob");
    late.desk.clock.move(1_000);
    expect(await late.restarted.takeKept(late.decision)).toBeUndefined();
    await late.restarted.sweep(1_000_000);
    expect(late.desk.states).toEqual(["pending", "kept", "expired"]);

    const changed = await orphaned();
    await changed.restarted.answer(changed.id, "allow-once", "bob");
    changed.desk.policy = "p2";
    expect(await changed.restarted.takeKept(changed.decision)).toBeUndefined();

    const stale = await orphaned();
    stale.desk.policy = "p2";
    expect(await stale.restarted.answer(stale.id, "allow-once", "bob")).toBe("stale-policy");
  });

  it("[CE-4] who asks the same again ends the request that nobody waits for", async () => {
    const { desk, decision, id, restarted } = await orphaned();
    expect(await restarted.takeKept(decision)).toBeUndefined();
    expect(await restarted.list()).toEqual([]);
    expect(await restarted.answer(id, "allow-once", "bob")).toBe("answered");
    expect(desk.states).toEqual(["pending", "withdrawn"]);
  });

  it("[SP-6] what was kept and cannot be recorded as taken gives no grant", async () => {
    const { desk, decision, id, restarted } = await orphaned();
    await restarted.answer(id, "allow-once", "bob");
    desk.beforeRecord = () => {
      throw new Error("no space left on device");
    };
    expect(await restarted.takeKept(decision)).toBeUndefined();
  });

  it("requests whose time is over are ended, and ended ones are forgotten after a while", async () => {
    const desk = new Desk({ timeoutMs: 10 });
    const { id } = await desk.queue.ask(asking());
    desk.queue.close();
    const restarted = desk.another();
    desk.clock.move(11);
    expect(await restarted.list()).toEqual([]);
    await restarted.sweep(1_000);
    expect(desk.states).toEqual(["pending", "expired"]);
    expect(await restarted.answer(id, "deny", "bob")).toBe("expired");
    desk.clock.move(1_000);
    await restarted.sweep(1_000);
    expect(await restarted.answer(id, "deny", "bob")).toBe("unknown");
  });
});
