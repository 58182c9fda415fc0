import { expect, it } from "vitest";
import { type Grammar, grammar } from "../../src/command/options.ts";
import type { ProgramProfile } from "../../src/command/profile.ts";
import { programProfiles } from "../../src/command/programs.ts";
import { wrappers } from "../../src/command/wrappers.ts";

// They are read when a command first needs them, so a slip in one would show late.
it("can read the options of every program and wrapper that is known", () => {
  const grammars = [
    ...[...programProfiles().values()].flatMap(grammarsOf),
    ...[...wrappers.values()].map(({ options }) => options),
  ];
  expect(grammars.length).toBeGreaterThan(500);
  for (const one of grammars) expect(one.short.size + one.long.size).toBeGreaterThanOrEqual(0);
});

it("refuses a grammar it cannot read when it is first asked", () => {
  expect(() => grammar("nonsense").short).toThrow(TypeError);
});

function grammarsOf({ options, subcommands = {} }: ProgramProfile): readonly Grammar[] {
  return [options, ...Object.values(subcommands).flatMap(grammarsOf)];
}
