import type { IncomingMessage } from "node:http";
import type { Permit, Request } from "../decision/index.ts";
import { readBody } from "./body.ts";
import { connect } from "./connection.ts";
import { type NetPolicy, type NetRefusal, netRefusal } from "./policy.ts";
import { type Resolver, resolveTarget, systemResolver } from "./resolve.ts";
import { judgeResolved, judgeUrl } from "./url.ts";

/** How a fetch is bounded and by what it is judged. */
export interface FetchOptions {
  readonly policy: NetPolicy;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly resolver?: Resolver;
  readonly signal?: AbortSignal;
  /** Decides anew about a redirect, by the URL it leads to; absent, only redirects within the same origin are followed. */
  readonly mayRedirect?: (url: string) => Promise<boolean>;
}

/** What was fetched; `hops` are the URLs gone through, the last one being where the text came from. */
export type Fetched =
  | {
      readonly ok: true;
      readonly status: number;
      readonly contentType: string;
      readonly text: string;
      readonly bytes: number;
      readonly truncated: boolean;
      readonly hops: readonly string[];
    }
  | NetRefusal;

const maxHops = 5;
const userAgent = "Sallyport";

/**
 * Fetches exactly the URL of the request, with GET. Each hop is judged by name, then by every address it has; only those
 * addresses are connected to, and the one that was is judged again. Network failures are refusals, not errors.
 * @throws what `Permit.spend` throws.
 */
export async function guardedFetch(permit: Permit, request: Request, options: FetchOptions): Promise<Fetched> {
  const obligations = permit.spend(request, ["limit"]);
  const limit = obligations.find((o) => o.id === "limit");
  const maxBytes = Math.min(options.maxBytes ?? 1 << 20, limit?.bytes ?? Number.POSITIVE_INFINITY);
  const timeout = Math.min(options.timeoutMs ?? 20_000, limit?.ms ?? Number.POSITIVE_INFINITY);
  const signal = AbortSignal.any([AbortSignal.timeout(timeout), ...(options.signal ? [options.signal] : [])]);
  const hops: string[] = [];
  let next = request.resource.id;
  try {
    while (hops.length <= maxHops) {
      const answer = await fetchHop(next, options, signal);
      if ("ok" in answer) return answer;
      hops.push(next);
      const target = redirectTarget(answer, next);
      if (target === undefined)
        return {
          ok: true,
          status: answer.statusCode ?? 0,
          contentType: answer.headers["content-type"] ?? "",
          ...(await readBody(answer, maxBytes)),
          hops,
        };
      answer.destroy();
      const refusal = await judgeRedirect(next, target, hops, options);
      if (refusal !== undefined) return refusal;
      next = target;
    }
    return netRefusal("redirects", `more than ${maxHops} redirects`);
  } catch (error) {
    const message = signal.aborted ? `no complete answer within ${timeout} ms` : (error as Error).message;
    return error instanceof AddressRefused
      ? error.refusal
      : netRefusal("failed", `fetching ${next} failed: ${message}`);
  }
}

async function fetchHop(
  text: string,
  { policy, resolver = systemResolver }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage | NetRefusal> {
  const judged = judgeUrl(text, policy);
  if (!judged.ok) return judged;
  const resolved = await resolveTarget(judged, policy, resolver);
  if (!resolved.ok) return resolved;
  return connect({
    url: judged.url,
    method: "GET",
    headers: {
      "user-agent": userAgent,
      accept: "text/*, application/json, */*;q=0.5",
      "accept-encoding": "gzip, deflate, br",
    },
    addresses: resolved.addresses,
    signal,
    onConnected(socket) {
      // INVARIANT: whatever the lookup was meant to do, this is the address that was reached.
      const refusal = judgeResolved(socket.remoteAddress ?? "", judged.host, policy);
      if (refusal !== undefined) throw new AddressRefused(refusal);
    },
  });
}

class AddressRefused extends Error {
  readonly refusal: NetRefusal;

  constructor(refusal: NetRefusal) {
    super(refusal.reason.message);
    this.refusal = refusal;
  }
}

function redirectTarget(answer: IncomingMessage, from: string): string | undefined {
  const { location } = answer.headers;
  const isRedirect = [301, 302, 303, 307, 308].includes(answer.statusCode ?? 0);
  return isRedirect && location !== undefined ? (URL.parse(location, from)?.href ?? location) : undefined;
}

async function judgeRedirect(
  from: string,
  to: string,
  hops: readonly string[],
  options: FetchOptions,
): Promise<NetRefusal | undefined> {
  if (hops.includes(to)) return netRefusal("redirects", "the redirects go in a circle");
  const judged = judgeUrl(to, options.policy);
  if (!judged.ok) return judged;
  if (judged.url.origin === URL.parse(from)?.origin) return undefined;
  const may = (await options.mayRedirect?.(to)) ?? false;
  return may ? undefined : netRefusal("redirect", `the redirect to ${judged.url.origin} was not permitted`);
}
