import { secretsBeneath, visibleRoots } from "../../files/index.ts";
import type { SandboxLimits, SandboxSpec } from "../../sandbox/index.ts";
import type { ToolContext } from "../tool.ts";

/** How commands are confined, the same for all of an installation. */
export interface Confinement {
  readonly limits: SandboxLimits;
  /** How the roots of a scope are shown, at most. */
  readonly workspace: "none" | "ro" | "rw";
  /** Who shares what a back end keeps warm. */
  readonly scope: "session" | "agent" | "shared";
  /** Sallyport's own state. */
  readonly statePaths: readonly string[];
}

/** Every variable that commands see, where nothing else is said. */
export const defaultEnvironment: Readonly<Record<string, string>> = {
  HOME: "/home/agent",
  LANG: "C.UTF-8",
  PATH: "/usr/local/bin:/usr/bin:/bin",
};

/** The workspace as the scope has it, without its secrets; `undefined` when they could not all be found. */
export async function specFor(
  confinement: Confinement,
  context: ToolContext,
  environment: Readonly<Record<string, string>>,
): Promise<SandboxSpec | undefined> {
  const { limits, workspace, statePaths } = confinement;
  const { read, write } = context.scope.roots;
  const { readOnly, readWrite } = visibleRoots(read, write, workspace);
  const denied: string[] = [];
  for (const root of [...readOnly, ...readWrite]) {
    const secrets = await secretsBeneath(root, statePaths);
    if (secrets === undefined) return undefined;
    denied.push(...secrets);
  }
  return {
    ...{ readOnly, readWrite, denied, environment, ...limits },
    network: "none",
    keep: keeper(confinement.scope, context),
  };
}

/** INVARIANT: a principal never shares with another one, whatever the scope: what one leaves, the other would run. */
function keeper(scope: Confinement["scope"], { agent, principal, session }: ToolContext): string {
  const shared = { session: [agent, principal, session], agent: [agent, principal], shared: [principal] }[scope];
  return JSON.stringify(shared);
}
