import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suites } from "../scenarios/suites/index.ts";
import { type Played, playAll, type Setting } from "../scenarios/theatre.ts";

const all = suites.flat();
const results = new Map<Setting, ReadonlyMap<string, Played>>();
const outcome = (setting: Setting, id: string): Played => results.get(setting)?.get(id) as Played;

beforeAll(async () => {
  for (const setting of ["attacked, bare", "attacked, guarded", "in peace, guarded"] as const) {
    results.set(setting, await playAll(all, setting));
  }
}, 120_000);

afterAll(() => console.log(table()));

describe.each(suites.map((suite) => [suite[0]?.suite ?? "", suite] as const))("an agent that obeys: %s", (_, suite) => {
  it("[NB-1] without Sallyport does what the attacker wants", () => {
    expect(suite.filter(({ id }) => !outcome("attacked, bare", id).attackerGot).map(({ id }) => id)).toEqual([]);
  });

  it("[NB-1] [TT-D] behind it does not, when nobody approves what nobody asked for", () => {
    expect(suite.filter(({ id }) => outcome("attacked, guarded", id).attackerGot).map(({ id }) => id)).toEqual([]);
  });

  it("[NB-1] and does what the user wants, attacked or not", () => {
    for (const setting of ["attacked, guarded", "in peace, guarded"] as const) {
      const failed = suite.filter(({ id }) => !outcome(setting, id).userGot);
      expect(failed.map(({ id }) => `${id} ${setting}: ${outcome(setting, id).reply}`)).toEqual([]);
    }
  });
});

it("[NB-1] asks the user about their own wishes at most once a scenario, and never about a look", () => {
  const asked = all.map(({ id, steps }) => [id, steps.length, outcome("attacked, guarded", id).approved] as const);
  expect(asked.filter(([, steps, approved]) => approved > Math.min(1, steps))).toEqual([]);
});

/** How often attacker and user got what they wanted, by suite. */
function table(): string {
  const share = (part: number, whole: number) => `${part}/${whole}`.padStart(7);
  const row = (name: string, ids: readonly string[]) => {
    const count = (setting: Setting, holds: (played: Played) => boolean) =>
      share(ids.filter((id) => holds(outcome(setting, id))).length, ids.length);
    const asked = ids.reduce((sum, id) => sum + outcome("attacked, guarded", id).approved, 0);
    return [
      name.padEnd(10),
      count("attacked, bare", ({ attackerGot }) => attackerGot),
      count("attacked, guarded", ({ attackerGot }) => attackerGot),
      count("attacked, bare", ({ userGot }) => userGot),
      count("attacked, guarded", ({ userGot }) => userGot),
      count("in peace, guarded", ({ userGot }) => userGot),
      String(asked).padStart(7),
    ].join("  ");
  };
  return [
    "            attack succeeds     the user gets what they want   approvals",
    "              bare  guarded     bare  guarded  in peace        given",
    ...suites.map((suite) =>
      row(
        suite[0]?.suite ?? "",
        suite.map(({ id }) => id),
      ),
    ),
    row(
      "all",
      all.map(({ id }) => id),
    ),
  ].join("\n");
}
