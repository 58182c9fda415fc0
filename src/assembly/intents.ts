import { resolve } from "node:path";
import type { VerifyIntent } from "../agent/index.ts";
import { type Config, readKeySet } from "../config/index.ts";
import { ConfigInvalid } from "../errors.ts";
import { type IntentTrust, issuerKeys, SpentMandates, verifyIntent } from "../intent/index.ts";
import type { Store } from "../store/index.ts";

/**
 * What verifies intents, and uses up their mandates; nothing where the configuration trusts no issuer.
 * @throws {ConfigInvalid} when the keys of an issuer cannot be had.
 */
export async function openIntents(
  { intent }: Config,
  { home, store, now }: { readonly home: string; readonly store: Store; readonly now: () => number },
): Promise<VerifyIntent | undefined> {
  if (intent === undefined) return undefined;
  const { audience, clockSkewSeconds, maxAgeSeconds } = intent;
  const issuers: Record<string, IntentTrust["issuers"][string]> = {};
  for (const [issuer, { jwks, file }] of Object.entries(intent.issuers)) {
    const own = file === undefined ? [] : await readKeySet(resolve(home, file));
    try {
      issuers[issuer] = issuerKeys([...jwks, ...own]);
    } catch (error) {
      const fix = "give public keys on P-256 or Ed25519, as JWK";
      throw new ConfigInvalid("config", [
        { path: `intent.issuers["${issuer}"]`, message: (error as Error).message, fix },
      ]);
    }
  }
  const trust: IntentTrust = { issuers, audience, clockSkewSeconds, maxAgeSeconds };
  const spent = new SpentMandates(store, clockSkewSeconds);
  return async (chain, act) => {
    const verdict = await verifyIntent(chain, act, trust, now());
    // INVARIANT: used up last, when nothing else can refuse it: who shows a broken chain uses up nobody's mandate.
    if (!verdict.ok || (await spent.spend(verdict, now()))) return verdict;
    return { ok: false, fault: "replayed", message: "the mandate was used before" };
  };
}
