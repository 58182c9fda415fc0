import type { Command } from "./command.ts";
import { everywhere } from "./invocation.ts";

/** The page that `sallyport help` shows. */
export function overview(table: readonly Command[], version: string): string {
  return [
    `sallyport ${version}: decides what your AI agents may do, makes them ask when it matters, and keeps the proof.`,
    "",
    "usage: sallyport <command> [arguments] [options]",
    "",
    ...columns(table.map(({ name, summary }) => [name, summary])),
    "",
    "sallyport help <command> says more. State is in SALLYPORT_HOME (default ~/.sallyport).",
    "exit codes: 0 clean, 1 findings or denied, 2 could not run",
  ].join("\n");
}

/** The page of a command, or of all commands that begin with a word; `undefined` when there is none. */
export function helpFor(topic: string, table: readonly Command[]): string | undefined {
  const command = table.find(({ name }) => name === topic);
  if (command !== undefined) return commandHelp(command);
  const members = table.filter(({ name }) => name.startsWith(`${topic} `));
  if (members.length === 0) return undefined;
  return [`usage: sallyport ${topic} <command>`, "", ...columns(members.map((m) => [m.name, m.summary]))].join("\n");
}

function commandHelp(command: Command): string {
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ["", title, ...lines]);
  return [
    `usage: ${usage(command)}`,
    "",
    `${command.summary}.`,
    ...section("arguments:", columns((command.arguments ?? []).map((a) => [`<${a.name}>`, a.about]))),
    ...section("options:", columns(optionRows(command))),
    ...section(
      "examples:",
      (command.examples ?? []).flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]),
    ),
    "",
    `exit codes: ${exits(command)}`,
  ].join("\n");
}

function exits({ findings, exits }: Command): string {
  if (exits !== undefined) return exits;
  return findings === undefined ? "0 done, 2 could not run" : `0 clean, 1 ${findings}, 2 could not run`;
}

/** How the command is written: `sallyport check [options] -- <command>...`. */
export function usage(command: Command): string {
  const words = (command.arguments ?? []).map(({ name, optional, many }) => {
    const word = `<${name}>${many === true ? "..." : ""}`;
    return optional === true ? `[${word}]` : word;
  });
  const separator = command.arguments?.at(-1)?.many === true ? ["--"] : [];
  return ["sallyport", command.name, "[options]", ...separator, ...words].join(" ");
}

/** Each option as it is written, and what it does. */
export function optionRows(command: Command): readonly (readonly [string, string])[] {
  return Object.entries({ ...command.options, ...everywhere }).map(([name, option]) => {
    const form = option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
    const about = option.choices === undefined ? option.about : `${option.about}: ${option.choices.join(", ")}`;
    return [form, option.many === true ? `${about}; may be given again` : about];
  });
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
