import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Request } from "../../src/decision/index.ts";
import { ProviderRegistry, type ProviderServices, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { pidsWith, programPlace, realSandbox } from "../fixtures/process-provider.ts";
import { selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const misbehaving = readFileSync(fileURLToPath(new URL("../fixtures/misbehaving.py", import.meta.url)), "utf8");

/** A runtime in which a real process, in the real sandbox, speaks for `main`. */
async function running(
  settings: object = {},
  { text = misbehaving, name = "misbehaving.py" } = {},
  services: Partial<ProviderServices> = {},
) {
  const place = programPlace(name, text);
  onTestFinished(place.remove);
  const log = new MemoryLog();
  const { providers, services: others } = selecting({ main: ["own"] });
  const described = { own: { kind: "process", ...place.settings, deadlineMs: 500, ...settings } };
  const runtime = await SecurityRuntime.open({
    log,
    registry: new ProviderRegistry(),
    providers: { ...providers, described },
    services: { ...others, sandbox: realSandbox, ...services },
    policies: policySet({ main: wideScope }),
  });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= runtime.close());
  onTestFinished(close);
  const context = runtime.forAgent("main", "ann");
  const decide = async (path: string, args: Request["context"]["arguments"] = {}) =>
    (await context.evaluate(request({ resource: { id: path }, context: { arguments: args } }))).decision;
  return {
    ...{ place, log, runtime, close, decide },
    /** What the process said in its one reason. */
    async said(path: string, args: Request["context"]["arguments"] = {}): Promise<unknown> {
      const decision = await decide(path, args);
      expect(decision.effect).toBe("allow");
      return JSON.parse(decision.reasons.find(({ rule }) => rule === "said")?.message ?? "null");
    },
    findings: () => log.of("finding").map(({ body }) => `${body["rule"]}: ${body["message"]}`),
    lifecycle: () => log.of("lifecycle").map(({ body }) => body["event"]),
    status: async () => (await runtime.status()).find((each) => each.name === "own"),
  };
}

/** Waits until something holds; fails after ten seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return;
    await sleep(50);
  }
  expect(await holds()).toBe(true);
}

describe("a process that provides security", () => {
  it("[SP-14] decides, in order and many at once", async () => {
    const { decide, close, lifecycle, status } = await running({ concurrency: 4 });
    const decisions = await Promise.all(Array.from({ length: 200 }, (_, i) => decide(`/ws/${i}`)));
    expect(new Set(decisions.map(({ effect }) => effect))).toEqual(new Set(["allow"]));
    expect(await decide("/ws/slices")).toMatchObject({ effect: "allow" });
    expect(await status()).toMatchObject({ kind: "process", state: "healthy", available: true });
    await close();
    expect(lifecycle()).toEqual(["provider process started", "provider process stopped"]);
  });

  it("[SP-6] raises findings under a rule of its own", async () => {
    const { decide, log } = await running();
    expect(await decide("/ws/raise")).toMatchObject({ effect: "allow" });
    const [found] = log.of("finding");
    expect(found?.body).toMatchObject({ rule: "provider.own.seen", severity: "medium", agent: "main" });
  });

  it.each([
    ["dies", "/ws/die", /ended with exit code 3; it said: last words/],
    ["ends within an answer", "/ws/half", /ended with exit code 0/],
    ["adds to an answer", "/ws/junk", /neither an answer nor raises/],
    ["answers and refuses at once", "/ws/both", /neither an answer nor raises/],
    ["calls in its turn", "/ws/asks", /neither an answer nor raises/],
    ["answers under a number", "/ws/number", /neither an answer nor raises/],
    ["sends a list", "/ws/list", /JSON that is no object/],
    ["sends an empty line", "/ws/empty", /not JSON/],
    ["sends what is not JSON", "/ws/no-json", /not JSON/],
    ["sends a byte order mark", "/ws/mark", /not JSON/],
    ["sends what is not UTF-8", "/ws/no-utf8", /not UTF-8/],
    ["sends a long line", "/ws/huge", /a line of more than 1048576 bytes/],
    ["sends a line without end", "/ws/endless", /a line of more than 1048576 bytes/],
    ["floods with findings", "/ws/flood", /more than 200 lines in 10 s that nobody asked for/],
    ["hoards memory", "/ws/hoard", /ran into its limit of memory|was ended by SIGKILL|ended with exit code|no answer/],
  ])("[SP-12] %s: deny, a finding, a new start, and it decides again", async (_, path, cause) => {
    const { decide, log, findings, lifecycle } = await running({ memoryBytes: 128 << 20 });
    const denied = await decide(path);
    expect(denied).toMatchObject({ effect: "deny", cause: "threw" });
    await until(() => lifecycle().includes("provider process ended"));
    expect(log.of("lifecycle")[1]?.body["why"]).toMatch(cause);
    expect(findings().filter((finding) => finding.startsWith("provider.failing"))).toHaveLength(1);
    await until(async () => (await decide("/ws/a")).effect === "allow");
    expect(lifecycle().slice(0, 3)).toEqual([
      "provider process started",
      "provider process ended",
      "provider process started",
    ]);
  });

  it("[SP-12] denies what is under way when it dies, and what comes before it is back", async () => {
    const { decide, findings, status } = await running();
    const decisions = Promise.all([decide("/ws/die"), decide("/ws/a"), decide("/ws/b")]);
    expect((await decisions).map(({ effect }) => effect)).toEqual(["deny", "deny", "deny"]);
    expect(await decide("/ws/a")).toMatchObject({ effect: "deny", cause: "threw" });
    expect(await status()).toMatchObject({ state: "failing", available: false });
    expect(findings().join()).toMatch(/provider.process.ended: the process of the security provider "own" ended/);
    await until(async () => (await decide("/ws/a")).effect === "allow");
    expect(await status()).toMatchObject({ state: "healthy", available: true });
  });

  it("[SP-12] denies what it refuses or answers without sense, and lets it live", async () => {
    const { decide, lifecycle } = await running();
    expect(await decide("/ws/refuse")).toMatchObject({ effect: "deny", cause: "threw" });
    expect(await decide("/ws/malformed")).toMatchObject({ effect: "deny", cause: "malformed" });
    expect(await decide("/ws/a")).toMatchObject({ effect: "allow" });
    expect(lifecycle()).toEqual(["provider process started"]);
  });

  it("[SP-12] denies at the deadline, ignores what comes later, and tells of it", async () => {
    const { decide, findings, lifecycle } = await running();
    const denied = await decide("/ws/late");
    expect(denied).toMatchObject({ effect: "deny" });
    expect(JSON.stringify(denied.reasons)).toMatch(/no answer within 500 ms/);
    await until(() => findings().some((finding) => finding.includes("answered a call after its deadline")));
    expect(await decide("/ws/a")).toMatchObject({ effect: "allow" });
    expect(lifecycle()).toEqual(["provider process started"]);
  });

  it("[SP-12] takes no answer twice, and none for a call that it was not given", async () => {
    const { decide, findings } = await running();
    for (const path of ["/ws/twice", "/ws/guess"]) expect(await decide(path)).toMatchObject({ effect: "allow" });
    await until(() => findings().some((finding) => finding.includes("does not wait for an answer")));
    expect(await decide("/ws/a")).toMatchObject({ effect: "allow" });
  });

  it("[SP-12] starts one that hangs again, also when it ignores SIGTERM", async () => {
    const { decide, lifecycle } = await running({ deadlineMs: 200 });
    expect(await decide("/ws/deaf")).toMatchObject({ effect: "allow" });
    for (const path of ["/ws/hang", "/ws/a", "/ws/b"]) expect(await decide(path)).toMatchObject({ effect: "deny" });
    await until(() => lifecycle().includes("provider process ended"));
    await until(async () => (await decide("/ws/a")).effect === "allow");
  });

  it("[SP-12] leaves nothing behind when it is closed: not what it forked, not one that ignores SIGTERM", async () => {
    const { decide, said, close, place } = await running({ processes: 20, deadlineMs: 20_000 });
    expect(await said("/ws/fork")).toMatchObject({ made: expect.any(Number) });
    expect(pidsWith("987654").length).toBeGreaterThan(1);
    expect(pidsWith("987654").length).toBeLessThan(20);
    expect(await decide("/ws/deaf")).toMatchObject({ effect: "allow" });
    await close();
    expect(pidsWith("987654")).toEqual([]);
    expect(pidsWith(place.directory)).toEqual([]);
  });
});

describe("the sandbox of such a process", () => {
  it("[SP-12] lets it write nothing but its private /tmp", async () => {
    const { said, place } = await running();
    const directory = place.directory;
    expect(await said("/ws/touch")).toEqual({
      [`${directory}/made`]: false,
      [`${directory}/misbehaving.py`]: false,
      "/etc/made": false,
      "/usr/made": false,
      "/tmp/made": true,
    });
  });

  it("[SP-12] lets it reach nobody; where the operator accepts that there is none, it does", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const port = (server.address() as { port: number }).port;
    const { said } = await running();
    expect(await said("/ws/connect", { port })).toBe(false);
    const risk = { until: "2999-12-31", reason: "a test" };
    const unconfined = await running({ dangerouslyUnconfined: risk });
    expect(await unconfined.said("/ws/connect", { port })).toBe(true);
    expect(unconfined.findings().join()).toMatch(/sandbox.unconfined: .*"own".*until 2999-12-31: a test/);
  });

  it("[SP-12] gives it the variables that are named and no others", async () => {
    const variable = (name: string) => (name === "OWN_NAME" ? "x" : undefined);
    const { said } = await running({ environment: ["OWN_NAME"] }, {}, { variable });
    const names = (await said("/ws/environment")) as string[];
    expect(names).toContain("OWN_NAME");
    expect(names.filter((name) => name !== "OWN_NAME" && process.env[name] === undefined)).toEqual([]);
    expect(names.length).toBeLessThan(10);
    await expect(running({ environment: ["NOT_SET"] })).rejects.toMatchObject({
      code: "ERR_PROVIDER_SETTINGS_INVALID",
    });
  });
});

describe("the provider of the guide", () => {
  const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

  it("[SP-14] decides, learns from records, and answers findings", async () => {
    const { runtime, log } = await running(
      {},
      { name: "process-provider.py", text: text("examples/process-provider.py") },
    );
    const context = runtime.forAgent("main", "ann");
    const fetching = (url: string, principal = "ann") =>
      request({
        subject: { principal },
        action: { name: "web_fetch" },
        resource: { type: "url", id: url, access: "connect" },
      });
    const first = await context.evaluate(fetching("https://new.example.com/"));
    expect(first.decision).toMatchObject({ effect: "ask", reasons: [{ rule: "first-contact" }] });
    expect((await context.evaluate(fetching("https://example.com/"))).decision.effect).toBe("allow");
    const body = { effect: "allow", request: fetching("https://new.example.com/") };
    await log.append({ kind: "decision", body: JSON.parse(JSON.stringify(body)) });
    await until(async () => (await context.evaluate(fetching("https://new.example.com/"))).decision.effect === "allow");
    const finding = { rule: "test", message: "a test", agent: "main", session: "s1", evidence: [] };
    const answer = await runtime.raise({ ...finding, severity: "critical" });
    expect(answer).toMatchObject({ incident: { title: "a test", severity: "critical" } });
  });

  it("[SP-14] is of forty lines at most, and shown in the guide as it is", () => {
    const example = text("examples/process-provider.py");
    expect(example.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    expect(text("docs/guide/process-providers.md")).toContain(example);
  });
});

describe("a start that is refused", () => {
  const refusal = (reason: RegExp) => ({
    code: "ERR_PROVIDER_UNAVAILABLE",
    message: expect.stringMatching(reason),
  });

  it("[SP-1] when no sandbox holds, or the acceptance that there is none is over", async () => {
    const none = running({}, {}, { sandbox: async () => undefined });
    await expect(none).rejects.toMatchObject(refusal(/no sandbox that holds/));
    const over = running({ dangerouslyUnconfined: { until: "2020-01-01", reason: "a test" } });
    await expect(over).rejects.toMatchObject({ code: "ERR_SANDBOX_NOT_ACCEPTED" });
  });

  it("[SP-1] when it speaks another version, does not start, or does not answer", async () => {
    const answers = (result: string) =>
      `read -r call; id=\${call#*id\\":\\"}; echo '{"jsonrpc":"2.0","id":"'"\${id%%\\"*}"'","result":${result}}'; cat`;
    const sh = (text: string) => running({ startMs: 500 }, { name: "provider.sh", text });
    await expect(sh(answers('{"seam":2,"available":true}'))).rejects.toMatchObject(refusal(/speaks version 2/));
    await expect(sh("echo none >&2; exit 4")).rejects.toMatchObject(refusal(/exit code 4; it said: none/));
    await expect(sh("sleep 1000")).rejects.toMatchObject(refusal(/no answer within 500 ms/));
    await expect(running({ command: ["no-such-program"] })).rejects.toMatchObject(refusal(/127|not be started|set up/));
  });

  it("[SP-1] when its settings are not of the form, or name what an agent can change or the gateway's state", async () => {
    const invalid = { code: "ERR_PROVIDER_SETTINGS_INVALID" };
    for (const settings of [{ command: [] }, { command: "python3" }, { more: 1 }, { deadlineMs: 0 }])
      await expect(running(settings)).rejects.toMatchObject(invalid);
    const place = programPlace("misbehaving.py", misbehaving);
    onTestFinished(place.remove);
    for (const where of [{ workspaces: [place.directory] }, { workspaces: ["/tmp"] }, { directory: place.directory }])
      await expect(running(place.settings, {}, where)).rejects.toMatchObject(invalid);
    await expect(running({ readOnly: ["/"] })).rejects.toMatchObject(invalid);
  });
});
