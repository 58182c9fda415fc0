import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/run.ts";
import { commands } from "../../src/cli/table.ts";
import { readEnvironment } from "../../src/config/index.ts";
import { Written } from "../fixtures/written.ts";

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
