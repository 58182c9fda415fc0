import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AuditLog, decisionEntry } from "../../src/audit/index.ts";
import { runCli } from "../../src/cli/run.ts";
import { commands } from "../../src/cli/table.ts";
import { homePaths, readEnvironment } from "../../src/config/index.ts";
import type { Decision } from "../../src/decision/index.ts";
import { request } from "../fixtures/request.ts";
import { Written } from "../fixtures/written.ts";

const decision = (id: string, effect: Decision["effect"]): Decision => ({
  evaluation: id,
  request: request({ resource: { id: `/ws/${id}\u001b[2J.txt` } }),
  effect,
  cause: "decided",
  reasons: [{ rule: "files.read", message: "it is the workspace" }],
  obligations: [],
});

/** A home with a log of three records. */
async function setupLog() {
  const { home, cli } = setup();
  const { audit, auditKey } = homePaths(home);
  const log = await AuditLog.open(audit, { keyFile: auditKey });
  await log.append(decisionEntry(decision("e1", "allow")));
  await log.append(decisionEntry(decision("e2", "deny")));
  await log.append({ kind: "lifecycle", body: { event: "stopped" } });
  await log.close();
  return { home, cli, audit, vkey: log.vkey };
}

/** A home of its own and a command line that works in it. */
function setup(config?: string) {
  const home = mkdtempSync(join(tmpdir(), "sallyport-"));
  chmodSync(home, 0o700);
  if (config !== undefined) writeFileSync(join(home, "config.json5"), config, { mode: 0o600 });
  const cli = async (...argv: string[]) => {
    const streams = { stdout: new Written(), stderr: new Written() };
    const code = await runCli(argv, commands, streams, readEnvironment({ SALLYPORT_HOME: home }));
    const { text: stdout } = streams.stdout;
    return { code, stdout, stderr: streams.stderr.text, json: () => JSON.parse(stdout) };
  };
  return { home, cli };
}

describe("init", () => {
  it("writes a configuration that validates, and leaves it alone the next time", async () => {
    const { home, cli } = setup();
    expect((await cli("init", "--yes", "--profile", "coding", "--model", "ollama:qwen3", "--json")).json()).toEqual({
      home,
      config: join(home, "config.json5"),
      kept: false,
    });
    const first = readFileSync(join(home, "config.json5"), "utf8");
    expect((await cli("config", "validate")).code).toBe(0);
    expect((await cli("config", "show", "--json")).json().config.models.default).toMatchObject({ model: "qwen3" });
    expect((await cli("init", "--yes", "--json")).json().kept).toBe(true);
    expect(readFileSync(join(home, "config.json5"), "utf8")).toBe(first);
  });

  it("refuses a model it cannot place", async () => {
    expect((await setup().cli("init", "--yes", "--model", "gpt")).stderr).toContain("ollama:NAME");
  });
});

describe("config", () => {
  it("[CC-2.2] validate exits 1 and lists every problem with its place", async () => {
    const { cli } = setup("{ gateway: { prot: 1 }, version: 0 }");
    const text = await cli("config", "validate");
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/2 problems in the configuration\n.*config\.json5:1:\d+ .*\n.*config\.json5:1:\d+ /);
    const { valid, problems } = (await cli("config", "validate", "--json")).json();
    expect(valid).toBe(false);
    expect(problems.map(({ path }: { path: string }) => path).toSorted()).toEqual(["gateway.prot", "version"]);
  });

  it("show prints what is in force and its hash", async () => {
    const { cli } = setup("{ version: 3 }");
    const { config, hash } = (await cli("config", "show", "--json")).json();
    expect(config).toMatchObject({ version: 3, gateway: { port: 8443 } });
    expect((await cli("config", "show")).stdout).toContain(hash);
  });

  it("show of a broken configuration could not run", async () => {
    const { code, json } = await setup("{ version: 0 }").cli("config", "show", "--json");
    expect(code).toBe(2);
    expect(json().error).toMatchObject({ code: "ERR_CONFIG_INVALID", problems: [{ path: "version" }] });
  });

  it("schema prints a JSON Schema that describes each key", async () => {
    const schema = (await setup().cli("config", "schema", "--json")).json();
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(schema.properties.gateway.properties.port).toMatchObject({ default: 8443, description: expect.any(String) });
  });
});

const lines = (text: string) => text.trimEnd().split("\n");

describe("audit", () => {
  it("tail shows the last records, query those that match", async () => {
    const { cli } = await setupLog();
    expect(lines((await cli("audit", "tail", "--lines", "2")).stdout)).toHaveLength(2);
    expect(lines((await cli("audit", "query")).stdout)).toHaveLength(3);
    const denied = (await cli("audit", "query", "--effect", "deny", "--json")).json();
    expect(denied).toMatchObject({ kind: "decision", body: { evaluation: "e2", effect: "deny" } });
    expect(lines((await cli("audit", "query", "--limit", "1")).stdout)).toHaveLength(1);
    expect((await cli("audit", "query", "--since", "2999-01-01T00:00:00Z")).stdout).toBe("");
  });

  it("text keeps what a record holds from moving the cursor, JSON keeps it whole", async () => {
    const { cli } = await setupLog();
    const { stdout } = await cli("audit", "query", "--evaluation", "e1");
    expect(stdout).toContain("/ws/e1\\u{1b}[2J.txt");
    expect(stdout).not.toContain("\u001b");
    const record = (await cli("audit", "query", "--evaluation", "e1", "--json")).json();
    expect(record.body.request.resource.id).toBe("/ws/e1\u001b[2J.txt");
  });

  it("[AU-1] verify exits 0 for an intact log and 1 for one with a flipped byte, naming the record", async () => {
    const { cli, audit, vkey } = await setupLog();
    expect((await cli("audit", "verify", "--json")).json()).toMatchObject({ ok: true, records: 3, signed: 3 });
    expect((await cli("audit", "verify", "--key", vkey)).code).toBe(0);
    const path = join(audit, "records.jsonl");
    const bytes = readFileSync(path);
    const at = bytes.indexOf("e2");
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(path, bytes);
    const broken = await cli("audit", "verify", "--json");
    expect(broken.code).toBe(1);
    expect(broken.json()).toMatchObject({ ok: false, problem: { index: 1 } });
    expect((await cli("audit", "verify")).stdout).toMatch(/^FAILED {2}at record 1: /);
  });

  it("[NB-5] a receipt verifies with the public key alone, and not with another or when changed", async () => {
    const { home, cli, vkey } = await setupLog();
    const { stdout } = await cli("audit", "receipt", "1");
    const file = join(home, "receipt.txt");
    writeFileSync(file, stdout);
    const elsewhere = setup().cli;
    const good = await elsewhere("receipt", "verify", file, "--key", vkey, "--json");
    expect(good.code).toBe(0);
    expect(JSON.parse(good.json().record).body.evaluation).toBe("e2");
    const other = await setupLog();
    expect((await elsewhere("receipt", "verify", file, "--key", other.vkey)).code).toBe(1);
    writeFileSync(file, stdout.replace(/^index 1$/m, "index 0"));
    expect((await elsewhere("receipt", "verify", file, "--key", vkey)).code).toBe(1);
  });

  it.each([
    ["a log that is not there", ["audit", "tail"], "there is no audit log"],
    ["a time that is none", ["audit", "query", "--since", "yesterday"], "--since takes a time"],
    ["an index that is none", ["audit", "receipt", "x"], "named by its index"],
    ["a receipt without a key", ["receipt", "verify", "x"], "--key VKEY"],
    ["a receipt that is not there", ["receipt", "verify", "/nonexistent", "--key", "k"], "cannot be read"],
  ])("could not run with %s", async (_what, argv, message) => {
    const { cli } = argv.includes("tail") ? setup() : await setupLog();
    const { code, stderr } = await cli(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("ERR_INTERNAL");
  });
});

describe("policy", () => {
  it("validate checks the shipped rules and the operator's own", async () => {
    expect((await setup().cli("policy", "validate")).code).toBe(0);
    const broken = setup('{ policy: { rules: [{ id: "own.x", effect: "forbid" }] } }');
    const { code, json } = await broken.cli("policy", "validate", "--json");
    expect(code).toBe(1);
    expect(json().problems.length).toBeGreaterThan(0);
  });

  it("reads rule files beside the configuration, and refuses one that is missing or that others may write", async () => {
    const { home, cli } = setup('{ policy: { files: ["own.json5"] } }');
    expect((await cli("policy", "validate")).stderr).toContain("policy.files[0]: there is no file");
    writeFileSync(join(home, "own.json5"), "{ rules: [] }", { mode: 0o600 });
    expect((await cli("policy", "validate")).code).toBe(0);
    chmodSync(join(home, "own.json5"), 0o666);
    expect((await cli("policy", "validate")).stderr).toContain("others may write it");
  });

  it("[NB-8] test runs a project's expectations and exits 1 when one is not met", async () => {
    const { home, cli } = setup();
    const file = join(home, "expectations.json5");
    const expectation = (expect: string) =>
      `{ cases: [{ name: "reads the workspace", request: { tool: "read", path: "/workspace/a.txt" }, expect: "${expect}" }] }`;
    writeFileSync(file, expectation("allow"));
    expect((await cli("policy", "test", file, "--json")).json()).toMatchObject({ passed: 1, failed: 0 });
    writeFileSync(file, expectation("deny"));
    const { code, stdout } = await cli("policy", "test", file);
    expect(code).toBe(1);
    expect(stdout).toContain("FAILED  reads the workspace: expected deny, got allow");
    writeFileSync(file, "{ cases: [{}] }");
    expect((await cli("policy", "test", file)).stderr).toContain("error[ERR_POLICY_INVALID]");
    expect((await cli("policy", "test")).code).toBe(0);
  });
});
