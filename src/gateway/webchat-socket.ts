import { ingresses, isRefusal, membersOf, type Refusal, refuse } from "../ingress/index.ts";
import { type Identity, presentedToken } from "../session/index.ts";
import type { Deliver } from "./pipeline.ts";
import type { GatewaySocket, SocketProtocol } from "./socket.ts";
import type { ReplyEvent } from "./stages.ts";

/** Answers an approval on behalf of whoever the token speaks for; says what became of the answer. */
export type ApproveAs = (identity: Identity, id: string, answer: ApprovalAnswer) => Promise<string | Refusal>;

const answers = ["allow-once", "allow-always", "deny"] as const;
type ApprovalAnswer = (typeof answers)[number];

/**
 * The webchat protocol, JSON text both ways. In: `auth {token}`, `message {id, text, session?, agent?}`, `cancel {id}`,
 * `approve {approval, answer}`. Out: `ready {principal}`, for a message `delta`, `tool`, `approval` in any number, then
 * `done` or `error`, and `answered {approval, outcome}` for an approval.
 */
export function webchatProtocol(deliver: Deliver, approveAs?: ApproveAs): SocketProtocol {
  const running = new WeakMap<GatewaySocket, Map<string, AbortController>>();

  function turnsOf(socket: GatewaySocket): Map<string, AbortController> {
    const known = running.get(socket);
    if (known !== undefined) return known;
    const turns = new Map<string, AbortController>();
    running.set(socket, turns);
    socket.signal.addEventListener("abort", () => {
      for (const cancel of turns.values()) cancel.abort();
    });
    return turns;
  }

  async function message(body: Readonly<Record<string, unknown>>, socket: GatewaySocket): Promise<void> {
    const { id, text, session, agent } = body;
    if (!isMessageId(id)) {
      return socket.send(errorMessage(refuse("invalid_request", "id must be a string of 1 to 64 characters")));
    }
    const turns = turnsOf(socket);
    if (turns.has(id)) return socket.send(errorMessage(refuse("invalid_request", "this id is in use"), id));
    const { peer, presented } = socket;
    const parts = { text, ...(session !== undefined && { session }), ...(agent !== undefined && { agent }) };
    const received = ingresses.webchat.receive(parts, { peer, presented });
    if (isRefusal(received)) return socket.send(errorMessage(received, id));
    const cancel = new AbortController();
    turns.set(id, cancel);
    try {
      const reply = await deliver(received, cancel.signal);
      if (isRefusal(reply)) return await socket.send(errorMessage(reply, id));
      for await (const event of reply.events) await socket.send(outgoing(id, event));
    } finally {
      turns.delete(id);
      cancel.abort(over);
    }
  }

  async function approve(body: Readonly<Record<string, unknown>>, socket: GatewaySocket): Promise<void> {
    const { approval } = body;
    const answer = answers.find((one) => one === body["answer"]);
    if (!isMessageId(approval) || answer === undefined || socket.identity === undefined) {
      const fault = refuse("invalid_request", `approval must be an id, and answer one of ${answers.join(", ")}`);
      return socket.send(errorMessage(fault));
    }
    const closed = refuse("forbidden", "approvals are not answered here");
    const outcome = await (approveAs?.(socket.identity, approval, answer) ?? closed);
    if (typeof outcome !== "string") return socket.send({ ...errorMessage(outcome), approval });
    return socket.send({ type: "answered", approval, outcome });
  }

  return {
    refusal: (refusal) => errorMessage(refusal),
    opened: (socket) => void socket.send({ type: "ready", principal: socket.identity?.principal }),
    async message(body, socket) {
      const members = membersOf(body);
      const { type } = members;
      if (socket.identity === undefined) {
        const token = type === "auth" ? members["token"] : undefined;
        return socket.authenticate(typeof token === "string" ? presentedToken(token) : undefined);
      }
      switch (type) {
        case "message":
          return message(members, socket);
        case "approve":
          return approve(members, socket);
        case "cancel":
          running.get(socket)?.get(String(members["id"]))?.abort();
          return;
        default:
          return socket.send(errorMessage(refuse("invalid_request", "type must be message, approve or cancel")));
      }
    },
  };
}

/** Made once: an abort without a reason makes an error with a stack each time. */
const over = new Error("the message has been answered");

function isMessageId(id: unknown): id is string {
  return typeof id === "string" && id.length >= 1 && id.length <= 64;
}

function errorMessage({ refused, message, wait }: Refusal, id?: string): object {
  return {
    type: "error",
    ...(id !== undefined && { id }),
    code: refused,
    message,
    ...(wait !== undefined && { wait }),
  };
}

function outgoing(id: string, event: ReplyEvent): object {
  switch (event.type) {
    case "text":
      return { type: "delta", id, text: event.text };
    case "tool":
      return { ...event, id };
    case "approval": {
      const { id: approval, ...rest } = event;
      return { ...rest, id, approval };
    }
    case "failed":
      return errorMessage(event.refusal, id);
    case "final": {
      const { finish, reason, usage } = event;
      if (finish === "failed") return errorMessage(refuse("failed", reason ?? "the agent could not answer"), id);
      return {
        type: "done",
        id,
        finish,
        ...(reason !== undefined && { reason }),
        ...(usage !== undefined && { usage }),
      };
    }
  }
}
