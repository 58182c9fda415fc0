import type { ChatRequest, Usage } from "../model.ts";

/** Rough tokens of a text of `characters` UTF-16 code units, never less than one for any text at all. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** Characters a request puts before the model, tools included. */
export function requestCharacters(request: ChatRequest): number {
  return JSON.stringify(request.messages).length + JSON.stringify(request.tools).length;
}

/**
 * What a server says it used, or an estimate where it says nothing sensible.
 * INVARIANT: a count can only use a budget up; no server can refill one with a negative number.
 */
export function usageOf(input: unknown, output: unknown, estimate: Usage): Usage {
  return { input: isCount(input) ? input : estimate.input, output: isCount(output) ? output : estimate.output };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
