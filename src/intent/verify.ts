import { hash } from "node:crypto";
import { canonicalJson } from "../decision/index.ts";
import { type Constraints, type IntendedAct, narrowed, requireAllowed } from "./constraints.ts";
import { digestOf, readJwt } from "./encoding.ts";
import { demand, type IntentFault, Unverified } from "./fault.ts";
import { isSignedBy, type VerificationKey } from "./key.ts";
import { verifyWithLibrary } from "./library.ts";
import { type Link, linkTypes, readLink, sdJwtText, secondsOf } from "./link.ts";
import type { IntentTrust } from "./trust.ts";

/** What a chain came to. */
export type IntentVerdict =
  | {
      readonly ok: true;
      readonly issuer: string;
      /** Who gave the mandate, by the thumbprint of their key (RFC 7638). */
      readonly user: string;
      /** What tells the user's mandate from every other one of theirs: base64url. */
      readonly mandate: string;
      /** Seconds since the epoch. */
      readonly expires: number;
    }
  | { readonly ok: false; readonly fault: IntentFault; readonly message: string };

/** UTF-16 units of a chain, and links between credential and presentation. */
const most = { text: 32_768, mandates: 4 };

/**
 * Verifies a chain — an issuer's credential, the user's mandate, further mandates, the agent's key binding — and that it
 * allows the act. `now` in milliseconds since the epoch. Says nothing of whether the mandate was used before.
 */
export async function verifyIntent(
  chain: string,
  act: IntendedAct,
  trust: IntentTrust,
  now: number,
): Promise<IntentVerdict> {
  try {
    return await verify(chain, act, trust, Math.floor(now / 1_000));
  } catch (error) {
    // INVARIANT: whatever goes wrong on the way is a refusal.
    const fault = error instanceof Unverified ? error.fault : "malformed";
    return { ok: false, fault, message: error instanceof Unverified ? error.message : "the chain cannot be read" };
  }
}

async function verify(chain: string, act: IntendedAct, trust: IntentTrust, now: number): Promise<IntentVerdict> {
  demand(chain.length <= most.text, "malformed", "the chain is too long");
  const parts = chain.split("~~");
  const [credentialText = "", ...mandateTexts] = parts.slice(0, -1);
  const presentationText = parts.at(-1) as string;
  demand(mandateTexts.length >= 1, "malformed", "the chain lacks a credential, a mandate, or a presentation");
  demand(mandateTexts.length <= most.mandates, "malformed", "the chain has too many links");

  let issuer = "";
  let signers: readonly VerificationKey[] = [];
  const credential = readLink(credentialText, linkTypes.credential, ({ iss }) => {
    issuer = typeof iss === "string" ? iss : "";
    demand(Object.hasOwn(trust.issuers, issuer), "issuer", "the issuer is none of those that are trusted");
    signers = trust.issuers[issuer] as readonly VerificationKey[];
    return signers;
  });
  requireCurrent(credential, trust, now);
  await verifyWithLibrary(sdJwtText(credentialText), signers, now, trust.clockSkewSeconds);

  const mandates: Link[] = [];
  let held: Link = credential;
  let constraints: Constraints = credential.constraints;
  for (const [index, text] of mandateTexts.entries()) {
    const { holder } = held;
    const mandate = readLink(text, linkTypes.mandate, () => [holder]);
    const before = sdJwtText(index === 0 ? credentialText : (mandateTexts[index - 1] as string));
    demand(
      mandate.payload["sd_hash"] === digestOf(before),
      "binding",
      "a mandate is bound to another link than the one before it",
    );
    demand(isId(mandate.payload["jti"]), "claims", "a mandate has no identifier (jti)");
    requireCurrent(mandate, trust, now);
    demand(mandate.expires <= held.expires, "widened", "a link outlives the one before it");
    constraints = narrowed(constraints, mandate.constraints);
    mandates.push(mandate);
    held = mandate;
  }

  const last = sdJwtText(mandateTexts.at(-1) as string);
  const nonce = transactionNonce(act);
  requirePresented(presentationText, last, held.holder, nonce, trust, now);
  const signer = (mandates.at(-2) ?? credential).holder;
  await verifyWithLibrary(last + presentationText, [signer], now, trust.clockSkewSeconds, { nonce, key: held.holder });
  requireAllowed(constraints, act);
  const user = credential.holder.thumbprint;
  const mandate = hash("sha256", canonicalJson([user, mandates[0]?.payload["jti"]]), "base64url");
  return { ok: true, issuer, user, mandate, expires: (mandates[0] as Link).expires };
}

/**
 * The nonce under which an agent signs for one act and no other: base64url of SHA-256 over a domain prefix and the
 * RFC 8785 text of the act (RFC 9901 §4.3: a nonce binds a presentation to its transaction).
 */
export function transactionNonce({ action, amount, currency, payee }: IntendedAct): string {
  return hash("sha256", `sallyport/intent/v1\n${canonicalJson({ action, amount, currency, payee })}`, "base64url");
}

/** The agent's key binding (RFC 9901 §4.3): over what was presented, for this act, to this audience, just now. */
function requirePresented(
  text: string,
  presented: string,
  agent: VerificationKey,
  nonce: string,
  trust: IntentTrust,
  now: number,
): void {
  const jwt = readJwt(text);
  const { header, payload } = jwt;
  demand(header["typ"] === linkTypes.presentation[0], "type", "the presentation is no key binding (typ)");
  demand(
    header["alg"] === agent.algorithm,
    "algorithm",
    "the presentation is not signed under the algorithm of the agent's key",
  );
  demand(isSignedBy(jwt, agent), "signature", "the presentation is not signed by the agent that the mandate names");
  demand(payload["sd_hash"] === digestOf(presented), "binding", "the presentation is of another mandate");
  demand(payload["aud"] === trust.audience, "audience", "the presentation is meant for somebody else (aud)");
  demand(payload["nonce"] === nonce, "transaction", "the presentation was signed for another act (nonce)");
  const issued = secondsOf(payload["iat"]);
  demand(issued !== undefined, "claims", "the presentation does not say when it was made (iat)");
  demand(issued <= now + trust.clockSkewSeconds, "not-yet", "the presentation is from the future (iat)");
  demand(now <= issued + trust.maxAgeSeconds + trust.clockSkewSeconds, "stale", "the presentation is too old (iat)");
}

function requireCurrent({ notBefore, expires }: Link, { clockSkewSeconds }: IntentTrust, now: number): void {
  demand((notBefore ?? 0) <= now + clockSkewSeconds, "not-yet", "a link is not valid yet (nbf, iat)");
  demand(now < expires + clockSkewSeconds, "expired", "a link has expired (exp)");
}

function isId(value: unknown): boolean {
  return typeof value === "string" && value.length >= 1 && value.length <= 256;
}
