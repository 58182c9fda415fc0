import { type Grammar, grammar, type Role, type Spelling } from "./options.ts";

/**
 * What running a program comes to, at the most, when its options are all known: it reads or writes files, talks to
 * other machines, runs code of the workspace, changes what later programs load or start (`environment`), acts with
 * other rights (`privilege`), arranges for code to run later (`persistence`), or loses what cannot be had back (`loss`).
 */
export type ProgramEffect =
  | "read"
  | "write"
  | "network"
  | "exec"
  | "environment"
  | "privilege"
  | "persistence"
  | "loss";

/** A language in which an argument of a program may be written. */
export type CodeLanguage = "sed" | "awk" | "jq" | "yq" | "dc" | "sql" | "shell" | "other";

/** How a program is judged. */
export interface ProgramProfile {
  readonly effects: readonly ProgramEffect[];
  readonly options: Grammar;
  /** Roles of the operands in order; the last one stands for all that follow. */
  readonly operands: readonly Role[];
  /** The last operand has this role, when there are two or more. */
  readonly last?: Role;
  /** Language of operands and values with the role `code`. */
  readonly language?: CodeLanguage;
  /** Names of options that take the place of the first operand, as grep's -e does. */
  readonly replacesFirst?: readonly string[];
  /** Names of options with which it writes the operands that it reads. */
  readonly writing?: readonly string[];
  /** The first operand chooses among these; an unlisted one is unknown, unless it fits in `otherwise`. */
  readonly subcommands?: Readonly<Record<string, ProgramProfile>>;
  /** Judge what is no sub-command, or not among the modules, together with what follows it, by the first pattern it fits. */
  readonly otherwise?: readonly (readonly [RegExp, ProgramProfile])[];
  /** Stores what it fetches under the last part of the address: with one of these options, or without any of those. */
  readonly stores?: { readonly with?: readonly string[]; readonly without?: readonly string[] };
  /** Options end at the first operand, as for programs that hand the rest to another one. */
  readonly leading?: boolean;
  /** Leave for the program alone does not cover this sub-command; a rule has to name it. */
  readonly own?: boolean;
  /** More operands than these need leave. */
  readonly most?: number;
  /** Fewer operands than these need leave, as for a program that then reads its code from the input. */
  readonly least?: number;
  /** Names of options, one of which makes it ordinary; without them it needs leave. */
  readonly unless?: readonly string[];
  /** Operands and values of options that need leave; one that fits `--` has what comes after it need leave. */
  readonly hazard?: RegExp;
  /** Reads the code it runs from standard input when it has no operand. */
  readonly interprets?: boolean;
  /** File name endings of the scripts it may run in the workspace. */
  readonly scripts?: RegExp;
  /** Takes what looks like an option and is none for text, as echo does. */
  readonly lenient?: boolean;
  /** Modules it may run by name, and how the arguments after the name are judged. */
  readonly modules?: ReadonlyMap<string, ProgramProfile>;
  /** Why it needs leave even when its arguments are understood; absent when it need not. A rule can give that leave. */
  readonly asks?: string;
  /** Commands whose every argument the profile understands and finds ordinary, given leave for the program. */
  readonly match?: readonly string[];
  /** Commands that need more than leave for the program. */
  readonly notMatch?: readonly string[];
}

interface ProfileText extends Omit<ProgramProfile, "options" | "operands" | "effects">, Spelling {
  readonly operands?: readonly Role[];
}

interface AskingText extends ProfileText {
  readonly options?: string;
}

/** Made for speed: there are some two thousand profiles, and a cold start makes them all. */
function profile(
  effects: readonly ProgramEffect[],
  operands: readonly Role[],
  options: string,
  text: ProfileText,
): ProgramProfile {
  return {
    ...text,
    effects,
    options: grammar(`${options} --help --version`, text),
    operands: text.operands ?? operands,
  };
}

const texts: readonly Role[] = ["text"];
const none: ProfileText = {};

/** A program without an effect of its own: it computes and prints. */
export function prints(options: string = "", rest: ProfileText = none): ProgramProfile {
  return profile([], texts, options, rest);
}

/** A program that reads the files it is given. */
export function reads(options: string = "", rest: ProfileText = none): ProgramProfile {
  return profile(["read"], ["read"], options, rest);
}

/** A program that creates, changes or removes the files it is given. */
export function writes(options: string = "", rest: ProfileText = none): ProgramProfile {
  return profile(["read", "write"], ["write"], options, rest);
}

/** A program that runs code of the workspace. */
export function runs(options: string = "", rest: ProfileText = none): ProgramProfile {
  return profile(["read", "write", "exec"], texts, options, rest);
}

/** A program that needs leave whatever its arguments, which are judged all the same once it has leave. */
export function asks(effects: readonly ProgramEffect[], why: string, rest: AskingText = none): ProgramProfile {
  return { ...profile(effects, texts, rest.options ?? "", rest), asks: why };
}

/** A sub-command that needs leave of its own: leave for its program alone does not cover it. */
export function insists(effects: readonly ProgramEffect[], why: string, rest: AskingText = none): ProgramProfile {
  return { ...profile(effects, texts, rest.options ?? "", rest), asks: why, own: true };
}

/** Profiles without their examples, for use below programs that start them. */
export function unexampled(
  profiles: Readonly<Record<string, ProgramProfile>>,
): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(
    Object.entries(profiles).map(([name, { match: _, notMatch: __, subcommands, ...profile }]) => [
      name,
      { ...profile, ...(subcommands !== undefined && { subcommands: unexampled(subcommands) }) },
    ]),
  );
}

/** The same profile under several names, which blanks part. */
export function alike(names: string, profile: ProgramProfile): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, profile]));
}
