import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScripts } from "../../src/cli/completion.ts";
import { commands } from "../../src/cli/table.ts";

const script = (shell: string) => completionScripts[shell]?.(commands) ?? "";
const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** What bash offers after the words, the last of which is being typed. */
function bashOffers(...words: string[]): string[] {
  const line = ["sallyport", ...words];
  const set = `COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length - 1}; _sallyport`;
  const run = spawnSync("bash", ["-c", `${script("bash")}\n${set}\nprintf '%s\\n' "\${COMPREPLY[@]}"`], {
    encoding: "utf8",
  });
  return run.stdout.split("\n").filter((word) => word !== "");
}

describe("completion in bash", () => {
  it("offers commands, members of a group, and options", () => {
    expect(bashOffers("")).toEqual([...new Set(commands.map(({ name }) => name.split(" ")[0]))]);
    expect(bashOffers("conf")).toEqual(["config"]);
    expect(bashOffers("config", "")).toEqual(["validate", "show", "schema"]);
    expect(bashOffers("init", "--p")).toEqual(["--profile"]);
    expect(bashOffers("config", "--json", "show", "--j")).toEqual(["--json"]);
    expect(bashOffers("nonsense", "")).toEqual([]);
  });
});

describe.each(Object.keys(completionScripts))("completion in %s", (shell) => {
  it.skipIf(!has(shell))("is a script the shell can read", () => {
    const run = spawnSync(shell, ["-n"], { input: script(shell), encoding: "utf8" });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  it("names every command", () => {
    for (const { name } of commands) for (const word of name.split(" ")) expect(script(shell)).toContain(word);
  });
});
