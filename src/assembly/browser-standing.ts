import type { SandboxConfig } from "../config/index.ts";
import { browserObstacle } from "../sandbox/index.ts";
import type { LiveSandbox } from "./live-sandbox.ts";

/** Whether agents can look at pages with a browser; if not, why. */
export interface BrowserStanding {
  readonly active: boolean;
  readonly detail: string;
}

/** A browser runs in a sandbox that holds and leads somewhere, or not at all. */
export function browserStanding(
  { sandbox }: Pick<LiveSandbox, "sandbox">,
  { egress, containers }: Pick<SandboxConfig, "egress" | "containers">,
): BrowserStanding {
  const off = (detail: string): BrowserStanding => ({ active: false, detail });
  if (sandbox?.confines !== true) return off("there is no sandbox for it");
  if (egress === undefined) return off("sandbox.egress is not set, so that it would reach nothing");
  if (!sandbox.hasWayOut) return off(`the sandbox ${sandbox.name} leads nowhere`);
  // A container of an image has the programs of that, and those of the host not.
  if (sandbox.warm !== undefined && containers.image !== undefined)
    return off(`nobody knows of a browser in the image ${containers.image}`);
  const obstacle = browserObstacle();
  if (obstacle !== undefined) return off(`${obstacle.what}; ${obstacle.fix}`);
  return { active: true, detail: `in ${sandbox.name}, to ${egress.hosts.join(", ")}` };
}
