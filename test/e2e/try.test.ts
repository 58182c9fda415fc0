import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../matrix/command-line.ts";

interface Attempt {
  readonly title: string;
  readonly kind: "attack" | "harmless";
  readonly without: string | null;
  readonly with: string | null;
  readonly decisions: readonly { readonly effect: string; readonly disposition: string; readonly summary: string }[];
}

it("[NB-1] shows attacks that work without Sallyport and none with it, and notices what is done to its log", async () => {
  const home = mkdtempSync(join(tmpdir(), "sallyport-"));
  const { code, json, stderr } = await runCommand(home, "try", "--json");
  expect(stderr).toBe("");
  expect(json).toMatchObject({ ok: true, verified: true, tamperingNoticed: true });
  const attempts: readonly Attempt[] = json.attempts;
  const attacks = attempts.filter(({ kind }) => kind === "attack");
  expect(attacks.filter((attack) => attack.without !== null).length).toBeGreaterThanOrEqual(5);
  expect(attacks.filter((attack) => attack.with !== null)).toEqual([]);
  const harmless = attempts.filter(({ kind }) => kind === "harmless");
  expect(harmless.length).toBeGreaterThan(0);
  expect(harmless.filter((attempt) => attempt.with === null || attempt.without === null)).toEqual([]);
  expect(attempts.filter(({ decisions }) => decisions.length === 0)).toEqual([]);
  // A turn that has read somebody else's page may look at the notes, and is refused to send them.
  const tainted = attempts.find(({ title }) => title.includes("private notes"));
  expect(tainted?.decisions.map(({ effect, disposition }) => `${effect} ${disposition}`)).toEqual([
    "allow completed",
    "allow completed",
    "ask unapproved",
  ]);
  expect(tainted?.decisions.at(-1)?.summary).toContain("this turn has read text from url:http://127.0.0.1");
  // It needs no home and leaves nothing in the one there is.
  expect(readdirSync(home).filter((name) => name !== "cache")).toEqual([]);
  expect(code).toBe(0);
});
