import type { IncomingMessage } from "node:http";
import type { Permit, Request } from "../decision/index.ts";
import { PermitMismatch } from "../errors.ts";
import { acceptedCodings, readBody } from "./body.ts";
import { textOf } from "./charset.ts";
import { connect } from "./connection.ts";
import { type NetPolicy, type NetRefusal, NetRefused, netRefusal } from "./policy.ts";
import { followRedirect, type Hop, maxRedirects, redirectTarget } from "./redirect.ts";
import { type Resolver, resolveTarget } from "./resolve.ts";
import { judgeResolved, judgeUrl } from "./url.ts";

/** How a fetch is bounded and by what it is judged. */
export interface FetchOptions {
  readonly policy: NetPolicy;
  /** Bytes of the body after decompression; default 1 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds for all of it, redirects included; default 20000. */
  readonly timeoutMs?: number;
  readonly resolver?: Resolver;
  readonly signal?: AbortSignal;
  /** Decides anew about a redirect to another origin, by the URL it leads to; absent, none is followed. */
  readonly mayRedirect?: (url: string) => Promise<boolean>;
  /** Default `GET`; any other than GET and HEAD must stand in the arguments of the request. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Must stand in the arguments of the request. */
  readonly body?: string;
  /**
   * The URL as it is sent, where what was decided on holds names of secrets: of the same origin, by https, and no
   * redirect is followed then. Nothing that comes back from here names it.
   */
  readonly sent?: string;
  /** PEM of the only authorities whose certificates count; absent, those of the system. */
  readonly ca?: string;
}

/** What was fetched; `hops` are the URLs gone through, the last one being where the text came from. */
export type Fetched =
  | {
      readonly ok: true;
      readonly status: number;
      readonly url: string;
      /** By lower-case name; cookies are left out. */
      readonly headers: Readonly<Record<string, string>>;
      readonly contentType: string;
      readonly text: string;
      /** How many bytes of the body were read, after decompression. */
      readonly bytes: number;
      readonly truncated: boolean;
      readonly hops: readonly string[];
    }
  | NetRefusal;

/**
 * Fetches exactly the URL of the request. Each hop is judged by name, then by every address it has; only those addresses
 * are connected to, and the one that was is judged again. Network failures are refusals, not errors.
 * @throws {PermitMismatch} when the request is not to connect to a URL, and what `Permit.spend` throws.
 */
export async function guardedFetch(permit: Permit, request: Request, options: FetchOptions): Promise<Fetched> {
  const limit = permit.spend(request, ["limit"]).find((o) => o.id === "limit");
  requireDecided(request, options);
  const timeoutMs = Math.min(options.timeoutMs ?? 20_000, limit?.ms ?? Number.POSITIVE_INFINITY);
  const timer = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timer : AbortSignal.any([timer, options.signal]);
  const maxBytes = Math.min(options.maxBytes ?? 1 << 20, limit?.bytes ?? Number.POSITIVE_INFINITY);
  try {
    return await fetchHops(request.resource.id, { ...options, signal, maxBytes });
  } catch (error) {
    if (error instanceof NetRefused) return error.refusal;
    if (timer.aborted) return netRefusal("timeout", `no complete answer within ${timeoutMs} ms`);
    if (signal.aborted) return netRefusal("cancelled", "the request was cancelled");
    return netRefusal("failed", `fetching ${request.resource.id} failed: ${(error as Error).message}`);
  }
}

/** INVARIANT: what was approved is what is sent. */
function requireDecided({ resource, context }: Request, { method = "GET", body }: FetchOptions): void {
  const decided = Object.values(context.arguments);
  const isDecided =
    resource.type === "url" &&
    resource.access === "connect" &&
    (method === "GET" || method === "HEAD" || decided.includes(method)) &&
    (body === undefined || decided.includes(body));
  if (!isDecided) throw new PermitMismatch("the permit was not given for this URL, method and body");
}

type Bounded = FetchOptions & { readonly signal: AbortSignal; readonly maxBytes: number };

async function fetchHops(start: string, options: Bounded): Promise<Fetched> {
  const first = judgeUrl(start, options.policy);
  if (!first.ok) return first;
  const { method = "GET", body } = options;
  const sent = sentUrl(first.url, options.sent);
  if (sent === undefined)
    return netRefusal("url", "a secret is sent by https, and only to the host that was decided on");
  let hop: Hop = { url: sent, method, headers: headersOf(options), body };
  const hops: string[] = [];
  const seen = new Set<string>();
  for (;;) {
    const answer = await fetchHop(hop, options);
    if ("ok" in answer) return answer;
    hops.push(hop.url === sent ? first.url.href : hop.url.href);
    seen.add(`${hop.method} ${hop.url.href}`);
    const status = answer.statusCode ?? 0;
    const target = redirectTarget(status, answer.headers.location, hop.url);
    if (target === undefined) return readAnswer(answer, hops, options.maxBytes);
    answer.destroy();
    if (options.sent !== undefined)
      return netRefusal("redirect", "a request that carries a secret follows no redirect");
    if (hops.length > maxRedirects) return netRefusal("redirect", `there are more than ${maxRedirects} redirects`);
    const next = typeof target === "string" ? target : followRedirect(hop, status, target);
    if (typeof next === "string") return netRefusal("redirect", next);
    if (seen.has(`${next.method} ${next.url.href}`)) return netRefusal("redirect", "the redirects go in a circle");
    const refusal = await judgeRedirect(hop.url, next.url, options);
    if (refusal !== undefined) return refusal;
    hop = next;
  }
}

/** INVARIANT: a secret goes to the origin that was decided on and to no other. */
function sentUrl(decided: URL, sent: string | undefined): URL | undefined {
  if (sent === undefined) return decided;
  const url = URL.parse(sent);
  return url !== null && url.origin === decided.origin && url.protocol === "https:" ? url : undefined;
}

/** Headers that belong to the connection, which is not the caller's. */
const connectionHeaders =
  /^(?:host|connection|keep-alive|upgrade|te|trailer|transfer-encoding|content-length|expect|proxy-.*)$/;

function headersOf({ headers = {} }: FetchOptions): Readonly<Record<string, string>> {
  const own = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !connectionHeaders.test(name));
  return {
    "user-agent": "Sallyport",
    accept: "text/*, application/json, */*;q=0.5",
    ...Object.fromEntries(own),
    "accept-encoding": acceptedCodings,
  };
}

async function fetchHop(hop: Hop, options: Bounded): Promise<IncomingMessage | NetRefusal> {
  const { policy, resolver, signal, ca } = options;
  const judged = judgeUrl(hop.url.href, policy);
  if (!judged.ok) return judged;
  const resolved = await resolveTarget(judged, policy, resolver, signal);
  signal.throwIfAborted();
  if (!resolved.ok) return resolved;
  return connect({
    ...hop,
    url: judged.url,
    addresses: resolved.addresses,
    signal,
    ca,
    onConnected(socket) {
      // INVARIANT: whatever the lookup was meant to do, this is the address that was reached.
      const refusal = judgeResolved(socket.remoteAddress ?? "", judged, policy);
      if (refusal !== undefined) throw new NetRefused(refusal);
    },
  });
}

async function judgeRedirect(from: URL, to: URL, options: Bounded): Promise<NetRefusal | undefined> {
  const judged = judgeUrl(to.href, options.policy);
  if (!judged.ok) return judged;
  if (from.origin === to.origin) return undefined;
  return (await isPermitted(to, options))
    ? undefined
    : netRefusal("redirect", `the redirect to ${to.origin} was not permitted`);
}

async function isPermitted(to: URL, { mayRedirect }: Bounded): Promise<boolean> {
  try {
    return (await mayRedirect?.(to.href)) === true;
  } catch {
    return false;
  }
}

async function readAnswer(answer: IncomingMessage, hops: readonly string[], maxBytes: number): Promise<Fetched> {
  const headers = headerText(answer);
  const contentType = headers["content-type"] ?? "";
  const { content, truncated } = await readBody(answer, maxBytes);
  const text = textOf(content, contentType, truncated);
  if (text === undefined) return netRefusal("content", `the answer is no text (${contentType || "of no stated type"})`);
  const url = hops.at(-1) as string;
  const status = answer.statusCode ?? 0;
  return { ok: true, status, url, headers, contentType, text, bytes: content.length, truncated, hops };
}

function headerText({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => name !== "set-cookie" && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
