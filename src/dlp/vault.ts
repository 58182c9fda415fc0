import { placeholder } from "./finding.ts";

/** Keeps the values that placeholders stand for. Whoever holds it can map them back, and nobody else. */
export interface Vault {
  keep(token: string, value: string): void;
  /** The value of a token, `undefined` when it is not known here. */
  valueOf(token: string): string | undefined;
}

/** How many values are kept in memory before the oldest goes. */
const mostKept = 10_000;

/** A vault that lasts as long as the process. */
export class MemoryVault implements Vault {
  readonly #values = new Map<string, string>();

  keep(token: string, value: string): void {
    this.#values.delete(token);
    this.#values.set(token, value);
    const oldest = this.#values.keys().next();
    if (this.#values.size > mostKept && oldest.done !== true) this.#values.delete(oldest.value);
  }

  valueOf(token: string): string | undefined {
    return this.#values.get(token);
  }
}

/** What stands for one secret and no other: the same secret has the same one under one key. */
export function tokenOf(family: string, fingerprint: string): string {
  return placeholder(`${family}:${fingerprint}`);
}

const tokens = /\[redacted:[A-Za-z0-9_-]{1,80}:[0-9a-f]{16}\]/g;

/** The text with every token that the vault knows replaced by its value. */
export function reveal(text: string, vault: Vault): string {
  return text.replace(tokens, (token) => vault.valueOf(token) ?? token);
}
