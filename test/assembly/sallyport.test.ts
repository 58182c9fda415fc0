import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSallyport, type Sallyport, type SallyportOptions } from "../../src/assembly/index.ts";
import { buildPolicies } from "../../src/assembly/policies.ts";
import { queryLog, verifyLog } from "../../src/audit/index.ts";
import { analyseCommand } from "../../src/command/index.ts";
import { homePaths, loadConfig, readEnvironment } from "../../src/config/index.ts";
import { fakeEntry } from "../fixtures/provider.ts";
import { tempDir } from "../fixtures/temp.ts";

function homeWith(config: object): string {
  const home = tempDir();
  writeFileSync(homePaths(home).config, JSON.stringify(config), { mode: 0o600 });
  return home;
}

async function open(
  home: string,
  more: Partial<SallyportOptions> & { readonly variables?: Record<string, string> } = {},
): Promise<Sallyport> {
  const { variables, ...options } = more;
  const port = await openSallyport({
    environment: readEnvironment({ SALLYPORT_HOME: home, ...variables }),
    ...options,
  });
  onTestFinished(() => port.close());
  return port;
}

async function say(port: Sallyport, text: string, tier: "A" | "B" | "C" = "A") {
  const events = [];
  const input = {
    principal: "ann",
    session: crypto.randomUUID(),
    ingress: "cli",
    tier,
    text,
    taint: { untrusted: false, sensitive: false, sources: [] },
  };
  for await (const event of port.agents.get("main")?.turn(input, new AbortController().signal) ?? [])
    events.push(event);
  return events;
}

const records = async (home: string, kind: "decision" | "lifecycle" | "config") => {
  const found = [];
  for await (const record of queryLog(homePaths(home).audit, { kind })) found.push(record.body);
  return found;
};

describe("opening Sallyport", () => {
  it("[CE-1.1] every agent has the second parser of bash, which takes part before a command is allowed", async () => {
    const home = homeWith({ agents: [{ id: "main", profile: "coding" }, { id: "other" }] });
    const { policies } = await buildPolicies(home, await loadConfig(home), 1, Date.now);
    expect(policies.agents.size).toBe(2);
    for (const { secondOpinion } of policies.agents.values()) {
      expect(secondOpinion?.differs(analyseCommand("ls -l"))).toBeUndefined();
      const hidden = { ...analyseCommand("ls"), source: "ls; reboot" };
      expect(secondOpinion?.differs(hidden)).toMatchObject({ rule: "command.second-opinion" });
    }
  });

  it("[CC-2.1] with an empty configuration turns on nothing risky: no commands, no files, no web", async () => {
    const home = homeWith({});
    const port = await open(home);
    const events = await say(port, "run ls\nread notes.txt\nfetch https://example.com/");
    const ended = events.filter((event) => event.type === "tool-end");
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.every((event) => event.effect === "deny")).toBe(true);
    expect(port.runtime.forAgent("main", "ann").scope).toMatchObject({
      sandbox: "required",
      hosts: [],
      commands: [],
      roots: { read: [], write: [] },
    });
  });

  it("[CC-2.2] records the configuration in force by version and hash", async () => {
    const home = homeWith({ version: 7 });
    const port = await open(home);
    expect(await records(home, "lifecycle")).toContainEqual(
      expect.objectContaining({ event: "started", config: { version: 7, hash: port.loaded().hash } }),
    );
  });

  it("[SP-12] refuses to start with a provider that is unknown or unavailable, and lets everything go again", async () => {
    const home = homeWith({ security: { provider: "nonesuch" } });
    await expect(open(home)).rejects.toMatchObject({ code: "ERR_PROVIDER_UNKNOWN" });
    const dead = {
      nonesuch: fakeEntry("nonesuch", {
        availability: async () => ({ available: false, reason: "gone", fix: "bring it back" }),
      }),
    };
    await expect(open(home, { providers: dead })).rejects.toMatchObject({
      code: "ERR_PROVIDER_UNAVAILABLE",
      fix: "bring it back",
    });
    expect((await open(home, { providers: { nonesuch: fakeEntry("nonesuch") } })).log.size).toBeGreaterThan(0);
  });

  it("[CC-2.2] refuses a configuration with every problem at once, and policies that do not load", async () => {
    await expect(open(homeWith({ gatway: {}, agents: [{ id: "A" }] }))).rejects.toMatchObject({
      code: "ERR_CONFIG_INVALID",
    });
    await expect(open(homeWith({ policy: { rules: [{ id: "x", effect: "alow" }] } }))).rejects.toMatchObject({
      code: "ERR_POLICY_INVALID",
    });
  });

  it("says which variable is missing when a model's key is not there, and shows the key nowhere when it is", async () => {
    const config = {
      models: { default: { type: "openai", url: "http://127.0.0.1:1/v1", model: "m", apiKeyEnv: "TRY_KEY" } },
    };
    await expect(open(homeWith(config))).rejects.toMatchObject({ code: "ERR_MODEL_KEY_MISSING" });
    const key = ["plain", "words", "nobody", "would", "guess"].join("-");
    const home = homeWith(config);
    const port = await open(home, { variables: { TRY_KEY: key } });
    expect(port.redactor.redact(`the key is ${key}`).text).not.toContain(key);
    await say(port, `my key is ${key}`);
    expect(readFileSync(join(homePaths(home).audit, "records.jsonl"), "utf8")).not.toContain(key);
  });

  it("[AU-1] leaves a log that verifies when it is closed, with a record of the end", async () => {
    const home = homeWith({ agents: [{ id: "main", profile: "coding" }] });
    const port = await openSallyport({ environment: readEnvironment({ SALLYPORT_HOME: home }) });
    await say(port, "write a.txt: hello\nlist files");
    await port.close();
    expect(await verifyLog(homePaths(home).audit, { vkey: port.log.vkey })).toMatchObject({ ok: true });
    expect((await records(home, "lifecycle")).at(-1)).toEqual({ event: "stopped" });
  });
});

describe("reading the configuration again", () => {
  it("[CC-2.2] puts another generation in force, or keeps the old one when it cannot be used", async () => {
    const home = homeWith({ agents: [{ id: "main", profile: "coding" }] });
    const port = await open(home);
    const effect = async () => (await say(port, "list files")).find((event) => event.type === "tool-end")?.effect;
    expect(await effect()).toBe("allow");
    writeFileSync(homePaths(home).config, "{ agents: [ }", { mode: 0o600 });
    await expect(port.reload()).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    expect([port.runtime.generation, await effect()]).toEqual([1, "allow"]);
    writeFileSync(homePaths(home).config, JSON.stringify({ agents: [{ id: "main", profile: "minimal" }] }), {
      mode: 0o600,
    });
    await port.reload();
    expect([port.runtime.generation, await effect()]).toEqual([2, "deny"]);
    expect(await records(home, "config")).toEqual([expect.objectContaining({ event: "reloaded" })]);
  });
});

describe("a turn of the public", () => {
  it("[TT-C] gets reading tools and no others", async () => {
    const home = homeWith({ agents: [{ id: "main", profile: "full" }] });
    const port = await open(home);
    const events = await say(port, "run ls\nlist files\nwrite a.txt: x", "C");
    const ended = events.flatMap((event) => (event.type === "tool-end" ? [[event.tool, event.effect]] : []));
    expect(ended).toEqual([
      ["exec", "deny"],
      ["list", "allow"],
      ["write", "deny"],
    ]);
  });
});

describe("a session that nothing leads back to", () => {
  it("is forgotten after its turn", async () => {
    const port = await open(homeWith({}));
    const agent = port.agents.get("main");
    const input = {
      principal: "ann",
      ingress: "api",
      tier: "A" as const,
      text: "hello",
      taint: { untrusted: false, sensitive: false, sources: [] },
    };
    for await (const _ of agent?.turn({ ...input, session: "kept" }, new AbortController().signal) ?? []);
    for await (const _ of agent?.turn({ ...input, session: "gone", fleeting: true }, new AbortController().signal) ??
      []);
    expect(agent?.history("kept")?.lines.length).toBeGreaterThan(0);
    expect(agent?.history("gone")).toBeUndefined();
  });
});
