import { hash } from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import type { Request } from "./request.ts";

const domain = "sallyport/request/v1\n";

/**
 * Identity of one exact request: lower-case hex of SHA-256 over a domain prefix and the RFC 8785 text of the request.
 * @throws {TypeError} when the request is not JSON.
 */
export function fingerprint(request: Request): string {
  return hash("sha256", domain + canonicalJson(request), "hex");
}
