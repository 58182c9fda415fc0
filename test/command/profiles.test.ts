import { describe, expect, it } from "vitest";
import { checkProfiles } from "../../src/command/examples.ts";
import { programProfiles } from "../../src/command/programs.ts";

describe("program profiles", () => {
  it("[CE-1.1] examples come out as their profiles say", () => {
    expect(checkProfiles()).toEqual([]);
  });

  it("[CE-1.1] there are 120 at least, each with an example of either kind", () => {
    const profiles = [...programProfiles()];
    expect(profiles.length).toBeGreaterThanOrEqual(120);
    const without = profiles.filter(([, { match, notMatch }]) => match === undefined || notMatch === undefined);
    expect(without.map(([program]) => program)).toEqual([]);
  });
});
