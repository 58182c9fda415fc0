import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { openSallyport } from "../../src/assembly/index.ts";
import { type AuditRecord, queryLog } from "../../src/audit/index.ts";
import { homePaths, readEnvironment } from "../../src/config/index.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { runCommand, type Serving, serve } from "../matrix/command-line.ts";
import { type Home, makeHome } from "../matrix/home.ts";
import { obey, order } from "../matrix/obedient-model.ts";

/** Has the agent plan something for the operator, with a yes to that; gives the id of the job. */
async function plan(home: string, args: object): Promise<string> {
  const port = await openSallyport({ environment: readEnvironment({ SALLYPORT_HOME: home }) });
  try {
    port.approvals.subscribe(() => {
      void port.approvals
        .list()
        .then((waiting) => Promise.all(waiting.map(({ id }) => port.approvals.answer(id, "allow-once", "operator"))));
    });
    const taint = { untrusted: false, sensitive: false, sources: [] };
    const text = order("cron_add", args);
    const asked = { principal: "operator", session: "s", ingress: "cli", tier: "A" as const, text, taint };
    for await (const _ of port.agents.get("main")?.turn(asked, new AbortController().signal) ?? []);
    const [job] = await port.schedule.jobs.all();
    if (job === undefined) throw new Error("nothing was planned");
    return job.id;
  } finally {
    await port.close();
  }
}

/** A gateway that the end of the test ends too. */
async function gatewayOf(home: string): Promise<Serving> {
  const gateway = await serve(home);
  onTestFinished(() => void gateway.child.kill("SIGKILL"));
  return gateway;
}

const records = (home: string, query: Parameters<typeof queryLog>[1]): Promise<readonly AuditRecord[]> =>
  Array.fromAsync(queryLog(homePaths(home).audit, query));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}

async function withHome(work: (place: Home) => Promise<void>): Promise<void> {
  await using model = await startModelServer(obey);
  const place = makeHome(model.openai);
  try {
    await work(place);
  } finally {
    place.remove();
  }
}

it("[SP-3] a gateway that is killed in a run never makes it again, and the next one tells of it", async () => {
  await withHome(async ({ home, workspace }) => {
    const marker = join(workspace, "marker");
    const soon = new Date(Date.now() + 6_000).toISOString();
    const id = await plan(home, { schedule: soon, command: "touch marker; sleep 60" });
    const killed = await gatewayOf(home);
    await until(() => existsSync(marker));
    killed.child.kill("SIGKILL");
    await killed.ended;
    rmSync(marker);
    const next = await gatewayOf(home);
    const found = async () => records(home, { kind: "finding" });
    await until(async () => (await found()).some(({ body }) => body["rule"] === "cron.interrupted"));
    const listed = await runCommand(home, "cron", "list", "--json");
    expect(listed.json).toMatchObject([{ id, next: null, running: false, last: { result: "interrupted" } }]);
    next.child.kill("SIGTERM");
    expect((await next.ended).code).toBe(0);
    expect(existsSync(marker)).toBe(false);
    expect(await records(home, { kind: "decision", tool: "cron_run" })).toHaveLength(1);
    expect((await found()).filter(({ body }) => body["rule"] === "cron.interrupted")).toHaveLength(1);
  });
});

it("[SP-3] an operator lists, runs, disables, enables and removes jobs, each on record", async () => {
  await withHome(async ({ home, workspace }) => {
    const marker = join(workspace, "marker");
    const id = await plan(home, { schedule: "0 0 1 1 *", command: "echo hello; touch marker", name: "\u001b[2Jx" });
    const gateway = await gatewayOf(home);
    const cron = (...words: readonly string[]) => runCommand(home, "cron", ...words);
    const list = await cron("list");
    expect(list.stdout).toContain("touch marker");
    expect(list.stdout).not.toContain("\u001b");
    expect((await runCommand(home, "status")).stdout).toMatch(/cron {7}1 jobs, 0 running, next \d{4}-01-01T/);
    const ran = await cron("run", id);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^completed\nhello\n/) });
    expect(existsSync(marker)).toBe(true);
    expect((await cron("disable", id)).stdout).toBe(`disabled ${id}\n`);
    expect((await cron("list", "--json")).json).toMatchObject([{ id, enabled: false, next: null }]);
    expect((await cron("enable", id)).stdout).toBe(`enabled ${id}\n`);
    expect((await cron("list", "--json")).json).toMatchObject([{ id, enabled: true, next: expect.any(String) }]);
    expect((await cron("remove", id)).stdout).toBe(`removed ${id}\n`);
    expect((await cron("list")).stdout).toBe("nothing is planned\n");
    expect((await cron("run", id)).code).toBe(2);
    gateway.child.kill("SIGTERM");
    await gateway.ended;
    const events = (await records(home, { kind: "lifecycle" })).map(({ body }) => body["event"]);
    expect(events.filter((event) => String(event).startsWith("cron."))).toEqual([
      "cron.triggered",
      "cron.disabled",
      "cron.enabled",
      "cron.removed",
    ]);
  });
});
