import type { Resource } from "../decision/index.ts";
import { cleanLabels, type JoinLabels, type Labels } from "./labels.ts";
import type { ChatMessage } from "./model.ts";
import { type NamedBy, Namers } from "./namers.ts";

/** How much of a conversation is remembered. */
export interface ConversationBounds {
  readonly messages: number;
  /** UTF-16 code units of all texts and arguments. */
  readonly characters: number;
}

/** What a conversation begins with besides nothing. */
export interface ConversationOptions {
  readonly bounds?: ConversationBounds;
  /** Who named what where the conversation was begun from; asked about what nobody in this one names. */
  readonly namedBy?: ((resource: Resource) => NamedBy | undefined) | undefined;
}

const defaultBounds: ConversationBounds = { messages: 400, characters: 400_000 };

/** Messages that only make sense together: an answer with the results of its calls, or a message alone. */
export type Exchange = readonly [ChatMessage, ...ChatMessage[]];

interface Kept {
  readonly exchange: readonly ChatMessage[];
  readonly characters: number;
}

/**
 * What was said in one session, oldest first, within bounds: the oldest exchanges are forgotten whole, except the last
 * thing the person said.
 */
export class Conversation {
  readonly #bounds: ConversationBounds;
  readonly #join: JoinLabels;
  #kept: readonly Kept[] = [];
  #labels: Labels = cleanLabels;
  readonly #namers = new Namers();
  readonly #namedBefore: ConversationOptions["namedBy"];

  constructor(join: JoinLabels, { bounds = defaultBounds, namedBy }: ConversationOptions = {}) {
    this.#join = join;
    this.#bounds = bounds;
    this.#namedBefore = namedBy;
  }

  get messages(): readonly ChatMessage[] {
    return this.#kept.flatMap(({ exchange }) => exchange);
  }

  /** Of everything this session ever took in. */
  get labels(): Labels {
    return this.#labels;
  }

  /**
   * Notes that the person said something with these labels, or somebody through them.
   * INVARIANT: labels only accumulate; forgetting a message does not forget its taint, for later ones may repeat it.
   */
  takeIn(labels: Labels, text = ""): void {
    this.#labels = this.#join(this.#labels, { taint: labels.taint, tier: labels.tier });
    if (labels.taint.untrusted) this.#namers.othersWrote(text);
    else this.#namers.userWrote(text);
  }

  /** Notes what a turn brought: a call that is made, or a result. */
  brought(labels: Labels, text: string): void {
    // INVARIANT: once the session is tainted, nothing that a call says or brings makes an address the user's choice.
    const isOthers = labels.taint.untrusted;
    if (isOthers || !this.#labels.taint.untrusted) this.takeIn(labels, text);
    else this.takeIn(labels);
  }

  /** Notes text that a model put together from all that these labels are of, such as a task or what came of one. */
  handedOver(labels: Labels, text: string): void {
    this.takeIn(labels);
    // INVARIANT: an address in it is not the others' choice: whoever put it there knew more than they did.
    this.brought(cleanLabels, text);
  }

  /** Who named what a step would reach; only a session that has read untrusted text can have it from others. */
  namedBy(resource: Resource): NamedBy | undefined {
    if (!this.#labels.taint.untrusted) return undefined;
    const named = this.#namers.of(resource);
    return named === "model" ? (this.#namedBefore?.(resource) ?? named) : named;
  }

  /** Adds what was said, and lets go of the oldest until the bounds hold again. */
  append(exchange: Exchange): void {
    const fitting = exchange.map((message) => this.#fitting(message));
    this.#kept = [...this.#kept, { exchange: fitting, characters: sum(fitting.map(sizeOf)) }];
    this.#forget();
  }

  #forget(): void {
    const asked = this.#kept.findLast(({ exchange }) => exchange[0]?.role === "user");
    let messages = sum(this.#kept.map(({ exchange }) => exchange.length));
    let characters = sum(this.#kept.map((each) => each.characters));
    this.#kept = this.#kept.filter((each, i) => {
      const fits = messages <= this.#bounds.messages && characters <= this.#bounds.characters;
      if (fits || each === asked || i === this.#kept.length - 1) return true;
      messages -= each.exchange.length;
      characters -= each.characters;
      return false;
    });
  }

  /**
   * A message, or a note in its place when it alone is larger than a quarter of everything.
   * INVARIANT: a message is never cut, so that no envelope around untrusted text loses its end.
   */
  #fitting(message: ChatMessage): ChatMessage {
    const most = Math.floor(this.#bounds.characters / 4);
    if (message.content.length <= most) return message;
    return { ...message, content: `(${message.content.length} characters, too many to keep, were left out here)` };
  }
}

function sizeOf(message: ChatMessage): number {
  if (message.role !== "assistant" || message.toolCalls === undefined) return message.content.length;
  return message.content.length + JSON.stringify(message.toolCalls).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
