/** A secret that was found and redacted; it never holds the secret itself. */
export interface Finding {
  readonly family: string;
  /** UTF-16 offsets into the scanned text, half-open. */
  readonly start: number;
  readonly end: number;
  /** 16 hex digits of HMAC-SHA-256 under the redactor's key: equal secrets have equal fingerprints. */
  readonly fingerprint: string;
  /** True when a checksum or an embedded structure proves it to be a secret. */
  readonly verified: boolean;
}

/** What stands in the place of a secret. */
export function placeholder(family: string): string {
  return `[redacted:${family}]`;
}

/** The family of text that could not be scanned and was withheld whole. */
export const unscannable = "unscannable";
