import type { Json, JsonObject } from "../decision/index.ts";
import { UsageInvalid } from "../errors.ts";
import {
  judgeLocation,
  judgeUrl,
  maxRedirects,
  type NetPolicy,
  type NetRefusal,
  type Resolver,
  resolveTarget,
} from "../net/index.ts";
import type { JsonLine } from "./json-lines.ts";

/** A URL, and as far as somebody found out, what its name resolves to and where its answers lead. */
export interface Journey {
  readonly url: string;
  readonly addresses?: readonly string[];
  /** One after the other, as they stand in `Location`. */
  readonly redirects: readonly Pick<Journey, "url" | "addresses">[];
}

/** By what journeys are judged; without a resolver, only addresses that they name themselves are. */
export interface JourneyJudge {
  readonly policy: NetPolicy;
  readonly resolver?: Resolver;
}

/** Why a journey would be refused, at the first step that would; `undefined` when it would not be. */
export async function judgeJourney(
  journey: Journey,
  { policy, resolver }: JourneyJudge,
): Promise<NetRefusal | undefined> {
  if (journey.redirects.length > maxRedirects)
    return refusal("net.redirect", `there are more than ${maxRedirects} redirects`);
  let from: URL | undefined;
  for (const { url, addresses } of [journey, ...journey.redirects]) {
    const judged = from === undefined ? judgeUrl(url, policy) : judgeLocation(from, url, policy);
    if (!judged.ok) return judged;
    const known = addresses === undefined ? resolver : async () => addresses;
    const resolved = known && (await resolveTarget(judged, policy, known));
    if (resolved?.ok === false) return resolved;
    from = judged.url;
  }
  return undefined;
}

function refusal(rule: string, message: string): NetRefusal {
  return { ok: false, reason: { rule, message } };
}

/**
 * The journey of a line `{url, addresses?, redirects?}`; a redirect is a text or `{url, addresses?}`. `resolved` and
 * `hops` are other names for the two. @throws {UsageInvalid} for a line that is none.
 */
export function journeyOf(line: JsonLine): Journey {
  if (!line.ok) throw new UsageInvalid(line.message, { fix: "write one JSON object a line" });
  const { redirects = line.value["hops"] ?? [] } = line.value;
  if (!Array.isArray(redirects)) throw new UsageInvalid("redirects is not a list", { fix: 'redirects: ["/next"]' });
  return {
    ...stopOf(line.value),
    redirects: redirects.map((one) => stopOf(typeof one === "string" ? { url: one } : one)),
  };
}

function stopOf(value: Json): Pick<Journey, "url" | "addresses"> {
  const { url, addresses, resolved } = (typeof value === "object" && value !== null ? value : {}) as JsonObject;
  if (typeof url !== "string")
    throw new UsageInvalid("there is no url as text", { fix: '{"id": 1, "url": "https://…"}' });
  const known = addresses ?? resolved;
  if (known === undefined) return { url };
  if (!Array.isArray(known) || !known.every((one) => typeof one === "string"))
    throw new UsageInvalid("addresses is not a list of texts", { fix: 'addresses: ["192.0.2.1"]' });
  return { url, addresses: known as readonly string[] };
}
