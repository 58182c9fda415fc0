import { join } from "node:path";
import type { Agent, Outbox } from "../agent/index.ts";
import { copyEvidence, tailLog } from "../audit/index.ts";
import { type Permit, type Request, type Resource, rootOf } from "../decision/index.ts";
import type { Containments, Held, Incident, Step, StepKind } from "../incident/index.ts";
import { networkOf, type Sessions, type Tokens } from "../session/index.ts";

/** What steps have their effects on. */
export interface StepParts {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly outbox: Outbox;
  readonly containments: Containments;
  /** Principals who are told. */
  readonly operators: readonly string[];
  /** Directory of the audit log. */
  readonly audit: string;
  /** Directory of the copies. */
  readonly copies: string;
}

/** One thing that a step does: to what, for whom, and how; what it answers is told in the incident. */
export interface StepAct {
  readonly resource: Resource;
  readonly principal?: string;
  readonly text?: string;
  run(permit: Permit, request: Request): Promise<string>;
}

/** How each kind of step is done; nothing to do where the incident does not name what it is about. */
export const stepActs: {
  readonly [kind in StepKind]: (incident: Incident, step: Step, parts: StepParts) => Promise<readonly StepAct[]>;
} = {
  async notify(incident, _, { operators, outbox }) {
    const text = textOf(incident);
    return operators.map((principal) => ({
      ...{ principal, text, resource: { type: "channel", id: "incidents", access: "send" } },
      async run(permit, request) {
        // After a crash nobody knows whether it was sent: it is not sent twice.
        if ((await outbox.list(principal)).some((sent) => sent.text === text)) return spent(permit, request, principal);
        await outbox.send(permit, request);
        return principal;
      },
    }));
  },

  async "snapshot-evidence"({ id, evidence, agent, session }, _, { audit, copies }) {
    const target = join(copies, id);
    return [
      {
        resource: { type: "tool", id: "audit", access: "read" },
        async run(permit, request) {
          spent(permit, request, target);
          const about = session === "" ? [] : await tailLog(audit, mostAround, { agent, session });
          const count = await copyEvidence(audit, target, [...evidence, ...about.map(({ index }) => index)]);
          return `${count} records in ${target}`;
        },
      },
    ];
  },

  async "kill-processes"({ agent, session }, _, { agents }) {
    const found = agents.get(rootOf(agent));
    if (found === undefined) return [];
    return one("session", session === "" ? "*" : session, async () => {
      const ended = await found.stop(session === "" ? undefined : session);
      return `${ended} turns ended`;
    });
  },

  async "revoke-session"({ agent, session }, _, { agents, sessions }) {
    if (session === "") return [];
    return one("session", session, async () => {
      await sessions.revoke(session);
      await agents.get(rootOf(agent))?.stop(session);
      return session;
    });
  },

  async "revoke-token"({ session }, _, { sessions, tokens }) {
    const principal = (await sessions.list()).find(({ id }) => id === session)?.principal;
    if (principal === undefined) return [];
    // Operators' tokens are what one answers incidents with.
    const theirs = (await tokens.list()).filter((token) => token.principal === principal && token.role === "user");
    return theirs.flatMap(({ token }) =>
      one("credential", token, async () => {
        await tokens.revoke(token);
        return `${token} of ${principal}`;
      }),
    );
  },

  async "freeze-tool"(incident, { tool = "", for: whom }, { containments }) {
    const agent = whom === "all" ? null : rootOf(incident.agent);
    if (agent === "") return [];
    return hold(containments, incident, { kind: "tool", tool, agent }, `${tool} for ${agent ?? "all agents"}`);
  },

  async "quarantine-agent"(incident, _, { containments }) {
    const agent = rootOf(incident.agent);
    return agent === "" ? [] : hold(containments, incident, { kind: "agent", agent }, agent);
  },

  async "block-peer"(incident, _, { containments }) {
    if (incident.peer === undefined) return [];
    const peer = networkOf(incident.peer);
    // INVARIANT: this machine's own address is never blocked: the operator's command line comes from there.
    return own.has(peer) ? [] : hold(containments, incident, { kind: "peer", peer }, peer);
  },
};

/** What of these steps is taken back: what is held. Sessions, tokens and turns begin anew by themselves. */
export const heldBy: Readonly<Partial<Record<StepKind, Held["kind"]>>> = {
  "freeze-tool": "tool",
  "quarantine-agent": "agent",
  "block-peer": "peer",
};

/** Records of the session that are copied beside the evidence. */
const mostAround = 200;
const own: ReadonlySet<string> = new Set(["127.0.0.1", networkOf("::1")]);

function one(type: Resource["type"], id: string, act: () => Promise<string>): readonly StepAct[] {
  return [
    {
      resource: { type, id, access: "use" },
      run(permit, request) {
        spent(permit, request, id);
        return act();
      },
    },
  ];
}

function hold(containments: Containments, { id }: Incident, held: Held, what: string): readonly StepAct[] {
  return one("tool", what, async () => {
    const containment = await containments.hold(held, id);
    return `${what} (${containment.id})`;
  });
}

function spent(permit: Permit, request: Request, what: string): string {
  permit.spend(request, []);
  return what;
}

function textOf({ id, title, severity, agent, session, peer, timeline }: Incident): string {
  const about = [agent && `agent ${agent}`, session && `session ${session}`, peer && `from ${peer}`].filter(Boolean);
  const first = timeline[0]?.what;
  return [
    `Incident ${id} (${severity}): ${title}${about.length === 0 ? "" : ` — ${about.join(", ")}`}`,
    ...(first === undefined || first === title ? [] : [first]),
    `See: sallyport incidents show ${id}`,
  ].join("\n");
}
