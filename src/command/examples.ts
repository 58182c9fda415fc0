import { analyseCommand } from "./analyse.ts";
import { judgeCommand } from "./judge.ts";
import type { ProgramProfile } from "./profile.ts";
import { programProfiles } from "./programs.ts";
import { compileCondition } from "./rules.ts";

/** An example of a profile that does not come out as it says. */
export interface ProfileProblem {
  readonly program: string;
  readonly command: string;
  readonly what: string;
}

/** Judges the examples of every program profile, each with leave for its program; empty when all come out as they say. */
export function checkProfiles(): readonly ProfileProblem[] {
  return [...programProfiles()].flatMap(([program, profile]) => checkProfile(program, profile));
}

function checkProfile(program: string, profile: ProgramProfile): readonly ProfileProblem[] {
  const leave = {
    id: "leave",
    effect: "allow" as const,
    justification: "leave for the program",
    condition: compileCondition({ program: [program] }),
  };
  const isAllowed = (command: string): boolean =>
    judgeCommand(analyseCommand(command), { rules: [leave] }).effect === "allow";
  const { match, notMatch } = examplesOf(profile);
  return [
    ...match.filter((command) => !isAllowed(command)).map((command) => ({ command, what: "is not understood" })),
    ...notMatch.filter(isAllowed).map((command) => ({ command, what: "needs no more than leave for the program" })),
  ].map((problem) => ({ program, ...problem }));
}

function examplesOf(profile: ProgramProfile): { match: readonly string[]; notMatch: readonly string[] } {
  const below = Object.values(profile.subcommands ?? {}).map(examplesOf);
  return {
    match: [...(profile.match ?? []), ...below.flatMap(({ match }) => match)],
    notMatch: [...(profile.notMatch ?? []), ...below.flatMap(({ notMatch }) => notMatch)],
  };
}
