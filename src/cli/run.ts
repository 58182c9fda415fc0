import type { Environment } from "../config/index.ts";
import { UsageInvalid } from "../errors.ts";
import type { Command, ExitCode } from "./command.ts";
import { helpFor, overview } from "./help.ts";
import { understand, wantsJson } from "./invocation.ts";
import { Output, type Streams } from "./output.ts";
import { version } from "./version.ts";

/** Runs one command line to its exit code; never rejects. */
export async function runCli(
  argv: readonly string[],
  table: readonly Command[],
  streams: Streams,
  environment: Environment,
): Promise<ExitCode> {
  const output = new Output(streams, { json: wantsJson(argv), colour: environment.colour });
  try {
    const request = understand(argv, table, streams, environment);
    switch (request.kind) {
      case "version":
        output.result({ version }, version);
        return 0;
      case "help":
        output.result(...helpPage(request.topic, table));
        return 0;
      case "run":
        return await (await request.invocation.command.load()).run(request.invocation);
    }
  } catch (error) {
    // What only the command line is to blame for needs no engine; an error may quote anybody else.
    if (!(error instanceof UsageInvalid)) (await import("./guard-output.ts")).guardOutput(output);
    output.failure(error);
    return 2;
  }
}

function helpPage(topic: string, table: readonly Command[]): [{ help: string }, string] {
  const page = topic === "" ? overview(table, version) : helpFor(topic, table);
  if (page === undefined)
    throw new UsageInvalid(`there is no command "${topic}"`, { fix: "sallyport help lists them" });
  return [{ help: page }, page];
}
