import { isAbsolute, join } from "node:path";
import { isBeneath } from "../decision/index.ts";
import { ProviderSettingsInvalid } from "../errors.ts";
import { realPathOf } from "../files/index.ts";
import type { ProviderServices } from "./registry.ts";

/** Where code of providers may lie in the home; everything else there is state of the gateway's. */
const inHome = ["providers", "node_modules"];

/**
 * The real, absolute path of something that a setting names for a provider to run or to read.
 * @throws {ProviderSettingsInvalid} INVARIANT: no provider is made of what an agent can change, and none is shown the
 * state of the gateway.
 */
export function operatorPath(
  { name, directory, workspaces }: Pick<ProviderServices, "name" | "directory" | "workspaces">,
  setting: string,
  given: string,
): string {
  const path = realPathOf(isAbsolute(given) ? given : join(directory, given));
  const refuse = (why: string, fix: string) =>
    new ProviderSettingsInvalid(`security.providers.${name}.${setting}: ${path} ${why}`, { fix });
  const touches = (other: string) => isBeneath(other, path) || isBeneath(path, other);
  const workspace = workspaces.find(touches);
  if (workspace !== undefined)
    throw refuse(`overlaps ${workspace}, which an agent may change`, "move it where no agent works");
  if (touches(directory) && !inHome.some((folder) => isBeneath(join(directory, folder), path)))
    throw refuse("would show it the state of the gateway", `put it beneath ${join(directory, "providers")}`);
  return path;
}
