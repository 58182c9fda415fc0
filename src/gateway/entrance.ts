import type { IncomingMessage } from "node:http";
import { type Refusal, refuse } from "../ingress/index.ts";

/** Whom the gateway answers to. */
export interface EntranceRules {
  /** Names this gateway goes by, in lower case; an IPv6 address without brackets. */
  readonly names: ReadonlySet<string>;
  /** Web origins, besides its own, whose pages may talk to it. */
  readonly origins: ReadonlySet<string>;
  readonly headerLines: number;
}

/** What is wrong with a request before anything of it is used; `undefined` when it may go on. */
export function refuseAtEntrance(request: IncomingMessage, rules: EntranceRules): Refusal | undefined {
  if (request.rawHeaders.length / 2 > rules.headerLines) {
    return refuse("too_many_headers", `more than ${rules.headerLines} header lines`);
  }
  const repeated = singular.find((name) => (request.headersDistinct[name]?.length ?? 0) > 1);
  // Two of them are read by one program as the first and by another as the last (RFC 9112 §3.2).
  if (repeated !== undefined) return refuse("invalid_request", `the header ${repeated} is given twice`);
  const host = hostName(request.headers.host);
  // INVARIANT: a name that was rebound to this address is not ours, so a page of that name cannot use the gateway.
  if (host === undefined || !rules.names.has(host)) {
    return refuse("misdirected", "this gateway does not go by that name; add it to gateway.names");
  }
  const origin = request.headers.origin;
  if (origin !== undefined && !isAllowedOrigin(origin, request.headers.host ?? "", rules.origins)) {
    return refuse("forbidden_origin", "pages of this origin may not use the gateway; add it to gateway.origins");
  }
  return undefined;
}

const singular = ["host", "authorization", "content-type", "origin"];

/** True for the gateway's own origin, and for one the operator listed. */
export function isAllowedOrigin(origin: string, host: string, origins: ReadonlySet<string>): boolean {
  return origin === `https://${host.toLowerCase()}` || origins.has(origin);
}

function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+?)\.?)(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
