import { hash, randomBytes } from "node:crypto";

/** What is kept of a presented token of our own: its SHA-256. The text itself is forgotten at the entrance. */
export interface TokenCredential {
  readonly kind: "token";
  readonly digest: Buffer;
}

/** A JSON Web Token (RFC 7519) that somebody shows. Nothing in it is proved. */
export interface JwtCredential {
  readonly kind: "jwt";
  readonly digest: Buffer;
  /** Who is said to have issued it, and about whom. */
  readonly issuer: string;
  readonly subject: string;
  /** The text, which has to be verified again later; a function, so that nothing that prints a value prints it. */
  readonly text: () => string;
}

export type Credential = TokenCredential | JwtCredential;

/** What a caller shows: a credential, something that cannot be one, or nothing. */
export type Presented = Credential | "malformed" | undefined;

const prefix = "sp_";
const form = /^sp_[A-Za-z0-9_-]{43}$/;
/** JWS Compact Serialization (RFC 7515 §7.1) with a signature: what is signed by nobody has not even the form. */
const jwtForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** Characters of a JWT, above which nothing of it is looked at. */
const longestJwt = 12 << 10;

/** A new token: 32 random bytes in base64url (RFC 4648 §5) behind a prefix that secret scanners can look for. */
export function newToken(): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** The credential that a text claims to be. */
export function presentedToken(text: string): Credential | "malformed" {
  return form.test(text) ? { kind: "token", digest: digestOf(text) } : presentedJwt(text);
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

function presentedJwt(text: string): JwtCredential | "malformed" {
  // INVARIANT: the length is bounded before anything is parsed.
  if (text.length > longestJwt || !jwtForm.test(text)) return "malformed";
  const parts = text.split(".").map((part) => Buffer.from(part, "base64url"));
  // Bits that nobody reads at the end of a part would make many texts of one token.
  if (parts.map((part) => part.toString("base64url")).join(".") !== text) return "malformed";
  try {
    const { iss: issuer, sub: subject } = JSON.parse(String(parts[1]));
    if (typeof issuer !== "string" || typeof subject !== "string") return "malformed";
    return { kind: "jwt", digest: digestOf(text), issuer, subject, text: () => text };
  } catch {
    return "malformed";
  }
}
