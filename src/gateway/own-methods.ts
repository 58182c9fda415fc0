import { ingresses, isRefusal, refuse } from "../ingress/index.ts";
import { isOidcPrincipal, type Sessions, type Tokens } from "../session/index.ts";
import type { Deliver } from "./pipeline.ts";
import { type RpcMethods, rpcMethod } from "./rpc.ts";
import type { ReplyEvent } from "./stages.ts";

const hour = 3_600_000;

/** Puts an event on record; one that cannot be recorded rejects, and must not happen. */
export type RecordEvent = (event: string, fields: Readonly<Record<string, string | number | boolean>>) => Promise<void>;

/** What the gateway's own methods work on. */
export interface OwnMethodParts {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly deliver: Deliver;
  readonly record: RecordEvent;
}

/** The methods the gateway brings itself. What changes something is on record before it happens. */
export function ownMethods({ tokens, sessions, deliver, record }: OwnMethodParts): RpcMethods {
  return {
    "message.send": rpcMethod({
      role: "user",
      summary: "send a message to an agent and wait for the whole answer",
      params: {
        text: { type: "string", max: 1 << 20 },
        session: { type: "string", max: 128, optional: true },
        agent: { type: "string", max: 64, optional: true },
      },
      async run(params, { peer, presented, signal }) {
        const message = ingresses.cli.receive(params, { peer, presented });
        if (isRefusal(message)) return message;
        const reply = await deliver(message, signal);
        if (isRefusal(reply)) return reply;
        const tools: Omit<Extract<ReplyEvent, { type: "tool" }>, "type">[] = [];
        for await (const event of reply.events) {
          if (event.type === "failed") return event.refusal;
          if (event.type === "tool") {
            const { type: _, ...tool } = event;
            tools.push(tool);
          }
          if (event.type === "final") {
            const { type: _, ...final } = event;
            return { id: reply.id, agent: reply.agent, session: reply.session.id, ...final, tools };
          }
        }
        return refuse("failed", "the agent could not answer");
      },
    }),
    "sessions.list": rpcMethod({
      role: "user",
      summary: "the caller's sessions; an operator's call lists everybody's",
      params: {},
      async run(_, { identity: { role, principal, agent } }) {
        const found = await sessions.list(role === "operator" ? undefined : principal);
        // INVARIANT: to a token for one agent there is no other.
        return found.filter((session) => agent === undefined || session.agent === agent);
      },
    }),
    "sessions.revoke": rpcMethod({
      role: "operator",
      summary: "end a session and the turn that runs in it",
      params: { id: { type: "string", max: 64 } },
      async run({ id }, { identity }) {
        await record("session.revoked", { session: id, by: identity.principal });
        const revoked = await sessions.revoke(id);
        return revoked ? { revoked } : refuse("not_found", "there is no such session");
      },
    }),
    "tokens.list": rpcMethod({
      role: "operator",
      summary: "every token that has not been revoked, without its secret",
      params: {},
      run: () => tokens.list(),
    }),
    "tokens.issue": rpcMethod({
      role: "operator",
      summary: "issue a token; its text is in this answer and nowhere else",
      params: {
        principal: { type: "string", max: 128 },
        role: { type: "string", oneOf: ["operator", "user"] },
        tier: { type: "string", oneOf: ["A", "B", "C"] },
        agent: { type: "string", max: 64, optional: true },
        label: { type: "string", max: 256, optional: true },
        hours: { type: "integer", min: 1, max: 24 * 366, optional: true },
      },
      async run({ hours, ...terms }, { identity }) {
        const { principal, role, tier } = terms;
        if (isOidcPrincipal(principal)) return refuse("invalid_request", "only its issuer speaks for this principal");
        await record("token.issued", { principal, role, tier, by: identity.principal });
        return tokens.issue({ ...terms, ...(hours !== undefined && { life: hours * hour }) });
      },
    }),
    "tokens.revoke": rpcMethod({
      role: "operator",
      summary: "void a token by its public name, and close what it has open",
      params: { token: { type: "string", max: 64 } },
      async run({ token }, { identity }) {
        await record("token.revoked", { token, by: identity.principal });
        return (await tokens.revoke(token)) ? { revoked: true } : refuse("not_found", "there is no such token");
      },
    }),
  };
}
