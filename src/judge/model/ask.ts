import type { Span } from "../../content/index.ts";
import { Breaker, type BreakerState } from "./breaker.ts";
import { type JudgeModel, type ModelStatus, type Question, windowsOf } from "./question.ts";

/** What a model makes of a text, or why it says nothing. */
export type Asked =
  | {
      readonly ok: true;
      readonly probability: number;
      readonly digest: string;
      /** False when the text was too long to be shown whole. */
      readonly whole: boolean;
    }
  | { readonly ok: false; readonly why: string };

/** A model with everything that keeps it from holding anybody up. */
export interface AskedModel {
  readonly name: string;
  readonly digest: string | undefined;
  readonly breaker: BreakerState;
  /** Never rejects, and answers within the deadline. The likeliest window counts. */
  ask(question: Question, doubtful: readonly Span[], signal?: AbortSignal): Promise<Asked>;
  warm(): Promise<void>;
  status(): Promise<ModelStatus>;
}

/** Bounds of calls to a model. */
export interface AskLimits {
  /** Milliseconds for a text, however many windows it has. */
  readonly deadlineMs: number;
  readonly now?: () => number;
}

const warmMs = 120_000;
const statusMs = 2_000;
/** A window as likely as this makes the others needless. */
const certain = 0.9;

/** Asks `model` within a deadline, and leaves it alone for a while when it keeps failing. */
export function guardedModel(model: JudgeModel, { deadlineMs, now = Date.now }: AskLimits): AskedModel {
  const breaker = new Breaker({ failures: 3, restMs: 30_000 }, now);
  return {
    name: model.name,
    get digest() {
      return model.digest;
    },
    get breaker() {
      return breaker.state;
    },
    async ask(question, doubtful, outer) {
      if (!breaker.enter()) return { ok: false, why: `${model.name} keeps failing and is left alone for a while` };
      const { windows, whole } = windowsOf(question.text, doubtful);
      const timer = AbortSignal.timeout(deadlineMs);
      const signal = outer === undefined ? timer : AbortSignal.any([outer, timer]);
      let [worst, digest] = [0, ""];
      for (const text of windows) {
        const reply = await model.ask({ ...question, text }, signal);
        if (!reply.ok) {
          // A server that is slow is to blame; whoever asked and went away is not its fault.
          if (reply.fault || timer.aborted) breaker.failed();
          else breaker.dropped();
          return {
            ok: false,
            why: `${model.name}: ${timer.aborted ? `no answer within ${deadlineMs} ms` : reply.why}`,
          };
        }
        worst = Math.max(worst, reply.probability);
        digest = reply.digest;
        if (worst >= certain) break;
      }
      breaker.succeeded();
      return { ok: true, probability: worst, digest, whole };
    },
    warm: () => model.warm(AbortSignal.timeout(warmMs)),
    status: () => model.status(AbortSignal.timeout(statusMs)),
  };
}
