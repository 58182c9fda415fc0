import { chmodSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHome, loadConfig, parseConfig } from "../../src/config/index.ts";
import { ConfigInvalid } from "../../src/errors.ts";

const now = Date.parse("2026-06-01T12:00:00Z");
const load = (text: string) => parseConfig(text, "config.json5", now);
const home = () => mkdtempSync(join(tmpdir(), "sallyport-"));

async function problems(text: string) {
  const error = await load(text).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ConfigInvalid);
  return (error as ConfigInvalid).problems;
}

describe("an empty configuration", () => {
  it("[CC-2.1] turns nothing risky on", async () => {
    const { config } = await load("{}");
    expect(config).toMatchObject({
      gateway: { host: "127.0.0.1", origins: [] },
      agents: [{ id: "main", profile: "minimal", tier: "A", scope: {} }],
      models: { default: { type: "demo" } },
      security: { provider: [], providers: {} },
      sandbox: { backend: "auto" },
      approvals: { approvers: ["operator"] },
    });
    expect(JSON.stringify(config)).not.toContain("dangerously");
  });

  it("[CC-2.1] is what a home without a file has", async () => {
    const { config, hash, source } = await loadConfig(home(), now);
    expect(source).toBeUndefined();
    expect({ config, hash }).toEqual(await load("{}"));
  });

  it("reaches Ollama or any compatible server with one line", async () => {
    const local = await load('{ models: { default: { type: "ollama", model: "qwen3" } } }');
    expect(local.config.models["default"]).toEqual({
      type: "ollama",
      url: "http://127.0.0.1:11434",
      model: "qwen3",
    });
    const other = await load('{ models: { default: { type: "openai", url: "http://10.0.0.5:8000/v1", model: "m" } } }');
    expect(other.config.models["default"]).toMatchObject({ type: "openai", url: "http://10.0.0.5:8000/v1" });
  });
});

describe("validation", () => {
  it("[CC-2.2] reports every error at once, each with its path, its place and a fix", async () => {
    const found = await problems(`{
      gatway: {},
      gateway: { port: "8443", limits: { bodyBytes: 0 } },
      agents: [{ id: "main", profile: "codeing" }, { profile: "full" }],
      models: { default: { type: "ollama", model: "m", url: "ftp://x" } },
    }`);
    expect(found.map(({ path, line }) => [path, line])).toEqual([
      ["gateway.port", 3],
      ["gateway.limits.bodyBytes", 3],
      ["agents[0].profile", 4],
      ["agents[1].id", 4],
      ["models.default.url", 5],
      ["gatway", 2],
    ]);
    expect(found.every(({ fix }) => (fix?.length ?? 0) > 10)).toBe(true);
    expect(found.at(-1)?.fix).toBe('did you mean "gateway"?');
  });

  it("[CC-2.2] refuses a key that stands twice, saying where both are", async () => {
    expect(await problems('{\n  version: 1,\n  "version": 2,\n}')).toEqual([
      {
        path: "version",
        message: '"version" stands here twice; first on line 2',
        fix: "keep one of the two",
        line: 3,
        column: 3,
      },
    ]);
  });

  it.each([
    [
      "a pasted key",
      '{ models: { m: { type: "openai", model: "m", apiKey: "sk-x" } } }',
      "models.m.apiKey",
      "apiKeyEnv",
    ],
    ["a misspelt limit", "{ sandbox: { limits: { memoryByte: 1 } } }", "sandbox.limits.memoryByte", "memoryBytes"],
    ["a key in a scope", '{ agents: [{ id: "a", scope: { tool: [] } }] }', "agents[0].scope.tool", '"tools"'],
  ])("[CC-2.2] refuses %s and says what was meant", async (_what, text, path, meant) => {
    const [problem] = await problems(text);
    expect(problem?.path).toBe(path);
    expect(problem?.fix).toContain(meant);
  });

  it.each([
    [
      "a model nobody configured",
      '{ agents: [{ id: "a", model: "defualt" }] }',
      "agents[0].model",
      'did you mean "default"?',
    ],
    ["two agents of one id", '{ agents: [{ id: "a" }, { id: "a" }] }', "agents[1].id", "give each agent"],
    [
      "a layer for an unknown agent",
      '{ policy: { layers: [{ name: "l", agents: ["x"], scope: {} }] } }',
      "policy.layers[0].agents",
      "use one of main",
    ],
    ["four eyes of one person", "{ approvals: { fourEyes: true } }", "approvals.approvers", "second approver"],
  ])("[CC-2.2] refuses %s", async (_what, text, path, fix) => {
    const [problem] = await problems(text);
    expect(problem).toMatchObject({ path, fix: expect.stringContaining(fix) });
  });

  it("never repeats a value, which may be a secret in the wrong place", async () => {
    const secret = ["sk", "live", "0123456789abcdef"].join("_");
    const found = await problems(
      `{ gateway: { port: "${secret}", host: ["${secret}"] }, logging: { level: "${secret}" } }`,
    );
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("keeps keys out of the configuration, and passwords out of URLs", async () => {
    const key = '{ models: { m: { type: "openai", model: "m", apiKeyEnv: "sk-abc" } } }';
    expect((await problems(key))[0]?.message).toContain("name of an environment variable");
    const url = '{ models: { m: { type: "ollama", model: "m", url: "http://ann:pw@host" } } }';
    expect((await problems(url))[0]?.message).toContain("no user name or password");
  });
});

describe("a risk that is opted into", () => {
  const accepting = (until: string) =>
    `{ net: { dangerouslyAllowPrivate: { until: "${until}", reason: "the test lab is private", hosts: ["10.0.0.5"] } } }`;

  it("[CC-2.1] holds through its last day and is an error from the next", async () => {
    expect((await load(accepting("2026-06-01"))).config.net.dangerouslyAllowPrivate?.hosts).toEqual(["10.0.0.5"]);
    const [problem] = await problems(accepting("2026-05-31"));
    expect(problem).toMatchObject({
      path: "net.dangerouslyAllowPrivate.until",
      message: "this was accepted until 2026-05-31",
    });
  });

  it("[CC-2.1] needs an end date and a reason", async () => {
    const found = await problems('{ net: { dangerouslyAllowPrivate: { hosts: ["10.0.0.5"], until: "soon" } } }');
    expect(found.map(({ path }) => path)).toEqual([
      "net.dangerouslyAllowPrivate.until",
      "net.dangerouslyAllowPrivate.reason",
    ]);
  });
});

describe("the text", () => {
  it.each([
    ["nothing", ""],
    ["a loose end", "{ gateway: "],
    ["an array", "[]"],
    ["a bare word", "yes"],
    ["a NUL", "\u0000"],
    ["a flood of brackets", "[".repeat(200_000)],
    ["a deep object", ["{a:".repeat(60), "}".repeat(60)].join("1")],
    ["a number beyond numbers", "{ version: 1e999 }"],
    ["not a number", "{ version: NaN }"],
    ["a way to the prototype", '{ "__proto__": { version: 2 } }'],
    ["a way to the prototype inside", '{ agents: [{ id: "a", constructor: 1 }] }'],
  ])("[CC-2.2] with %s is refused with a problem", async (_what, text) => {
    expect((await problems(text)).length).toBeGreaterThan(0);
  });

  it("may have comments, single quotes, bare keys and trailing commas", async () => {
    expect((await load("{ /* a */ version: 0x2, // b\n 'logging': { level: 'warn', }, }")).config.version).toBe(2);
  });

  it("[CC-2.2] is either a configuration or a list of problems, whatever it holds", async () => {
    const document = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{ agents: ${json}, policy: ${json} }`),
    );
    await fc.assert(
      fc.asyncProperty(document, async (text) => {
        const outcome = await load(text).catch((error: unknown) => error);
        if (outcome instanceof ConfigInvalid) expect(outcome.problems.length).toBeGreaterThan(0);
        else expect(outcome).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      }),
    );
  });
});

describe("the hash of the effective configuration", () => {
  it("is the same for the same meaning and another for another", async () => {
    const plain = await load("{}");
    expect((await load("{ version: 1, /* same */ gateway: { port: 8443 } }")).hash).toBe(plain.hash);
    expect((await load('{ $schema: "./other.json" }')).hash).toBe(plain.hash);
    expect((await load("{ version: 2 }")).hash).not.toBe(plain.hash);
  });
});

describe("the file", () => {
  const write = (text: string | Uint8Array, mode = 0o600) => {
    const directory = home();
    writeFileSync(join(directory, "config.json5"), text);
    chmodSync(join(directory, "config.json5"), mode);
    return directory;
  };

  it("is read from the home", async () => {
    const directory = write("{ version: 7 }");
    expect(await loadConfig(directory, now)).toMatchObject({
      config: { version: 7 },
      source: join(directory, "config.json5"),
    });
  });

  it.each([
    ["others may write it", write("{}", 0o666), "chmod 600"],
    ["it is not UTF-8", write(new Uint8Array([0x7b, 0xff, 0x7d])), "UTF-8"],
    ["it is too large", write(`{}${" ".repeat(1 << 20)}`), "1 MiB"],
  ])("is refused when %s", async (_what, directory, message) => {
    await expect(loadConfig(directory, now)).rejects.toThrow(message);
  });

  it("is refused when it is a directory", async () => {
    const directory = home();
    mkdirSync(join(directory, "config.json5"));
    await expect(loadConfig(directory, now)).rejects.toThrow("is not a file");
  });
});

describe("a new home", () => {
  it("[CC-2.1] is closed to others and holds a configuration that validates", async () => {
    const directory = join(home(), "new");
    const made = await createHome(directory, { profile: "coding", model: { type: "demo" } });
    expect(made).toEqual({ home: directory, config: join(directory, "config.json5"), kept: false });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(made.config).mode & 0o777).toBe(0o600);
    expect((await loadConfig(directory, now)).config.agents).toMatchObject([{ id: "main", profile: "coding" }]);
  });

  it("leaves a configuration that lies there alone", async () => {
    const directory = home();
    writeFileSync(join(directory, "config.json5"), "{ version: 9 }", { mode: 0o600 });
    const made = await createHome(directory, { profile: "full", model: { type: "demo" } });
    expect(made.kept).toBe(true);
    expect((await loadConfig(directory, now)).config.version).toBe(9);
  });

  it("is not made where others may write", async () => {
    const directory = home();
    chmodSync(directory, 0o777);
    await expect(createHome(directory, { profile: "minimal", model: { type: "demo" } })).rejects.toThrow(ConfigInvalid);
  });
});
