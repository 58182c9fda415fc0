import type { Environment } from "../config/index.ts";
import type { Output } from "./output.ts";

/** 0 clean · 1 findings or denied · 2 could not run; where a command runs another one, that one's status. */
export type ExitCode = number;

/** One row of the command table: all that help, completion and the reference say, and where the code is. */
export interface Command {
  /** One or two words: `check`, `audit verify`. */
  readonly name: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  readonly arguments?: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  /** Whole command lines, each with what it does. */
  readonly examples?: readonly (readonly [line: string, what: string])[];
  /** What 1 means here, where something other than "could not run" can go wrong. */
  readonly findings?: string;
  /** What the exit code is, where it is none of the usual three. */
  readonly exits?: string;
  /** Imported when the command is run and not before. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** A word after the command; the last one may stand for several. */
export interface Argument {
  readonly name: string;
  readonly about: string;
  readonly optional?: boolean;
  readonly many?: boolean;
}

/** A flag, or an option with a value of the named form. */
export interface Option {
  readonly about: string;
  /** What stands for the value in help, such as `N`; absent for a flag. */
  readonly value?: string;
  readonly number?: boolean;
  readonly choices?: readonly string[];
  /** It may be given several times. */
  readonly many?: boolean;
}

/** Does what the command says. */
export type Run = (invocation: Invocation) => Promise<ExitCode>;

/** A command line, understood. */
export interface Invocation {
  readonly command: Command;
  readonly arguments: readonly string[];
  readonly output: Output;
  readonly environment: Environment;
  /** Whether a flag was given. */
  flag(name: string): boolean;
  /** The value of an option, if it was given. */
  text(name: string): string | undefined;
  /** The values of an option that may be given several times. */
  texts(name: string): readonly string[];
  /** The value of a numeric option, if it was given. */
  number(name: string): number | undefined;
}
