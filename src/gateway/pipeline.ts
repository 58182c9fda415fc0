import { isRefusal, type Received, type Refusal, refuse } from "../ingress/index.ts";
import type { Authentication, Authenticator, Sessions } from "../session/index.ts";
import type { Logger } from "./log.ts";
import { redactedEvents } from "./redaction.ts";
import type { Pace } from "./silence.ts";
import type { Admitted, Answered, Authenticated, Redacted, Routed, Screened, ScreenedText, Stage } from "./stages.ts";
import type { ReplyRedaction, TextRedactor, TurnEvent } from "./turn-event.ts";
import type { Turns } from "./turns.ts";

/** What a message meets on its way; everything that decides or judges is brought from outside. */
export interface PipelineParts {
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly turns: Turns;
  /** Names of the agents; the first is the one for whoever asks for none. */
  readonly agents: () => readonly string[];
  /** Evaluates and records the arrival of the message itself, as the action `ingress.message`. */
  readonly admit: (message: Routed, signal: AbortSignal) => Promise<Admission>;
  /** Judges and envelopes text; called for the message and for each utterance of its history. */
  readonly screen: (text: string, source: ScreenSource, signal: AbortSignal) => Promise<Screening>;
  readonly answer: (message: Screened, signal: AbortSignal) => AsyncIterable<TurnEvent>;
  readonly redactor: () => TextRedactor;
  /** What the answer of one turn goes through instead; default: the redactor. */
  readonly replies?: (turn: Pick<Answered, "agent" | "session">) => ReplyRedaction;
  /** When a word that nothing follows counts as written. */
  readonly pace?: Pace;
  readonly logger: Logger;
}

/** Whether policy lets a message in; the message is for the sender. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly message: string };

/** Where screened text came from. */
export interface ScreenSource {
  readonly ingress: string;
  readonly role: "system" | "user" | "assistant";
  readonly message: Admitted;
}

/** Text that may go on, or the reason it may not. */
export type Screening = ScreenedText | { readonly blocked: string };

/** The way of every message, whichever ingress it came by. Never rejects; what fails is a refusal. */
export type Deliver = (message: Received, signal: AbortSignal) => Promise<Redacted | Refusal>;

/** received → authenticated → routed → admitted → screened → answered → redacted. */
export function pipeline(parts: PipelineParts): Deliver {
  const way = new Way(authenticate(parts))
    .next(route(parts))
    .next(admit(parts))
    .next(screen(parts))
    .next(answer(parts))
    .next(redact(parts));
  return async (message, signal) => {
    try {
      const reply = await way.go(message, signal);
      const outcome = isRefusal(reply) ? { refused: reply.refused } : { agent: reply.agent, session: reply.session.id };
      parts.logger.info("message", { id: message.id, ingress: message.ingress, peer: message.peer, ...outcome });
      return reply;
    } catch (error) {
      // INVARIANT: a stage that throws is a refusal; nothing later has run.
      parts.logger.error("message.failed", { id: message.id, ingress: message.ingress, error: String(error) });
      return refuse("failed", "the message could not be handled");
    }
  };
}

/** Stages in order; each must take what the one before it gives, and a refusal ends the way. */
class Way<In, Out extends object> {
  readonly go: Stage<In, Out>;

  constructor(go: Stage<In, Out>) {
    this.go = go;
  }

  next<Further extends object>(stage: Stage<Out, Further>): Way<In, Further> {
    return new Way(async (input, signal) => {
      const reached = await this.go(input, signal);
      return isRefusal(reached) ? reached : stage(reached, signal);
    });
  }
}

function authenticate({ authenticator }: PipelineParts): Stage<Received, Authenticated> {
  return async ({ presented, ...message }) => {
    const answer = await authenticator.check(message.peer, presented);
    if (answer.ok) return { ...message, stage: "authenticated", identity: answer.identity };
    return refusalOf(answer);
  };
}

/** The refusal for a failed authentication; it is the same for a token of ours that is unknown, revoked or expired. */
export function refusalOf({
  reason,
  wait,
}: Extract<Authentication, { ok: false }>): Refusal<"locked_out" | "unauthenticated" | "forbidden" | "unavailable"> {
  switch (reason) {
    case "locked-out":
      return refuse("locked_out", "too many wrong tokens came from this address", wait);
    case "missing":
      return refuse("unauthenticated", "a bearer token is required");
    case "invalid":
      return refuse("unauthenticated", "this token is not valid");
    case "expired":
      return refuse("unauthenticated", "this token has expired");
    case "unmapped":
      return refuse("forbidden", "nothing is granted here to whom this token speaks for");
    case "unavailable":
      return refuse("unavailable", "this token cannot be verified now", unverifiableMs);
  }
}

/** After which another try makes sense for whose issuer gives no keys. */
const unverifiableMs = 30_000;

function route({ agents, sessions }: PipelineParts): Stage<Authenticated, Routed> {
  return async ({ agent: wanted, ...message }) => {
    const { identity, conversation, ingress } = message;
    const agent = wanted ?? identity.agent ?? agents()[0];
    if (agent === undefined || !agents().includes(agent)) return refuse("unknown_agent", "there is no such agent");
    // INVARIANT: a token for one agent reaches no other, whatever the caller asks for.
    if (identity.agent !== undefined && identity.agent !== agent) {
      return refuse("forbidden", "this token is for another agent");
    }
    const key = { principal: identity.principal, agent, channel: ingress, name: conversation ?? "" };
    const session = conversation === undefined ? sessions.fleeting(key) : await sessions.open(key);
    return { ...message, stage: "routed", agent, session, tier: identity.tier };
  };
}

function admit({ admit: decide }: PipelineParts): Stage<Routed, Admitted> {
  return async (message, signal) => {
    const admission = await decide(message, signal);
    return admission.admitted ? { ...message, stage: "admitted" } : refuse("denied", admission.message);
  };
}

function screen({ screen: judge }: PipelineParts): Stage<Admitted, Screened> {
  return async (message, signal) => {
    const { text, history: said, ...rest } = message;
    const source = { ingress: message.ingress, message };
    const screened = await judge(text, { ...source, role: "user" }, signal);
    if ("blocked" in screened) return refuse("denied", screened.blocked);
    const history: Screened["history"][number][] = [];
    for (const utterance of said) {
      const earlier = await judge(utterance.text, { ...source, role: utterance.role }, signal);
      if ("blocked" in earlier) return refuse("denied", earlier.blocked);
      history.push({ role: utterance.role, ...earlier });
    }
    return { ...rest, stage: "screened", message: screened, history };
  };
}

function answer({ turns, answer: run }: PipelineParts): Stage<Screened, Answered> {
  return async (message, asker) => {
    const turn = turns.enter(message.session.id, asker);
    if (turn === "busy") return refuse("busy", "too many messages are waiting for an answer", 1_000);
    if (turn === "draining") return refuse("draining", "the gateway is shutting down", 5_000);
    const { ready, release, signal } = turn;
    // Whoever asked may go away before the first event is taken.
    let begun = false;
    signal.addEventListener("abort", () => void (begun || release()), { once: true });
    async function* events(): AsyncGenerator<TurnEvent> {
      begun = true;
      try {
        await ready;
        signal.throwIfAborted();
        for await (const event of run(message, signal)) {
          // An agent that does not look at the signal ends all the same.
          signal.throwIfAborted();
          yield event;
        }
      } finally {
        release();
      }
    }
    return { ...message, stage: "answered", events: events() };
  };
}

function redact({ redactor, replies, pace, logger }: PipelineParts): Stage<Answered, Redacted> {
  return async ({ id, agent, session, events }, signal) => ({
    stage: "redacted",
    id,
    agent,
    session,
    events: redactedEvents(events, {
      redactor,
      reply: replies?.({ agent, session }),
      pace,
      onFailure(error) {
        const aborted = signal.aborted;
        logger.warn(aborted ? "turn.aborted" : "turn.failed", { id, agent, session: session.id, error: String(error) });
        return aborted ? refuse("timed_out", "the turn was ended") : refuse("failed", "the agent could not answer");
      },
    }),
  });
}
