import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ShelvedSkill } from "../../skill/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

/** `sallyport skills`: lists the skills of the running gateway, shows one, pins it as it is, or takes the pin away. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment, arguments: words } = invocation;
  const [action = "list", skill] = words;
  if (action === "list" && skill === undefined) {
    const listed = await withGateway(environment, (call) => call("skills.list"));
    const skills = listed as unknown as readonly ShelvedSkill[];
    output.result(listed as Json, skills.length === 0 ? "there are no skills" : skills.map(line).join("\n"));
    return skills.every(({ state }) => state === "pinned" || state === "unpinned") ? 0 : 1;
  }
  if (!["show", "pin", "unpin"].includes(action) || skill === undefined)
    throw new UsageInvalid("skills takes list, or show, pin or unpin and a name", { fix: "sallyport help skills" });
  const hash = invocation.text("hash");
  const params = { skill, ...(action === "pin" && hash !== undefined && { hash }) };
  const answer = await withGateway(environment, (call) => call(`skills.${action}`, params));
  output.result(answer as Json, whole(answer as unknown as ShelvedSkill));
  return 0;
}

function line({ name, state, manifest, problem }: ShelvedSkill): string {
  return `${state.padEnd(9)} ${printable(name)}: ${printable(problem ?? manifest?.description ?? "")}`;
}

function whole(skill: ShelvedSkill): string {
  const { hash, pinned, manifest, files = [] } = skill;
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ["hash", hash],
    ["pinned", pinned],
    ["runs", manifest && `${manifest.interpreter} ${manifest.script}, ${manifest.seconds} s at most`],
    ["workspace", manifest?.workspace],
    ["hosts", manifest && (manifest.hosts.join(", ") || "none")],
    ["arguments", manifest && JSON.stringify(manifest.arguments)],
    ["files", files.join(" ") || undefined],
  ];
  const known = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name.padEnd(10)}${printable(value)}`],
  );
  return [line(skill), ...known].join("\n");
}
