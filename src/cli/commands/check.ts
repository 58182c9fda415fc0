import { explainCommand, explanationOf } from "../../command/index.ts";
import { policySources, recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { protectedPath, secretPath } from "../../files/index.ts";
import { decideWithCommands, loadPolicy, type ProfileName, policyFor, requestOf } from "../../policy/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { version } from "../version.ts";

/** `sallyport check`: decides offline, by the rules of a profile; runs nothing and records nothing. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const command = invocation.arguments.join(" ");
  const workspace = process.cwd();
  const loaded = await recallConfig(environment.home, version);
  // Without a configuration there is no agent yet: the profile is then the one that init proposes.
  const configured = loaded.source === undefined ? "coding" : (loaded.config.agents[0]?.profile ?? "minimal");
  const profile = (invocation.text("profile") as ProfileName | undefined) ?? configured;
  const loadedPolicy = loadPolicy(await policySources(environment.home, loaded), { trustShipped: true });
  const policy = policyFor(loadedPolicy, { profile, workspace: [workspace] });
  const opinion = decideWithCommands(policy, requestOf({ tool: "exec", command }), { secretPath, protectedPath });
  const explanation = { ...explanationOf(command, opinion), profile };
  output.result(explanation as unknown as Json, explainCommand(command, opinion, { colour: output.colour }).trimEnd());
  return opinion.effect === "allow" ? 0 : 1;
}
