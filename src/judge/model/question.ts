import type { Span } from "../../content/index.ts";

/** What a text is, as a model is told it. */
export type QuestionKind = "message" | "content" | "call" | "command" | "reply";

/** A text to be judged by a model. */
export interface Question {
  readonly kind: QuestionKind;
  readonly text: string;
  /** What the user wants, where it is known. */
  readonly goal?: string;
}

/** What a server made of one question; a failure never says that a text is safe. */
export type Reply =
  | {
      readonly ok: true;
      /** Probability that it is an attack, as the model has it. */
      readonly probability: number;
      /** Digest of the weights that answered, or what stands for it. */
      readonly digest: string;
    }
  | {
      readonly ok: false;
      readonly why: string;
      /** True when the server is to blame, and not who asked or how much. */
      readonly fault: boolean;
    };

/** Whether a model can be asked, as far as its server tells. */
export interface ModelStatus {
  readonly reachable: boolean;
  readonly detail: string;
  readonly digest?: string;
  /** True when the model is in memory; absent where the server does not say. */
  readonly warm?: boolean;
}

/** A model that judges texts. Its methods never reject. */
export interface JudgeModel {
  /** `ollama:qwen3:0.6b` */
  readonly name: string;
  /** The digest that was seen last. */
  readonly digest: string | undefined;
  ask(question: Question, signal: AbortSignal): Promise<Reply>;
  /** Has the server load the model and read the part of the prompt that is always the same. */
  warm(signal: AbortSignal): Promise<void>;
  status(signal: AbortSignal): Promise<ModelStatus>;
}

/** UTF-8 bytes that are asked about at once: however a tokenizer cuts them, they are no more tokens. */
export const windowBytes = 3_000;
/** What of a window is repeated in the next. */
const overlapBytes = 300;
/** Windows of one text that are asked about. */
const mostWindows = 4;
/** UTF-16 units shown on both sides of what is in doubt. */
const margin = 400;

/**
 * The parts of a text that a model is asked about: all of it, or where it is too long for that, what is around the spans
 * in doubt. `whole` is false when parts were left out.
 */
export function windowsOf(
  text: string,
  doubtful: readonly Span[],
): { readonly windows: readonly string[]; readonly whole: boolean } {
  const all = cut(text);
  if (all.length <= mostWindows) return { windows: all, whole: true };
  const parts = doubtful.length === 0 ? all : joined(text, doubtful).flatMap(cut);
  return { windows: parts.slice(0, mostWindows), whole: false };
}

function joined(text: string, spans: readonly Span[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const [from, to] = [Math.max(0, start - margin), Math.min(text.length, end + margin)];
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges.map(([from, to]) => text.slice(from, to).toWellFormed());
}

function cut(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  if (bytes.length <= windowBytes) return [text.toWellFormed()];
  const windows: string[] = [];
  for (let start = 0; start < bytes.length; start += windowBytes - overlapBytes) {
    // What a cut leaves of a character at either end becomes U+FFFD.
    windows.push(bytes.toString("utf8", start, start + windowBytes));
    if (start + windowBytes >= bytes.length) break;
  }
  return windows;
}
