import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type IntendedAct,
  type IntentFault,
  type IntentTrust,
  transactionNonce,
  verifyIntent,
} from "../../src/intent/index.ts";
import {
  type Alterations,
  audience,
  disclose,
  encoded,
  issuer,
  newSigner,
  now,
  Parties,
  purchase,
  sha256,
  signJwt,
} from "./signer.ts";

const parties = new Parties();

/** The fault of a chain, or `verified`. */
async function outcome(
  chain: string,
  { act = purchase, trust = parties.trust, at = now }: { act?: IntendedAct; trust?: IntentTrust; at?: number } = {},
): Promise<IntentFault | "verified"> {
  const verdict = await verifyIntent(chain, act, trust, at * 1_000);
  return verdict.ok ? "verified" : verdict.fault;
}

const chainWith = (alterations: Alterations) => parties.chain(alterations);
const intent = (constraints: object) => ({ intent: constraints });
const euros = (max: string) => ({ max, currency: "EUR" });
const everything = { actions: ["purchase"], amount: euros("100.00"), payees: ["https://shop.example"] };

describe("a delegation chain", () => {
  it.each(["ES256", "EdDSA"] as const)("[SP-3] is verified when everything holds, under %s", async (alg) => {
    const own = new Parties(alg);
    const verdict = await verifyIntent(own.chain(), purchase, own.trust, now * 1_000);
    expect(verdict).toMatchObject({ ok: true, issuer, expires: now + 1_000 });
  });

  it("[SP-3] may disclose other claims, or leave them hidden", async () => {
    const [name, mail, role] = [
      disclose("s1", "name", "Ann"),
      disclose("s2", "email", "a@b.example"),
      disclose("s3", "buyer"),
    ];
    const credential = { _sd: [name.digest, mail.digest], _sd_alg: "sha-256", roles: [{ "...": role.digest }, "user"] };
    expect(await outcome(chainWith({ credential, credentialDisclosures: [name.text, role.text] }))).toBe("verified");
    expect(await outcome(chainWith({ credential }))).toBe("verified");
  });

  it("[SP-3] may have further mandates, each of which allows the same or less", async () => {
    const deputy = newSigner();
    const credential = parties.credential();
    const first = parties.mandate(credential);
    const second = (constraints: object, more: object = {}) => {
      const payload = {
        iat: now - 50,
        exp: now + 500,
        jti: "m2",
        sd_hash: sha256(`${first}~`),
        cnf: { jwk: deputy.jwk },
        intent: constraints,
        ...more,
      };
      const mandate = signJwt(parties.agent, "kb+sd-jwt", payload);
      return [credential, first, mandate, parties.presentation(mandate, {}, deputy)].join("~~");
    };
    expect(await outcome(second({ amount: euros("20.00") }))).toBe("verified");
    expect(await outcome(second({}))).toBe("verified");
    expect(await outcome(second({ amount: euros("12.49") }))).toBe("amount");
    expect(await outcome(second({ amount: euros("100.01") }))).toBe("widened");
    expect(await outcome(second({ amount: { max: "1.00", currency: "USD" } }))).toBe("widened");
    expect(await outcome(second({ actions: ["purchase", "refund"] }))).toBe("widened");
    expect(await outcome(second({ payees: ["https://evil.example"] }))).toBe("widened");
    expect(await outcome(second({}, { exp: now + 1_001 }))).toBe("widened");
    const [one, two] = await Promise.all(
      [second({}), second({}, { jti: "m3", exp: now + 400 })].map((chain) =>
        verifyIntent(chain, purchase, parties.trust, now * 1_000),
      ),
    );
    // It is the user's mandate that is used up, whatever the agents made of it.
    expect(one).toMatchObject({ ok: true });
    expect(two).toEqual(one);
  });

  const hidden = disclose("s", "note", "x");
  const stranger = newSigner();
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({ format: "jwk" });
  const secp = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ format: "jwk" });
  const refused: readonly (readonly [IntentFault, string, string])[] = [
    ["malformed", "nothing", ""],
    ["malformed", "no mandate", [parties.credential(), parties.presentation(parties.credential())].join("~~")],
    ["malformed", "no presentation", parties.chain().replace(/[^~]+$/, "")],
    ["malformed", "more than can be looked at", "a".repeat(32_769)],
    ["malformed", "extensions that nobody knows", chainWith({ mandateHeader: { crit: ["b64"], b64: false } })],
    [
      "malformed",
      "a payload nested without end",
      chainWith({ credential: { deep: JSON.parse("[".repeat(200) + "]".repeat(200)) } }),
    ],
    ["type", "a credential of another type", chainWith({ credentialHeader: { typ: "JWT" } })],
    ["type", "a mandate that says it is a credential", chainWith({ mandateHeader: { typ: "dc+sd-jwt" } })],
    ["type", "a presentation that says it is a mandate", chainWith({ presentationHeader: { typ: "kb+sd-jwt" } })],
    ["algorithm", "no algorithm", chainWith({ credentialHeader: { alg: "none" } })],
    ["algorithm", "a shared secret", chainWith({ credentialHeader: { alg: "HS256" } })],
    ["algorithm", "RSA", chainWith({ mandateHeader: { alg: "RS256" } })],
    ["algorithm", "a presentation under no algorithm", chainWith({ presentationHeader: { alg: "none" } })],
    ["algorithm", "digests of SHA-1", chainWith({ credential: { _sd_alg: "sha-1" } })],
    ["signature", "an algorithm that is not the key's", chainWith({ credentialHeader: { alg: "EdDSA" } })],
    ["issuer", "an issuer that nobody trusts", chainWith({ credential: { iss: "https://other.example" } })],
    ["issuer", "an issuer named like a part of every object", chainWith({ credential: { iss: "constructor" } })],
    [
      "signature",
      "a key in the header",
      chainWith({ credential: {}, credentialHeader: { kid: "k", jwk: stranger.jwk } }).replace(
        /^[^~]+/,
        signJwt(
          stranger,
          "dc+sd-jwt",
          { iss: issuer, exp: now + 9, cnf: { jwk: parties.user.jwk } },
          { jwk: stranger.jwk },
        ),
      ),
    ],
    ["key", "a user without a key", chainWith({ credential: { cnf: {} } })],
    ["key", "a key on another curve", chainWith({ credential: { cnf: { jwk: secp } } })],
    ["key", "an RSA key", chainWith({ mandate: { cnf: { jwk: rsa } } })],
    ["key", "a secret for a key", chainWith({ mandate: { cnf: { jwk: { kty: "oct", k: "AAAA" } } } })],
    ["key", "a private key", chainWith({ mandate: { cnf: { jwk: { ...parties.agent.jwk, d: "AAAA" } } } })],
    ["disclosures", "a disclosure that belongs to nothing", chainWith({ credentialDisclosures: [hidden.text] })],
    [
      "disclosures",
      "a disclosure twice",
      chainWith({ credential: { _sd: [hidden.digest] }, credentialDisclosures: [hidden.text, hidden.text] }),
    ],
    [
      "disclosures",
      "a digest twice",
      chainWith({
        credential: { _sd: [hidden.digest], a: { _sd: [hidden.digest] } },
        credentialDisclosures: [hidden.text],
      }),
    ],
    [
      "disclosures",
      "a disclosure with another value",
      chainWith({ credential: { _sd: [hidden.digest] }, credentialDisclosures: [disclose("s", "note", "y").text] }),
    ],
    [
      "disclosures",
      "a claim that is there already",
      chainWith({ credential: { _sd: [hidden.digest], note: "z" }, credentialDisclosures: [hidden.text] }),
    ],
    [
      "disclosures",
      "a member as an element",
      chainWith({ credential: { list: [{ "...": hidden.digest }] }, credentialDisclosures: [hidden.text] }),
    ],
    [
      "disclosures",
      "a hidden end",
      (() => {
        const exp = disclose("s", "exp", now + 9);
        return chainWith({ credential: { _sd: [exp.digest] }, credentialDisclosures: [exp.text] });
      })(),
    ],
    ["binding", "a mandate for another credential", chainWith({ mandate: { sd_hash: sha256("other~") } })],
    ["binding", "a presentation of another mandate", chainWith({ presentation: { sd_hash: sha256("other~") } })],
    [
      "binding",
      "a mandate whose credential shows less than the user showed",
      (() => {
        const full = parties.credential({ credential: { _sd: [hidden.digest] }, credentialDisclosures: [hidden.text] });
        const mandate = parties.mandate(full);
        return [full.split("~")[0], mandate, parties.presentation(mandate)].join("~~");
      })(),
    ],
    ["claims", "no end", chainWith({ mandate: { exp: undefined } })],
    ["claims", "an end in words", chainWith({ mandate: { exp: "never" } })],
    ["claims", "an endless end", chainWith({ mandate: { exp: 1e300 } })],
    ["claims", "a mandate without a name", chainWith({ mandate: { jti: undefined } })],
    ["claims", "a presentation without a time", chainWith({ presentation: { iat: undefined } })],
    ["not-yet", "a mandate of tomorrow", chainWith({ mandate: { nbf: now + 31 } })],
    ["not-yet", "a credential from the future", chainWith({ credential: { iat: now + 31 } })],
    ["not-yet", "a presentation from the future", chainWith({ presentation: { iat: now + 31 } })],
    ["expired", "a credential of yesterday", chainWith({ credential: { exp: now - 30 } })],
    ["expired", "a mandate of yesterday", chainWith({ mandate: { exp: now - 30 } })],
    ["stale", "an old presentation", chainWith({ presentation: { iat: now - 331 } })],
    ["audience", "a presentation to somebody else", chainWith({ presentation: { aud: "https://other.example" } })],
    [
      "audience",
      "a presentation to several",
      chainWith({ presentation: { aud: [audience, "https://other.example"] } }),
    ],
    ["transaction", "a presentation for another act", chainWith({ act: { ...purchase, amount: "1.00" } })],
    ["transaction", "a presentation with another nonce", chainWith({ presentation: { nonce: "x" } })],
    ["widened", "a mandate that outlives its credential", chainWith({ credential: { exp: now + 500 } })],
    [
      "widened",
      "a mandate above what the issuer allows",
      chainWith({ credential: intent({ amount: euros("99.99") }) }),
    ],
    [
      "widened",
      "a payee that the issuer does not allow",
      chainWith({ credential: intent({ payees: ["https://other.example"] }) }),
    ],
    [
      "constraint",
      "a constraint that nobody knows",
      chainWith({ mandate: intent({ ...everything, weekdays: ["monday"] }) }),
    ],
    [
      "constraint",
      "a constraint that is hidden",
      chainWith({ mandate: intent({ actions: ["purchase"], _sd: [hidden.digest] }) }),
    ],
    [
      "constraint",
      "a maximum that is a float",
      chainWith({ mandate: intent({ ...everything, amount: { max: 100, currency: "EUR" } }) }),
    ],
    [
      "constraint",
      "a maximum with an exponent",
      chainWith({ mandate: intent({ ...everything, amount: euros("1e9") }) }),
    ],
    [
      "constraint",
      "payees that are no list",
      chainWith({ mandate: intent({ ...everything, payees: "https://shop.example" }) }),
    ],
    ["unbounded", "a mandate about nothing", chainWith({ mandate: { intent: undefined } })],
    [
      "unbounded",
      "an amount that nobody bounded",
      chainWith({ mandate: intent({ actions: ["purchase"], payees: everything.payees }) }),
    ],
    [
      "unbounded",
      "a payee that nobody bounded",
      chainWith({ mandate: intent({ actions: ["purchase"], amount: everything.amount }) }),
    ],
    ["action", "another action", chainWith({ mandate: intent({ ...everything, actions: ["refund"] }) })],
    ["amount", "too much", chainWith({ mandate: intent({ ...everything, amount: euros("12.49") }) })],
    [
      "currency",
      "another currency",
      chainWith({ mandate: intent({ ...everything, amount: { max: "100.00", currency: "USD" } }) }),
    ],
    [
      "payee",
      "another payee",
      chainWith({ mandate: intent({ ...everything, payees: ["https://shop.example.evil"] }) }),
    ],
  ];

  it.each(refused)("[SP-3] is refused (%s): %s", async (fault, _, chain) => {
    expect(await outcome(chain)).toBe(fault);
  });

  it("[SP-3] is refused when somebody other than the user or the agent signed", async () => {
    const thief = new Parties();
    const credential = parties.credential();
    const stolen = thief.mandate(credential);
    expect(await outcome([credential, stolen, thief.presentation(stolen)].join("~~"))).toBe("signature");
    const mandate = parties.mandate(credential);
    expect(await outcome([credential, mandate, thief.presentation(mandate)].join("~~"))).toBe("signature");
    expect(await outcome(thief.chain())).toBe("signature");
  });

  it("[SP-3] is refused when any one byte of any part is another", async () => {
    const name = disclose("salt", "name", "Ann");
    const chain = chainWith({ credential: { _sd: [name.digest] }, credentialDisclosures: [name.text] });
    await fc.assert(
      fc.asyncProperty(fc.nat(chain.length - 1), fc.integer({ min: 1, max: 127 }), async (at, flip) => {
        const changed = String.fromCharCode(chain.charCodeAt(at) ^ flip);
        expect(await outcome(chain.slice(0, at) + changed + chain.slice(at + 1))).not.toBe("verified");
      }),
      { numRuns: 600 },
    );
    // Every character at which a part ends: there the last bits of base64url say nothing.
    for (const { index } of chain.matchAll(/[^.~](?=[.~]|$)/g)) {
      for (const flip of [1, 2, 3, 4, 16]) {
        const changed = String.fromCharCode(chain.charCodeAt(index) ^ flip);
        expect(await outcome(chain.slice(0, index) + changed + chain.slice(index + 1))).not.toBe("verified");
      }
    }
    expect(await outcome(chain)).toBe("verified");
  });

  it("[SP-3] is refused when a part is taken away, added, or moved", async () => {
    const name = disclose("salt", "name", "Ann");
    const chain = chainWith({ credential: { _sd: [name.digest] }, credentialDisclosures: [name.text] });
    const parts = chain.split("~");
    for (const [index, part] of parts.entries()) {
      expect(await outcome(parts.toSpliced(index, 1).join("~"))).not.toBe("verified");
      if (part !== "") expect(await outcome(parts.toSpliced(index, 0, part).join("~"))).not.toBe("verified");
    }
    expect(await outcome(`${chain}~`)).not.toBe("verified");
    expect(await outcome(`~${chain}`)).not.toBe("verified");
    expect(await outcome(` ${chain}`)).not.toBe("verified");
  });
});

describe("the amount of an act", () => {
  const paying = (amount: string, max = "10.00") => {
    const act = { ...purchase, amount };
    return outcome(chainWith({ act, mandate: intent({ ...everything, amount: euros(max) }) }), { act });
  };

  it.each(["10", "10.0", "10.00", "10.000000000000000000", "9.999999999999999999", "0.000000000000000001"])(
    "[SP-3] of %s is within 10.00",
    async (amount) => expect(await paying(amount)).toBe("verified"),
  );

  it.each([
    ...["10.000000000000000001", "10.01", "100", "1000000000000000000000"],
    ...[
      "0",
      "0.00",
      "-1",
      "+1",
      "1e0",
      "1E1",
      "NaN",
      "Infinity",
      "0x1",
      "1_0",
      "1,0",
      "1.",
      ".5",
      "01",
      "",
      " 1",
      "1 ",
      "1\n",
    ],
    ...["9.9999999999999999999", "٥", "５", "1.٠", "1²", "9".repeat(25)],
  ])("[SP-3] of %j is not", async (amount) => expect(await paying(amount)).toBe("amount"));

  it("[SP-3] is compared exactly where floats are equal", async () => {
    expect(await paying("9007199254740993", "9007199254740992")).toBe("amount");
    expect(await paying("0.1", "0.1")).toBe("verified");
  });

  it("[SP-3] may not be left out where a mandate bounds it, nor its currency or payee", async () => {
    const { amount: _, currency: __, payee: ___, ...bare } = purchase;
    for (const act of [bare, { ...bare, payee: "https://shop.example" }])
      expect(await outcome(chainWith({ act }), { act })).toBe("amount");
    const { payee: ____, ...unnamed } = purchase;
    expect(await outcome(chainWith({ act: unnamed }), { act: unnamed })).toBe("payee");
    const { currency: _____, ...unit } = purchase;
    expect(await outcome(chainWith({ act: unit }), { act: unit })).toBe("currency");
    const signing = { action: "sign" };
    expect(await outcome(chainWith({ act: signing, mandate: intent({ actions: ["sign"] }) }), { act: signing })).toBe(
      "verified",
    );
  });
});

describe("the time of a chain", () => {
  it.each([
    ["verified", now + 1_000 + 29],
    ["expired", now + 1_000 + 30],
  ] as const)("[SP-3] is %s at %d seconds, at the edge of its end and the skew of clocks", async (expected, at) => {
    expect(await outcome(chainWith({ presentation: { iat: at } }), { at })).toBe(expected);
  });

  it.each([
    ["verified", now - 30],
    ["not-yet", now - 31],
  ] as const)("[SP-3] is %s at %d seconds, at the edge of its beginning", async (expected, at) => {
    expect(await outcome(chainWith({ mandate: { iat: now - 100, nbf: now }, presentation: { iat: at } }), { at })).toBe(
      expected,
    );
  });

  it.each([
    ["verified", now + 330],
    ["stale", now + 331],
  ] as const)("[SP-3] is %s at %d seconds, at the edge of the age of a presentation", async (expected, at) => {
    expect(await outcome(chainWith({ presentation: { iat: now } }), { at })).toBe(expected);
  });
});

it("[SP-3] the nonce of an act is another for every other act", () => {
  const acts = [
    purchase,
    { ...purchase, amount: "12.5" },
    { ...purchase, payee: "x" },
    { ...purchase, action: "x" },
    { ...purchase, currency: "USD" },
  ];
  expect(new Set(acts.map(transactionNonce)).size).toBe(acts.length);
  expect(transactionNonce({ action: "purchase" })).toBe(sha256('sallyport/intent/v1\n{"action":"purchase"}'));
  expect(encoded({ a: 1 })).toBe("eyJhIjoxfQ");
});
