import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Command, Invocation } from "../../src/cli/command.ts";
import { helpFor } from "../../src/cli/help.ts";
import { runCli } from "../../src/cli/run.ts";
import { commands } from "../../src/cli/table.ts";
import { version } from "../../src/cli/version.ts";
import { readEnvironment } from "../../src/config/index.ts";
import { ProviderUnknown } from "../../src/errors.ts";
import { Written } from "../fixtures/written.ts";

/** Runs a command line against a table and keeps what it wrote. */
async function cli(argv: readonly string[], table: readonly Command[] = commands, terminal = false) {
  const streams = { stdout: new Written(terminal), stderr: new Written(terminal) };
  const code = await runCli(argv, table, streams, readEnvironment({ HOME: "/nonexistent" }));
  return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
}

const seen: Invocation[] = [];
const probe: Command = {
  name: "probe",
  summary: "See what arrives",
  arguments: [{ name: "word", about: "a word", many: true }],
  options: {
    deep: { about: "a flag" },
    limit: { about: "a number", value: "N", number: true },
    format: { about: "a form", value: "NAME", choices: ["text", "csv"] },
  },
  load: async () => ({
    run: async (invocation) => {
      seen.push(invocation);
      return 0;
    },
  }),
};
const failing: Command = {
  name: "fail hard",
  summary: "Fail",
  load: async () => ({
    run: async () => {
      throw new ProviderUnknown('no provider "x"', { fix: "choose another" });
    },
  }),
};
const table = [probe, failing];

describe("a command line", () => {
  it("gives the command its arguments, flags and values", async () => {
    expect((await cli(["probe", "--deep", "--limit", "5", "--format=csv", "a", "--", "-b", "--c"], table)).code).toBe(
      0,
    );
    const invocation = seen.at(-1);
    expect(invocation?.arguments).toEqual(["a", "-b", "--c"]);
    expect([invocation?.flag("deep"), invocation?.number("limit"), invocation?.text("format")]).toEqual([
      true,
      5,
      "csv",
    ]);
    expect([invocation?.flag("other"), invocation?.number("other"), invocation?.text("deep")]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["an unknown command", ["prob"], 'did you mean "probe"?'],
    ["an unknown word in a group", ["fail", "hrd"], 'did you mean "fail hard"?'],
    ["an unknown option", ["probe", "a", "--lmit", "5"], 'did you mean "--limit"?'],
    ["an option meant for the words", ["probe", "ls", "-x"], "put -- before words that begin with -"],
    ["a missing argument", ["probe"], "sallyport help probe"],
    ["an argument too many", ["fail", "hard", "x"], "sallyport help fail hard"],
    ["no number", ["probe", "a", "--limit", "five"], "--limit N: a number"],
    ["a negative number", ["probe", "a", "--limit=-5"], "--limit N: a number"],
    ["no choice", ["probe", "a", "--format", "xml"], "a form"],
    ["a value for a flag", ["probe", "a", "--deep=yes"], "sallyport help probe"],
    ["a missing value", ["probe", "a", "--limit"], "sallyport help probe"],
  ])("with %s is refused with a code and a fix", async (_what, argv, fix) => {
    const { code, stdout, stderr } = await cli(argv, table);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error\[ERR_USAGE\]: .+\nfix: .+\n$/);
    expect(stderr).toContain(fix);
  });

  it("that asks for JSON gets its failure as JSON too", async () => {
    const { code, stdout, stderr } = await cli(["fail", "hard", "--json"], table);
    expect(code).toBe(2);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "ERR_PROVIDER_UNKNOWN", message: 'no provider "x"', fix: "choose another" },
    });
    expect(JSON.parse((await cli(["probe", "--json", "--nope"], table)).stdout)).toMatchObject({
      error: { code: "ERR_USAGE" },
    });
    expect((await cli(["probe", "--nope", "--", "--json"], table)).stderr).toContain("error[ERR_USAGE]");
  });

  it("that fails for a reason nobody foresaw is code 2 and says so", async () => {
    const broken: Command = { name: "x", summary: "X", load: () => Promise.reject(new TypeError("boom")) };
    const { code, stderr } = await cli(["x"], [broken]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error\[ERR_INTERNAL\]: TypeError: boom/);
  });
});

describe("help", () => {
  it("lists every command of the table", async () => {
    const { stdout } = await cli([]);
    for (const { name, summary } of commands) expect(stdout).toContain(`${name} `.padEnd(8) && summary);
    expect((await cli(["--help"])).stdout).toBe(stdout);
    expect((await cli(["help"])).stdout).toBe(stdout);
  });

  it.each(commands.map(({ name }) => name))("of %s is shown by help and by --help", async (name) => {
    const { code, stdout } = await cli([...name.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stdout).toBe(`${helpFor(name, commands)}\n`);
    expect((await cli(["help", ...name.split(" ")])).stdout).toBe(stdout);
  });

  it("of a group lists its members", async () => {
    expect((await cli(["config"])).stdout).toContain("config validate");
    expect((await cli(["help", "nothing"])).code).toBe(2);
  });

  it("knows the version of the package", async () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(version).toBe(manifest.version);
    expect((await cli(["--version"])).stdout).toBe(`${version}\n`);
  });
});

describe("the command table", () => {
  it("has no name twice, no shadowed option, and sentences without a full stop", () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const command of commands) {
      expect(command.name).toMatch(/^[a-z]+(?: [a-z]+)?$/);
      expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(Object.keys(command.options ?? {})).not.toContain("json");
      const optional = (command.arguments ?? []).map((argument) => argument.optional === true);
      expect(optional).toEqual(optional.toSorted());
      for (const [line] of command.examples ?? []) expect(line).toContain(`sallyport ${command.name}`);
    }
  });

  it.each(commands.map((command) => [command.name, command] as const))("loads %s", async (_name, command) => {
    expect(typeof (await command.load()).run).toBe("function");
  });
});

describe("colour", () => {
  it("is for terminals that want it", async () => {
    const painted: Command = {
      name: "paint",
      summary: "Paint",
      load: async () => ({
        run: async ({ output }) => {
          output.result(null, output.style("red", "denied"));
          return 1;
        },
      }),
    };
    expect((await cli(["paint"], [painted], true)).stdout).toBe("\u001b[31mdenied\u001b[39m\n");
    expect((await cli(["paint"], [painted], false)).stdout).toBe("denied\n");
  });
});
