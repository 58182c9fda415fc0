import {
  analyseCommand,
  type Dialect,
  explainCommand,
  explanationOf,
  openSecondOpinion,
  outlineCommand,
} from "../../command/index.ts";
import { policySources, recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { type ProfileName, shippedGrammar } from "../../policy/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { Judges, placeOf } from "../command-judge.ts";
import { version } from "../version.ts";

/** `sallyport check`: decides offline, by a profile or a policy; runs nothing and records nothing. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const lines = invocation.flag("stdin");
  const command = invocation.arguments.join(" ");
  if (lines === invocation.arguments.length > 0) {
    throw new UsageInvalid("a command is missing", { fix: "write it behind --, or --stdin to read lines of JSON" });
  }
  const loaded = await recallConfig(environment.home, version);
  // Without a configuration there is no agent yet: the profile is then the one that init proposes.
  const configured = loaded.source === undefined ? "coding" : (loaded.config.agents[0]?.profile ?? "minimal");
  const profile = (invocation.text("profile") as ProfileName | undefined) ?? configured;
  const sources = await policySources(environment.home, loaded);
  const policy = invocation.text("policy");
  const dialect = (invocation.text("dialect") as Dialect | undefined) ?? "bash";
  const place = placeOf(invocation.text("workspace") ?? process.cwd(), invocation.text("cwd"));
  if (lines) {
    const { checkLines } = await import("../check-lines.ts");
    return checkLines(
      process.stdin,
      new Judges(sources, profile, await openSecondOpinion(shippedGrammar())),
      { place, policy, dialect },
      output,
    );
  }
  const judge = await new Judges(sources, profile).of(policy);
  const opinion = judge(command, place, dialect);
  const programs = outlineCommand(analyseCommand(command, { dialect }), {
    workspace: [place.workspace],
    cwd: place.cwd,
  });
  const explanation = {
    ...explanationOf(command, opinion),
    programs,
    ...(policy === undefined ? { profile } : { policy }),
  };
  const text = explainCommand(command, opinion, { programs, colour: output.colour });
  output.result(explanation as unknown as Json, text.trimEnd());
  return opinion.effect === "allow" ? 0 : 1;
}
