import type { Query, RecordKind } from "../audit/index.ts";
import { homePaths } from "../config/index.ts";
import { UsageInvalid } from "../errors.ts";
import type { Invocation, Option } from "./command.ts";
import { isDirectory } from "./input.ts";

/** Which log a command is about. */
export const logOption: Readonly<Record<string, Option>> = {
  log: { about: "directory of the log; default: the one in the home", value: "DIRECTORY" },
};

/** Which records a command is about. */
export const filterOptions: Readonly<Record<string, Option>> = {
  kind: {
    about: "of one kind",
    value: "KIND",
    choices: [
      "decision",
      "outcome",
      "egress",
      "approval",
      "judgement",
      "redaction",
      "finding",
      "incident",
      "lifecycle",
      "config",
    ],
  },
  effect: { about: "decisions with one effect", value: "EFFECT", choices: ["allow", "ask", "deny"] },
  agent: { about: "of one agent", value: "ID" },
  session: { about: "of one session", value: "ID" },
  principal: { about: "of one principal", value: "NAME" },
  tool: { about: "of one tool", value: "NAME" },
  evaluation: { about: "of one evaluation", value: "ID" },
  since: { about: "not before this time (RFC 3339)", value: "TIME" },
  until: { about: "not after this time (RFC 3339)", value: "TIME" },
};

/** The directory of the log that an invocation is about. @throws {UsageInvalid} when there is none. */
export async function logDirectory(invocation: Pick<Invocation, "text" | "environment">): Promise<string> {
  const directory = invocation.text("log") ?? homePaths(invocation.environment.home).audit;
  if (await isDirectory(directory)) return directory;
  const fix = "start the gateway once, or name another directory with --log";
  throw new UsageInvalid(`there is no audit log in ${directory}`, { fix });
}

/** The records that an invocation asks for. @throws {UsageInvalid} when a time is none. */
export function logQuery(invocation: Pick<Invocation, "text">): Query {
  const given = Object.keys(filterOptions).flatMap((name) => {
    const value = invocation.text(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  for (const [name, value] of given) {
    if ((name === "since" || name === "until") && Number.isNaN(Date.parse(value))) {
      throw new UsageInvalid(`--${name} takes a time`, { fix: "write it like 2026-11-24T15:00:00Z" });
    }
  }
  return Object.fromEntries(given) as Query & { kind?: RecordKind };
}
