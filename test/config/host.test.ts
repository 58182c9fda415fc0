import { chmodSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { homePaths, loadHost } from "../../src/config/index.ts";
import { tempDir } from "../fixtures/temp.ts";

function homeWith(text: string): string {
  const home = tempDir();
  writeFileSync(homePaths(home).host, text, { mode: 0o600 });
  return home;
}

describe("host.json5", () => {
  it("[OC-3] says nothing where there is none, and what it says otherwise", async () => {
    expect(await loadHost(tempDir())).toEqual({ exec: {}, agents: {} });
    expect(await loadHost(homeWith("{}"))).toEqual({ exec: {}, agents: {} });
    const text = '{ exec: { ask: "always" }, agents: { main: { exec: { mode: "deny" } } } } // by the host';
    expect(await loadHost(homeWith(text))).toEqual({
      exec: { ask: "always" },
      agents: { main: { exec: { mode: "deny" } } },
    });
  });

  it.each([
    ["", "", ""],
    ["{", "", ""],
    ["[]", "", "object"],
    ['{ exec: { mode: "none" } }', "exec.mode", '"deny", "allowlist", "full"'],
    ['{ exec: { modes: "deny" } }', "exec.modes", "not a key"],
    ['{ exec: { mode: "deny", mode: "full" } }', "exec.mode", ""],
    ["{ agent: { main: { exec: {} } } }", "agent", "not a key"],
    ['{ agents: { main: { mode: "deny" } } }', "", ""],
  ])("[OC-3] is not taken for nothing when it is %s", async (text, path, message) => {
    const failed = loadHost(homeWith(text));
    await expect(failed).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    const { problems } = await failed.catch((error) => error);
    expect(problems[0]).toMatchObject({ message: expect.stringContaining(message) });
    if (path !== "") expect(problems[0].path).toBe(path);
  });

  it("[OC-3] is not believed when others may write it", async () => {
    const home = homeWith("{}");
    chmodSync(homePaths(home).host, 0o666);
    await expect(loadHost(home)).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
  });

  it("suggests what may have been meant", async () => {
    const { problems } = await loadHost(homeWith('{ exec: { moed: "deny" } }')).catch((error) => error);
    expect(problems[0].fix).toBe('did you mean "mode"?');
  });
});
