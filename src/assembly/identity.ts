import type { IdentityConfig } from "../config/index.ts";
import { fields, string } from "../decision/index.ts";
import { isPlainLocal, openUpstream, wholeBody } from "../net/index.ts";
import { type FetchKeys, OidcVerifier } from "../session/index.ts";
import type { Store } from "../store/index.ts";

/** Milliseconds for one answer of an issuer, and its bytes. */
const bounds = { ms: 5_000, bytes: 512 << 10 };

/** Who verifies the tokens of OpenID providers; `fetchKeys` gets keys from elsewhere than from the issuers. */
export function openIdentities(
  { oidc }: IdentityConfig,
  parts: { readonly store: Store; readonly now?: () => number; readonly fetchKeys?: FetchKeys },
): OidcVerifier {
  return new OidcVerifier(oidc, { fetchKeys, ...parts });
}

/**
 * The keys of an issuer, from where the configuration says or else its discovery document (OpenID Connect Discovery 1.0
 * §4). Nothing a token says leads here.
 */
async function fetchKeys({ issuer, jwksUri }: Parameters<FetchKeys>[0]): Promise<unknown> {
  if (jwksUri !== undefined) return fetchJson(new URL(jwksUri));
  const document = fields(await fetchJson(new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)));
  if (document["issuer"] !== issuer) throw new Error("its discovery document names another issuer");
  const uri = URL.parse(string(document["jwks_uri"]));
  // INVARIANT: keys that anybody on the way could replace are nobody's.
  const isSecure = uri?.protocol === "https:" || (isPlainLocal(uri) && isPlainLocal(new URL(issuer)));
  if (uri === null || !isSecure) throw new Error("its discovery document names no secure place of keys");
  return fetchJson(uri);
}

/** What a URL answers. Rejects unless it is JSON, whole, in time, and there: a redirect leads nowhere. */
async function fetchJson(url: URL): Promise<unknown> {
  const signal = AbortSignal.timeout(bounds.ms);
  const at = `${url.host}${url.pathname}`;
  try {
    const { status, body } = await openUpstream(url, {
      method: "GET",
      headers: { accept: "application/json" },
      signal,
    });
    const whole = await wholeBody(body, bounds.bytes);
    if (whole === undefined) throw new Error(`it gave more than ${bounds.bytes} bytes`);
    if (status !== 200) throw new Error(`it answered ${status}`);
    return JSON.parse(whole.toString("utf8"));
  } catch (error) {
    throw new Error(`${at}: ${whyOf(error)}`, { cause: error });
  }
}

function whyOf(error: unknown): string {
  if (error instanceof SyntaxError) return "it gave something that is not JSON";
  const { name, message } = error as Error;
  return name === "TimeoutError" ? `it took more than ${bounds.ms} ms` : message;
}
