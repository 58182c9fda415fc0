import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** What Sallyport takes from its surroundings: the only reading of `process.env` in the source. */
export interface Environment {
  /** `SALLYPORT_HOME`, or `~/.sallyport`: absolute. */
  readonly home: string;
  /** False when `NO_COLOR` is set to anything, or `TERM` is `dumb`. */
  readonly colour: boolean;
  /** Where programs are looked up: `PATH`. */
  readonly searchPath: string;
  /** The value of a variable that the configuration names, such as an API key; `undefined` when unset or empty. */
  variable(name: string): string | undefined;
}

/** Reads the environment once; `source` stands in for it in tests. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const variable = (name: string) => source[name] || undefined;
  return {
    home: resolve(variable("SALLYPORT_HOME") ?? join(variable("HOME") ?? homedir(), ".sallyport")),
    colour: variable("NO_COLOR") === undefined && variable("TERM") !== "dumb",
    searchPath: variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
    variable,
  };
}
