import { placeholder } from "./finding.ts";

/**
 * What stands for one secret and no other: the same secret has the same one under one key. The dot is nothing that a
 * value is assigned with, so that `token` and what follows are not taken for a secret again.
 */
export function tokenOf(family: string, fingerprint: string): string {
  return placeholder(`${family}.${fingerprint}`);
}

/** A token as it stands in text, or percent-encoded in a URL. */
const tokens = /(?:\[|%5B)redacted(?::|%3A)([A-Za-z0-9_-]{1,80})(?:\.|%2E)([0-9a-f]{16})(?:\]|%5D)/gi;

/** The tokens in a text, each as it is written there and as it was given out. */
export function tokensIn(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(tokens)].map(
    ([written, family = "", print = ""]) => [written, tokenOf(family, print)] as const,
  );
  return new Map(found);
}
