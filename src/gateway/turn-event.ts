import type { Effect, Risk } from "../decision/index.ts";

/** What happens while an agent answers, in order; the last is `final`, whose text is all the text before it. */
export type TurnEvent =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool";
      readonly tool: string;
      readonly effect: Effect;
      /** What actually happened: `completed`, `failed`, `refused`, … */
      readonly disposition: string;
      /** One line for a person who watches. */
      readonly summary: string;
    }
  | {
      readonly type: "approval";
      /** Id of the approval request. */
      readonly id: string;
      readonly tool: string;
      /** The whole command, path, address or recipient. */
      readonly summary: string;
      /** Each program of a command, and what it does. */
      readonly programs: readonly { readonly text: string; readonly effects: readonly string[] }[];
      readonly details: readonly { readonly name: string; readonly text: string }[];
      readonly reasons: readonly { readonly rule: string; readonly message: string }[];
      readonly risk?: Risk;
      /** The rule that allow-always would store, or why there is none. */
      readonly always:
        | { readonly rule: string; readonly days: number; readonly uses: number }
        | { readonly whyNot: string };
      /** Milliseconds since the epoch; unanswered until then, it is denied. */
      readonly expires: number;
    }
  | {
      readonly type: "final";
      readonly text: string;
      readonly finish: Finish;
      /** A sentence for a person, where it did not end by itself. */
      readonly reason?: string;
      readonly usage?: { readonly input: number; readonly output: number };
    };

/** How an answer ended: whole, cut short by a bound, withheld by a filter, or broken off. */
export type Finish = "stop" | "length" | "filtered" | "failed";

/** A finished text, chunk by chunk; holds back what may still become a secret. */
export interface TextRedactor {
  push(chunk: string): string;
  /** What is held back only because a word may go on; absent, nothing ever is. */
  idle?(): string;
  flush(): string;
}

/** What the texts of one answer go through: the stream of it, and the whole when it has ended. */
export interface ReplyRedaction {
  stream(): TextRedactor;
  /** The turn is over, whichever way. */
  ended?(): void;
}
