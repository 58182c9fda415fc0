import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Environment } from "../config/index.ts";
import { UsageInvalid } from "../errors.ts";
import { closest } from "../suggestion.ts";
import type { Command, Invocation, Option } from "./command.ts";
import { Output, type Streams } from "./output.ts";

/** Options that every command has. */
export const everywhere: Readonly<Record<string, Option>> = {
  json: { about: "write JSON instead of text" },
  help: { about: "show this help" },
};

/** What a command line asks for: a command to run, or a page of help. */
export type Request =
  | { readonly kind: "run"; readonly invocation: Invocation }
  | { readonly kind: "help"; readonly topic: string }
  | { readonly kind: "version" };

/** Understands a command line. @throws {UsageInvalid} when it cannot be. */
export function understand(
  argv: readonly string[],
  table: readonly Command[],
  streams: Streams,
  environment: Environment,
): Request {
  const [first, second] = argv;
  if (first === undefined || first === "--help" || first === "-h") return { kind: "help", topic: "" };
  if (first === "--version" || first === "-v") return { kind: "version" };
  if (first === "help")
    return {
      kind: "help",
      topic: argv
        .filter((word) => !word.startsWith("-"))
        .slice(1)
        .join(" "),
    };
  const command = table.find(({ name }) => name === `${first} ${second}`) ?? table.find(({ name }) => name === first);
  if (command === undefined) return group(argv, table);
  const rest = argv.slice(command.name.split(" ").length);
  const { values, positionals } = parse(command, rest);
  if (values["help"] === true) return { kind: "help", topic: command.name };
  countArguments(command, positionals);
  checkValues(command, values);
  const output = new Output(streams, { json: values["json"] === true, colour: environment.colour });
  return { kind: "run", invocation: new ParsedInvocation(command, positionals, output, environment, values) };
}

/** True when a command line, even one that cannot be understood, asks for JSON. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).includes("--json");
}

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

class ParsedInvocation implements Invocation {
  readonly command: Command;
  readonly arguments: readonly string[];
  readonly output: Output;
  readonly environment: Environment;
  readonly #values: Values;

  constructor(
    command: Command,
    positionals: readonly string[],
    output: Output,
    environment: Environment,
    values: Values,
  ) {
    this.command = command;
    this.arguments = positionals;
    this.output = output;
    this.environment = environment;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return typeof value === "object" ? value : [];
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }
}

/** No such command: the help of a group, or a word nobody knows. */
function group(argv: readonly string[], table: readonly Command[]): Request {
  const [first = "", second] = argv;
  const members = table.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length > 0 && (second === undefined || second.startsWith("-"))) return { kind: "help", topic: first };
  const given = members.length > 0 ? `${first} ${second}` : first;
  const known =
    members.length > 0 ? members.map(({ name }) => name) : table.map(({ name }) => name.split(" ")[0] ?? "");
  const meant = closest(given, known);
  throw new UsageInvalid(`there is no command "${given}"`, {
    fix: meant === undefined ? "sallyport help lists the commands" : `did you mean "${meant}"?`,
  });
}

function parse(command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
  const options = { ...command.options, ...everywhere };
  const config: ParseArgsOptionsConfig = { help: { type: "boolean", short: "h" } };
  for (const [name, option] of Object.entries(options)) {
    config[name] ??= { type: option.value === undefined ? "boolean" : "string", multiple: option.many === true };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals: true });
    return { values: values as Values, positionals };
  } catch (error) {
    throw optionError(error as Error & { code?: string }, command, Object.keys(options));
  }
}

function optionError(error: Error & { code?: string }, command: Command, known: readonly string[]): UsageInvalid {
  const given = /'(-[^' ]*)/.exec(error.message)?.[1] ?? "";
  if (error.code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    return new UsageInvalid(error.message, { fix: `sallyport help ${command.name}` });
  }
  const meant = closest(given.replace(/^-+/, ""), known);
  const several = command.arguments?.at(-1)?.many === true;
  const fix = several ? "put -- before words that begin with -" : `sallyport help ${command.name}`;
  return new UsageInvalid(`${command.name} has no option ${given}`, {
    fix: meant === undefined ? fix : `did you mean "--${meant}"?`,
  });
}

function countArguments(command: Command, given: readonly string[]): void {
  const expected = command.arguments ?? [];
  const missing = expected.slice(given.length).find((argument) => argument.optional !== true);
  const fix = `sallyport help ${command.name}`;
  if (missing !== undefined)
    throw new UsageInvalid(`${command.name} needs <${missing.name}>: ${missing.about}`, { fix });
  if (given.length > expected.length && expected.at(-1)?.many !== true) {
    throw new UsageInvalid(`${command.name} takes no argument "${given[expected.length]}"`, { fix });
  }
}

function checkValues(command: Command, values: Values): void {
  for (const [name, option] of Object.entries(command.options ?? {})) {
    const value = values[name];
    if (typeof value !== "string") continue;
    if (option.number === true && !/^\d{1,15}$/.test(value)) {
      throw new UsageInvalid(`--${name} takes a whole number`, { fix: `--${name} ${option.value}: ${option.about}` });
    }
    if (option.choices !== undefined && !option.choices.includes(value)) {
      throw new UsageInvalid(`--${name} takes one of ${option.choices.join(", ")}`, { fix: option.about });
    }
  }
}
