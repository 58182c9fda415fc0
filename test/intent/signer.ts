import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { canonicalJson, type JsonObject } from "../../src/decision/index.ts";
import { type IntendedAct, type IntentTrust, issuerKeys } from "../../src/intent/index.ts";

/** A key of somebody who signs links: node:crypto alone, so that no library is tested against itself. */
export interface Signer {
  readonly alg: "ES256" | "EdDSA";
  readonly jwk: JsonObject;
  readonly key: KeyObject;
}

export function newSigner(alg: Signer["alg"] = "ES256"): Signer {
  const { publicKey, privateKey } =
    alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return { alg, jwk: publicKey.export({ format: "jwk" }) as JsonObject, key: privateKey };
}

/** Base64url of the JSON text of a value. */
export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Signs a JWT; `header` is laid over the right one. */
export function signJwt({ alg, key }: Signer, typ: string, payload: object, header: object = {}): string {
  const signed = `${encoded({ alg, typ, ...header })}.${encoded(payload)}`;
  const signature =
    alg === "ES256"
      ? sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" })
      : sign(null, Buffer.from(signed), key);
  return `${signed}.${signature.toString("base64url")}`;
}

/** A disclosure, and its digest (RFC 9901 §4.2). */
export function disclose(...parts: readonly unknown[]): { readonly text: string; readonly digest: string } {
  const text = encoded(parts);
  return { text, digest: sha256(text) };
}

/** Seconds since the epoch at which all chains are looked at. */
export const now = 1_800_000_000;
export const audience = "https://sallyport.example";
export const issuer = "https://issuer.example";
export const purchase: IntendedAct = {
  action: "purchase",
  amount: "12.50",
  currency: "EUR",
  payee: "https://shop.example",
};

/** What differs from a chain in which everything is right. */
export interface Alterations {
  readonly act?: IntendedAct;
  readonly credential?: object;
  readonly credentialHeader?: object;
  readonly credentialDisclosures?: readonly string[];
  readonly mandate?: object;
  readonly mandateHeader?: object;
  readonly mandateDisclosures?: readonly string[];
  readonly presentation?: object;
  readonly presentationHeader?: object;
}

/** Issuer, user and agent, each with a key, and the chains that they make. */
export class Parties {
  readonly issuer: Signer;
  readonly user: Signer;
  readonly agent: Signer;

  constructor(alg: Signer["alg"] = "ES256") {
    [this.issuer, this.user, this.agent] = [newSigner(alg), newSigner(alg), newSigner(alg)];
  }

  get trust(): IntentTrust {
    return {
      issuers: { [issuer]: issuerKeys([this.issuer.jwk]) },
      audience,
      clockSkewSeconds: 30,
      maxAgeSeconds: 300,
    };
  }

  credential({ credential, credentialHeader, credentialDisclosures = [] }: Alterations = {}): string {
    const payload = { iss: issuer, iat: now - 1_000, exp: now + 100_000, cnf: { jwk: this.user.jwk }, ...credential };
    return [signJwt(this.issuer, "dc+sd-jwt", payload, credentialHeader), ...credentialDisclosures].join("~");
  }

  mandate(before: string, { mandate, mandateHeader, mandateDisclosures = [] }: Alterations = {}): string {
    const payload = {
      ...{
        iat: now - 100,
        exp: now + 1_000,
        jti: "mandate-1",
        sd_hash: sha256(`${before}~`),
        cnf: { jwk: this.agent.jwk },
      },
      intent: { actions: ["purchase"], amount: { max: "100.00", currency: "EUR" }, payees: ["https://shop.example"] },
      ...mandate,
    };
    return [signJwt(this.user, "kb+sd-jwt", payload, mandateHeader), ...mandateDisclosures].join("~");
  }

  presentation(
    before: string,
    { act = purchase, presentation, presentationHeader }: Alterations = {},
    by: Signer = this.agent,
  ): string {
    const nonce = sha256(`sallyport/intent/v1\n${canonicalJson(act)}`);
    const payload = { iat: now - 5, aud: audience, nonce, sd_hash: sha256(`${before}~`), ...presentation };
    return signJwt(by, "kb+jwt", payload, presentationHeader);
  }

  chain(alterations: Alterations = {}): string {
    const credential = this.credential(alterations);
    const mandate = this.mandate(credential, alterations);
    return [credential, mandate, this.presentation(mandate, alterations)].join("~~");
  }
}
