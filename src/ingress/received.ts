import { randomUUID } from "node:crypto";
import type { Presented } from "../session/index.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** One earlier message of a conversation that the caller remembers for us. */
export interface Utterance {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
}

/** Where a message came from, as the connection shows it; nothing in here is the caller's own word. */
export interface From {
  /** Address of the other end of the socket. */
  readonly peer: string;
  readonly presented: Presented;
}

/** A message of which nothing is known yet but its form. */
export interface Received extends From {
  readonly stage: "received";
  /** Random, for the log. */
  readonly id: string;
  /** Name of the ingress, a key of the registry. */
  readonly ingress: string;
  readonly text: string;
  /** What the caller says was said before; empty where the conversation is kept here. */
  readonly history: readonly Utterance[];
  /** The agent that was asked for; absent, the caller's own or the first. */
  readonly agent?: string;
  /** Name of the conversation among the caller's; absent for one that ends with the answer. */
  readonly conversation?: string;
}

/** One way in: turns what its wire carries into a received message, or says what is wrong with it. */
export interface Ingress {
  readonly name: string;
  readonly summary: string;
  receive(body: unknown, from: From): Received | Refusal;
}

const conversationName = /^[\w.:@-]{1,128}$/;
const agentName = /^[a-z][a-z0-9_-]{0,63}$/;

/** The parts of a message that every wire has, checked; `undefined` parts are absent. */
export function received(
  ingress: string,
  from: From,
  parts: {
    readonly text: unknown;
    readonly agent?: unknown;
    readonly conversation?: unknown;
    readonly history?: readonly Utterance[];
  },
): Received | Refusal {
  const { text, agent, conversation, history = [] } = parts;
  if (typeof text !== "string" || text.trim() === "") return refuse("invalid_request", "the message has no text");
  // A lone surrogate has no UTF-8 form: it could be neither recorded nor sent on.
  if (!text.isWellFormed() || !history.every((said) => said.text.isWellFormed())) {
    return refuse("invalid_request", "the message is not well-formed Unicode");
  }
  if (agent !== undefined && !(typeof agent === "string" && agentName.test(agent))) {
    return refuse("unknown_agent", "there is no such agent");
  }
  if (conversation !== undefined && !(typeof conversation === "string" && conversationName.test(conversation))) {
    return refuse("invalid_request", "a session is named by 1 to 128 letters, digits or . : @ _ -");
  }
  return {
    stage: "received",
    id: randomUUID(),
    ingress,
    peer: from.peer,
    presented: from.presented,
    text,
    history,
    ...(agent !== undefined && { agent }),
    ...(conversation !== undefined && { conversation }),
  };
}

/** The members of a JSON object; none of anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
