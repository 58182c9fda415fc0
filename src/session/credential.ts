import { hash, randomBytes } from "node:crypto";

/** What is kept of a presented token: its SHA-256. The text itself is forgotten at the entrance. */
export interface Credential {
  readonly digest: Buffer;
}

/** What a caller shows: a credential, something that cannot be one, or nothing. */
export type Presented = Credential | "malformed" | undefined;

const prefix = "sp_";
const form = /^sp_[A-Za-z0-9_-]{43}$/;

/** A new token: 32 random bytes in base64url (RFC 4648 §5) behind a prefix that secret scanners can look for. */
export function newToken(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** The credential that a text claims to be. */
export function presentedToken(text: string): Credential | "malformed" {
  return form.test(text) ? { digest: digestOf(text) } : "malformed";
}

/** What is stored of a token. */
export function digestOf(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/** The credential in an Authorization header of the Bearer scheme (RFC 6750 §2.1). */
export function bearerToken(header: string | undefined): Presented {
  if (header === undefined) return undefined;
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  return token === undefined ? "malformed" : presentedToken(token);
}
