import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { homePaths, loadConfig, recallConfig } from "../../src/config/index.ts";
import { tempDir } from "../fixtures/temp.ts";

function homeWith(text: string): string {
  const home = tempDir();
  writeFileSync(homePaths(home).config, text, { mode: 0o600 });
  return home;
}

it("[CC-2.2] recalls exactly what loading gives, and reads again what has changed", async () => {
  const home = homeWith('{ agents: [{ id: "a", profile: "coding" }] }');
  for (let i = 0; i < 2; i++) expect(await recallConfig(home, "1")).toEqual(await loadConfig(home));
  expect(existsSync(homePaths(home).configCache)).toBe(true);
  writeFileSync(homePaths(home).config, '{ agents: [{ id: "b" }] }');
  expect((await recallConfig(home, "1")).config.agents[0]?.id).toBe("b");
  expect(await recallConfig(tempDir(), "1")).toEqual(await loadConfig(tempDir()));
});

it("[CC-2.2] refuses what loading refuses, whatever was kept", async () => {
  const home = homeWith("{ nonsense: 1 }");
  for (let i = 0; i < 2; i++)
    await expect(recallConfig(home, "1")).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
  writeFileSync(homePaths(home).config, "{}");
  const good = await recallConfig(home, "1");
  for (const kept of ["", "{", '{"key":"0","config":{}}']) {
    writeFileSync(homePaths(home).configCache, kept, { mode: 0o600 });
    expect(await recallConfig(home, "1")).toEqual(good);
  }
  // What others may write is no memory of ours.
  chmodSync(homePaths(home).configCache, 0o666);
  expect(await recallConfig(home, "1")).toEqual(good);
});

it("[CC-2.1] judges a risk that is accepted until a date again each time", async () => {
  const home = homeWith(
    '{ net: { dangerouslyAllowPrivate: { hosts: ["10.0.0.1"], until: "2999-01-01", reason: "a test of recalling" } } }',
  );
  await recallConfig(home, "1");
  expect(existsSync(homePaths(home).configCache)).toBe(false);
});
