import { fields, list, string } from "../../decision/index.ts";
import type { Token } from "./first-label.ts";

/** The tokens of an answer in the form that Ollama and the OpenAI protocol share. */
export function tokensOf(logprobs: unknown): readonly Token[] {
  return list(logprobs).map((entry) => {
    const { top_logprobs: top } = fields(entry);
    return { ...tokenOf(entry), alternatives: list(top).map(tokenOf) };
  });
}

function tokenOf(entry: unknown): { readonly token: string; readonly logprob: number } {
  const { token, logprob } = fields(entry);
  return { token: string(token), logprob: typeof logprob === "number" ? logprob : Number.NEGATIVE_INFINITY };
}
