import { beforeAll, describe, expect, it } from "vitest";
import { Judges } from "../../src/cli/command-judge.ts";
import { openSecondOpinion } from "../../src/command/index.ts";
import type { Opinion } from "../../src/decision/index.ts";
import { shippedGrammar, shippedPolicies } from "../../src/policy/index.ts";
import { corpus, policies, type Row } from "./corpus/index.ts";

const place = { workspace: "/workspace", cwd: "/workspace" };
const judged: { readonly row: Row; readonly opinion: Opinion }[] = [];

/** Effect and rules, beside the row. */
function line({ id, policy, command }: Row, { effect, reasons }: Opinion): string {
  const shown = command.length > 120 ? `${command.slice(0, 80)}… (${command.length})` : command;
  const rules = effect === "allow" ? [] : [...new Set(reasons.map(({ rule }) => rule))];
  return [effect.padEnd(5), id.padEnd(20), policy.padEnd(11), JSON.stringify(shown), ...rules].join(" ");
}

const named = (rows: typeof judged) => rows.map(({ row, opinion }) => line(row, opinion));

describe("the corpus of commands under policies in the short form", () => {
  beforeAll(async () => {
    const judges = new Judges(shippedPolicies(), "coding", await openSecondOpinion(shippedGrammar()));
    for (const row of corpus) {
      const judge = await judges.of(policies[row.policy]);
      judged.push({ row, opinion: judge(row.command, place) });
    }
  });

  it("[CE-1.1] allows no attack", () => {
    const attacks = judged.filter(({ row }) => row.expect === "not-allowed");
    expect(named(attacks.filter(({ opinion }) => opinion.effect === "allow"))).toEqual([]);
    expect(attacks.length).toBeGreaterThan(800);
  });

  it("[CE-1.1] has five attacks of every class, or more", () => {
    const classes = Map.groupBy(
      corpus.filter(({ expect }) => expect === "not-allowed"),
      (row) => row.class,
    );
    expect(classes.size).toBe(76);
    expect([...classes].filter(([, rows]) => rows.length < 5).map(([name]) => name)).toEqual([]);
  });

  it("[CE-1.1] allows what is harmless, but for two in a hundred", () => {
    const harmless = judged.filter(({ row }) => row.expect === "allowed");
    const asked = harmless.filter(({ opinion }) => opinion.effect !== "allow");
    expect(asked.length / harmless.length, named(asked).join("\n")).toBeLessThanOrEqual(0.02);
    expect(harmless.length).toBeGreaterThan(500);
  });

  it("[CE-5] gives every verdict the same rules as before", async () => {
    const text = named(judged).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("../golden/command-corpus.golden");
  });

  it("[CE-5] gives a reason for whatever it does not allow", () => {
    const silent = judged.filter(({ opinion }) => opinion.effect !== "allow" && opinion.reasons.length === 0);
    expect(named(silent)).toEqual([]);
  });
});
