import { type NetPolicy, type NetRefusal, netRefusal } from "./policy.ts";
import { type JudgedUrl, judgeUrl } from "./url.ts";

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Redirects that are followed one after the other. */
export const maxRedirects = 5;

/** Where an answer leads, by its `Location`; `undefined` when it leads nowhere, a string that says what is wrong with it. */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const url = URL.parse(location, from.href);
  if (url === null) return "the redirect leads to no URL";
  url.hash = "";
  return url;
}

/**
 * The request that follows a redirect (WHATWG Fetch §4.4): 303, and 301 or 302 to a POST, become GET without a body;
 * another origin gets none of the headers that may be secrets. A string says why it is not to be followed.
 */
export function followRedirect(hop: Hop, status: number, url: URL): Hop | string {
  if (hop.url.protocol === "https:" && url.protocol !== "https:") return "the redirect leads from https to http";
  const isSameOrigin = hop.url.origin === url.origin;
  const becomesGet =
    (status === 303 && hop.method !== "HEAD") || ((status === 301 || status === 302) && hop.method === "POST");
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (isSameOrigin || harmless.has(name)) && !(becomesGet && name.startsWith("content-")),
  );
  if (becomesGet) return { url, method: "GET", headers: Object.fromEntries(headers) };
  if (!isSameOrigin && hop.body !== undefined) return "the redirect would carry the body to another origin";
  return { ...hop, url, headers: Object.fromEntries(headers) };
}

/** Judges where a GET would be redirected to, as it stands in a `Location`. */
export function judgeLocation(from: URL, location: string, policy: NetPolicy): JudgedUrl | NetRefusal {
  const target = redirectTarget(302, location, from) as URL | string;
  const next =
    typeof target === "string" ? target : followRedirect({ url: from, method: "GET", headers: {} }, 302, target);
  return typeof next === "string" ? netRefusal("redirect", next) : judgeUrl(next.url.href, policy);
}

/** Every other header may be a credential under a name of its own. */
const harmless: ReadonlySet<string> = new Set(["accept", "accept-encoding", "accept-language", "user-agent"]);
