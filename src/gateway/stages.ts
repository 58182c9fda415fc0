import type { Taint, Tier } from "../decision/index.ts";
import type { Received, Refusal, Utterance } from "../ingress/index.ts";
import type { Identity, Session } from "../session/index.ts";
import type { TurnEvent } from "./turn-event.ts";

// Each stage takes what the one before it gives and gives what the next one takes: a stage left out does not compile.

/** A message whose sender is known. */
export interface Authenticated extends Omit<Received, "stage" | "presented"> {
  readonly stage: "authenticated";
  readonly identity: Identity;
}

/** A message that has an agent and a session. */
export interface Routed extends Omit<Authenticated, "stage" | "agent"> {
  readonly stage: "routed";
  readonly agent: string;
  readonly session: Session;
  /** The best trust the turn can have: that of the token. */
  readonly tier: Tier;
}

/** A message that policy lets in; the decision is on record. */
export interface Admitted extends Omit<Routed, "stage"> {
  readonly stage: "admitted";
}

/** Text as an agent may read it: judged, put in its envelope where it is not to be trusted, and labelled. */
export interface ScreenedText {
  readonly text: string;
  readonly taint: Taint;
}

/** A message in the form an agent may read. */
export interface Screened extends Omit<Admitted, "stage" | "text" | "history"> {
  readonly stage: "screened";
  readonly message: ScreenedText;
  readonly history: readonly (ScreenedText & Pick<Utterance, "role">)[];
}

/** A message that is being answered; nothing of the answer has been redacted. */
export interface Answered extends Omit<Screened, "stage"> {
  readonly stage: "answered";
  readonly events: AsyncIterable<TurnEvent>;
}

/** An answer that may leave. Whoever gets one must iterate its events or abort the signal it was asked with. */
export interface Redacted {
  readonly stage: "redacted";
  /** Id of the message. */
  readonly id: string;
  readonly agent: string;
  readonly session: Session;
  readonly events: AsyncIterable<ReplyEvent>;
}

/** What leaves: the events of the turn, redacted, and in place of the last one a refusal when the turn broke. */
export type ReplyEvent = TurnEvent | { readonly type: "failed"; readonly refusal: Refusal };

/** One step of a message on its way. */
export type Stage<In, Out> = (input: In, signal: AbortSignal) => Promise<Out | Refusal>;
