import { hash } from "node:crypto";
import { fields, type JsonObject } from "../decision/index.ts";
import { demand, Unverified } from "./fault.ts";

/**
 * The bytes of a base64url text (RFC 7515 §2). Refuses any other text of the same bytes, so that no character can be
 * changed without being noticed.
 */
export function decodeBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  demand(bytes.length > 0 && bytes.toString("base64url") === text, "malformed", "a part is not base64url");
  return bytes;
}

/** The JSON value in a base64url text of UTF-8. */
export function decodeJson(text: string): unknown {
  const bytes = decodeBase64url(text);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Unverified("malformed", "a part is not JSON");
  }
}

/** One JWT in compact form (RFC 7519 §7.2), read and not yet believed. */
export interface Jwt {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** What is signed. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Reads a JWT; refuses what its header demands and nobody here knows (RFC 7515 §4.1.11). */
export function readJwt(text: string): Jwt {
  const [header = "", payload = "", signature = "", ...rest] = text.split(".");
  demand(rest.length === 0, "malformed", "a part is no JWT");
  const jwt = {
    header: objectOf(decodeJson(header)),
    payload: objectOf(decodeJson(payload)),
    signed: `${header}.${payload}`,
    signature: decodeBase64url(signature),
  };
  demand(jwt.header["crit"] === undefined, "malformed", "a header demands extensions (crit)");
  return jwt;
}

/** SHA-256 of ASCII text, as disclosures and bindings have it (RFC 9901 §4.2.3, §4.3.1). */
export function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}

function objectOf(value: unknown): JsonObject {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), "malformed", "a part is no object");
  return fields(value) as JsonObject;
}
