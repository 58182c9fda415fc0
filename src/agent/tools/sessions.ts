import type { Permit, Request } from "../../decision/index.ts";
import type { Provenance } from "../../provider/index.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** What one session is to the agent that looks at it. */
export interface SessionSummary {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  /** RFC 3339, UTC. */
  readonly used: string;
}

/** One thing said in a session. */
export interface SessionLine {
  readonly role: string;
  readonly text: string;
}

/** The sessions that an agent has with one principal; others do not exist for it. */
export interface SessionArchive {
  list(agent: string, principal: string): Promise<readonly SessionSummary[]>;
  /** `undefined` when the session is not one of theirs; `provenance` is there when it has taken in untrusted text. */
  history(
    agent: string,
    principal: string,
    session: string,
  ): Promise<{ readonly lines: readonly SessionLine[]; readonly provenance?: Provenance | undefined } | undefined>;
}

/** Spends the permit of a look at a session, which needs nothing else. */
function look(permit: Permit, request: Request): void {
  permit.spend(request, []);
}

/** Lists the agent's own sessions with the principal. */
export function sessionsListTool(archive: SessionArchive): Tool {
  return {
    name: "sessions_list",
    description: "List the sessions you have with this person.",
    parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
    async prepare(args, context) {
      const request = toolRequest(context, "sessions_list", { type: "session", id: "*", access: "read" }, args);
      return {
        request,
        async run(permit) {
          look(permit, request);
          const sessions = await archive.list(context.agent, context.principal);
          const text = sessions.map(({ id, channel, name, used }) => `${id}  ${channel}  ${name}  ${used}`).join("\n");
          return {
            ok: true,
            text: text || "(none)",
            source: "sessions",
            untrusted: false,
            sensitive: false,
            detail: { sessions: sessions.length },
          };
        },
      };
    },
  };
}

/** Shows what was said in one of the agent's own sessions with the principal. */
export function sessionsHistoryTool(archive: SessionArchive): Tool {
  return {
    name: "sessions_history",
    description: "Show what was said in one of your sessions with this person.",
    parameters: {
      type: "object",
      properties: { session: { type: "string", description: "Id of the session", maxLength: 128 } },
      required: ["session"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { session } = args as { session: string };
      const request = toolRequest(context, "sessions_history", { type: "session", id: session, access: "read" }, args);
      return {
        request,
        async run(permit) {
          look(permit, request);
          const found = await archive.history(context.agent, context.principal, session);
          if (found === undefined)
            return {
              ok: false,
              text: "There is no such session.",
              source: "sessions",
              untrusted: false,
              sensitive: false,
            };
          const text = found.lines.map((line) => `${line.role}: ${line.text}`).join("\n");
          return {
            ok: true,
            text: text || "(nothing yet)",
            source: `session:${session}`,
            untrusted: found.provenance !== undefined,
            ...(found.provenance && { provenance: found.provenance }),
            sensitive: true,
          };
        },
      };
    },
  };
}
