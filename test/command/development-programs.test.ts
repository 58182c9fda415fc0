import { describe, expect, it } from "vitest";
import type { ProgramProfile } from "../../src/command/profile.ts";
import { programProfiles } from "../../src/command/programs.ts";

const roles = new Set(
  "text read write url source target data mount program code module name declaration list none".split(" "),
);

/** Every profile below one, each once: launchers share the profiles of what they launch. */
function below(profile: ProgramProfile, seen: Set<ProgramProfile>): void {
  if (seen.has(profile)) return;
  seen.add(profile);
  for (const inner of Object.values(profile.subcommands ?? {})) below(inner, seen);
  for (const [, inner] of profile.otherwise ?? []) below(inner, seen);
  for (const inner of profile.modules?.values() ?? []) below(inner, seen);
}

describe("grammars of programs", () => {
  const all = new Set<ProgramProfile>();
  for (const profile of programProfiles().values()) below(profile, all);

  it("[CE-1.1] can all be read, and name roles that there are", () => {
    const named = [...all].flatMap(({ options, operands, last }) => [
      ...[...options.short.values(), ...options.long.values()].map(({ role }) => role),
      ...operands,
      ...(last === undefined ? [] : [last]),
    ]);
    expect([...new Set(named)].filter((role) => !roles.has(role))).toEqual([]);
  });

  it("[CE-1.1] restrict only the values of options that they have", () => {
    const idle = [...all].flatMap(({ options }) => {
      const names = new Set([...options.short.values(), ...options.long.values()].map(({ name }) => name));
      return Object.keys(options.forms ?? {}).filter((name) => name !== "operands" && !names.has(name));
    });
    expect(idle).toEqual([]);
  });
});
