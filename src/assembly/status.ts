import { type ExecStance, strictest } from "../approval/index.ts";
import { homePaths } from "../config/index.ts";
import type { Containment } from "../incident/index.ts";
import type { JudgeStatus } from "../judge/index.ts";
import type { ProviderStatus } from "../provider/index.ts";
import type { SandboxStatus } from "../sandbox/index.ts";
import type { IssuerStatus } from "../session/index.ts";
import { type BrowserStanding, browserStanding } from "./browser-standing.ts";
import type { Sallyport } from "./sallyport.ts";
import type { ScheduleStatus } from "./schedule.ts";

/** What is active, and what is not and why. */
export interface Status {
  readonly config: { readonly version: number; readonly hash: string; readonly source: string };
  readonly generation: number;
  readonly sandbox: SandboxStatus;
  readonly browser: BrowserStanding;
  readonly providers: readonly ProviderStatus[];
  readonly judge: JudgeStatus;
  readonly audit: { readonly records: number; readonly vkey: string; readonly fault?: string };
  readonly approvals: {
    readonly pending: number;
    /** Rules learned by allow-always that still hold. */
    readonly learned: number;
    /** Whether approver processes are listened to; if not, why. */
    readonly socket: { readonly active: boolean; readonly detail: string };
  };
  /** OpenID providers whose tokens are taken, and what is known of their keys. */
  readonly identity: readonly IssuerStatus[];
  /** Incidents that are not over, and what is held because of incidents. */
  readonly incidents: { readonly open: number; readonly contained: readonly Containment[] };
  /** What is planned for later, and whether it is run. */
  readonly cron: ScheduleStatus;
  readonly agents: readonly AgentStatus[];
}

/** One agent as it is in force. */
export interface AgentStatus {
  readonly id: string;
  readonly profile: string;
  readonly tier: string;
  readonly model: string;
  readonly workspace: string;
  /** Security providers besides the default one. */
  readonly providers: readonly string[];
  /** How its commands are taken, after the host has had its say. */
  readonly exec: ExecStance;
}

/** The state of every mechanism: requested, resolved, verified. */
export async function statusOf(port: Sallyport): Promise<Status> {
  const { config, runtime, log } = port;
  const { hash, source = "(defaults)" } = port.loaded();
  return {
    config: { version: config.version, hash, source },
    generation: runtime.generation,
    sandbox: port.sandbox.status,
    browser: browserStanding(port.sandbox, config.sandbox),
    providers: await runtime.status(),
    judge: await port.judge.status(),
    audit: { records: log.size, vkey: log.vkey, ...(log.fault !== undefined && { fault: log.fault }) },
    approvals: {
      pending: (await port.approvals.list()).length,
      learned: (await port.learned.list()).length,
      socket: approverSocket(port),
    },
    identity: port.identities.status(),
    incidents: {
      open: (await port.incidents.list()).filter(({ state }) => state === "open" || state === "contained").length,
      contained: port.containments.list(),
    },
    cron: port.schedule.status(),
    agents: config.agents.map((agent) => ({
      id: agent.id,
      profile: agent.profile,
      tier: agent.tier,
      model: modelText(port, agent.id),
      workspace: runtime.policyFor(agent.id)?.workspace ?? "",
      providers: runtime.chainFor(agent.id, "").map(({ provider }) => provider.name),
      exec: runtime.policyFor(agent.id)?.exec ?? strictest([]),
    })),
  };
}

/** Whether an approver process may answer, and where or why not; a socket that cannot be had refuses to start. */
export function approverSocket({ config, home }: Pick<Sallyport, "config" | "home">): Status["approvals"]["socket"] {
  const { approvers, socket } = config.approvals;
  if (!socket.enabled) return { active: false, detail: "approvals.socket.enabled is false" };
  return approvers.includes(socket.principal)
    ? { active: true, detail: `${homePaths(home).approver}, as ${socket.principal}` }
    : { active: false, detail: `${socket.principal} is not among approvals.approvers` };
}

function modelText(port: Sallyport, agent: string): string {
  const model = port.agents.get(agent)?.model;
  return model === undefined ? "none" : `${model.name}:${model.model}`;
}
