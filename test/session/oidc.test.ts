import { createHmac, generateKeyPairSync } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  Authenticator,
  type Credential,
  Lockout,
  OidcVerifier,
  type Presented,
  presentedToken,
  Tokens,
} from "../../src/session/index.ts";
import { oidcPrincipal } from "../../src/session/oidc/principal.ts";
import type { OidcGrant, OidcProvider } from "../../src/session/oidc/provider.ts";
import { openSqliteStore } from "../../src/store/index.ts";

const issuer = "https://id.example.test";
const audience = "https://sallyport.test";
/** A whole second: what a token says of time has no parts of one. */
const start = Math.floor(Date.now() / 1_000) * 1_000;

interface Pair {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function pairOf(alg: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

function grant(more: Partial<OidcGrant> = {}): OidcGrant {
  return { claims: {}, service: false, role: "user", tier: "B", ...more };
}

function providerOf(more: Partial<OidcProvider> = {}): OidcProvider {
  return {
    issuer,
    tokens: { access: { audience: [audience], typ: "at+jwt" } },
    algorithms: ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"],
    clockSkewSeconds: 30,
    maxAgeSeconds: 86_400,
    require: {},
    keys: { refreshSeconds: 600, outageSeconds: 3_600 },
    map: [grant({ subject: "ann" })],
    ...more,
  };
}

/** A verifier with a clock and with keys that a test sets. */
function world(provider: Partial<OidcProvider> = {}, published: readonly JWK[] = [first.jwk]) {
  const store = openSqliteStore(join(mkdtempSync(join(tmpdir(), "sallyport-")), "state.db"));
  const state = { now: start, published, fetched: 0, fault: undefined as Error | undefined };
  const verifier = new OidcVerifier(
    { corp: providerOf(provider) },
    {
      store,
      now: () => state.now,
      async fetchKeys() {
        state.fetched += 1;
        if (state.fault !== undefined) throw state.fault;
        return { keys: state.published };
      },
    },
  );
  const explain = async (text: string) => {
    const credential = presentedToken(text);
    return credential === "malformed" || credential.kind !== "jwt"
      ? { reason: "malformed" as const }
      : verifier.explain(credential);
  };
  /** The principal, or the reason why there is none. */
  const told = async (text: string) => {
    const found = await explain(text);
    return "identity" in found ? found.identity.principal : found.reason;
  };
  return Object.assign(state, { store, verifier, explain, told });
}

let first: Pair;
let second: Pair;

beforeAll(async () => {
  [first, second] = await Promise.all([pairOf("ES256", "one"), pairOf("ES256", "two")]);
});

interface Made {
  readonly pair?: Pair;
  readonly header?: object;
  readonly at?: number;
}

function sign(claims: JWTPayload = {}, { pair = first, header = {}, at = start }: Made = {}): Promise<string> {
  const iat = Math.floor(at / 1_000);
  return new SignJWT({ iss: issuer, aud: audience, sub: "ann", iat, exp: iat + 600, ...claims })
    .setProtectedHeader({ alg: pair.alg, typ: "at+jwt", kid: pair.kid, ...header })
    .sign(pair.privateKey);
}

describe("a JWT", () => {
  it.each(["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])("[SP-15] is verified under %s", async (alg) => {
    const pair = await pairOf(alg, "k");
    expect(await world({}, [pair.jwk]).told(await sign({}, { pair }))).toBe("oidc:corp:ann");
    expect(await world({ algorithms: ["ES384"] }, [pair.jwk]).told(await sign({}, { pair }))).toBe("invalid");
  });

  it("[SP-15] is never verified by a secret, even where the issuer publishes one", async () => {
    const secret = Buffer.alloc(32, 7);
    const { told } = world({ algorithms: ["ES256"] }, [
      { kty: "oct", k: secret.toString("base64url"), kid: "s", alg: "HS256" },
      first.jwk,
    ]);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const iat = start / 1_000;
    const text = `${part({ alg: "HS256", typ: "at+jwt", kid: "s" })}.${part({ iss: issuer, aud: audience, sub: "ann", iat, exp: iat + 600 })}`;
    expect(await told(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`)).toBe("invalid");
    expect(await told(await sign())).toBe("oidc:corp:ann");
  });

  it("[SP-15] is not verified by a key that is published with its private part, or for another use", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const leaked = { ...(privateKey.export({ format: "jwk" }) as JWK), kid: "leaked" };
    const { told, verifier } = world({}, [leaked, { ...second.jwk, use: "enc" }, first.jwk]);
    const pair = { ...first, privateKey: privateKey as never, kid: "leaked" };
    expect(await told(await sign({}, { pair }))).toBe("invalid");
    expect(await told(await sign({}, { pair: second }))).toBe("invalid");
    expect(await told(await sign())).toBe("oidc:corp:ann");
    expect(verifier.status()).toMatchObject([{ keys: 1 }]);
  });

  it("[SP-15] has one text: what else decodes to the same bytes is no token", async () => {
    const text = await sign();
    const bytes = (token: string) => Buffer.from(token.split(".")[2] ?? "", "base64url").toString("hex");
    const others = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
      .map((last) => text.slice(0, -1) + last)
      .filter((other) => other !== text && bytes(other) === bytes(text));
    expect(others).toHaveLength(15);
    for (const other of others) expect(presentedToken(other)).toBe("malformed");
  });

  it("[SP-15] is of the kind that its type says, in every way to write that type", async () => {
    const access = { access: { audience: [audience], typ: "at+jwt" } } as const;
    const both = { ...access, id: { audience: ["web"] } };
    const untyped = { access: { audience: [audience], typ: "JWT" } } as const;
    const kind = async (tokens: OidcProvider["tokens"], typ: string | undefined, claims: JWTPayload = {}) => {
      const found = await world({ tokens }).explain(await sign(claims, { header: { typ } }));
      return "kind" in found ? found.kind : found.reason;
    };
    for (const typ of ["at+jwt", "AT+JWT", "application/at+jwt"]) {
      expect(await kind(both, typ)).toBe("access");
      expect(await kind(both, typ, { aud: "web" })).toBe("invalid");
      expect(await kind(untyped, typ)).toBe("invalid");
    }
    for (const typ of ["JWT", "jwt", "application/jwt", undefined]) {
      expect(await kind(both, typ, { aud: "web" })).toBe("id");
      expect(await kind(both, typ)).toBe("invalid");
      expect(await kind(untyped, typ)).toBe("access");
      expect(await kind(access, typ)).toBe("invalid");
    }
    expect(await kind(both, "JWT", { aud: ["web", "other"], azp: "web" })).toBe("id");
  });

  it("[SP-15] without a key id is taken where only one key can be meant", async () => {
    const text = await sign({}, { header: { kid: undefined } });
    expect(await world({}, [first.jwk]).told(text)).toBe("oidc:corp:ann");
    expect(await world({}, [first.jwk, second.jwk]).told(text)).toBe("invalid");
  });

  it("[SP-15] is good to the second, give or take what clocks may differ", async () => {
    const w = world({ clockSkewSeconds: 30, maxAgeSeconds: 1_000 });
    const at = async (text: string, seconds: number) => {
      w.now = start + seconds * 1_000;
      return w.told(text);
    };
    const text = await sign({ nbf: start / 1_000 + 60, exp: start / 1_000 + 600 });
    expect(await at(text, 29)).toBe("invalid");
    expect(await at(text, 30)).toBe("oidc:corp:ann");
    expect(await at(text, 629)).toBe("oidc:corp:ann");
    expect(await at(text, 630)).toBe("expired");
    const early = await sign({}, { at: start + 100_000 });
    expect(await at(early, 69)).toBe("invalid");
    expect(await at(early, 70)).toBe("oidc:corp:ann");
    const endless = await sign({ exp: start / 1_000 + 10 ** 9 });
    expect(await at(endless, 1_030)).toBe("oidc:corp:ann");
    expect(await at(endless, 1_031)).toBe("expired");
  });

  it("[SP-15] says when its identity ends, which is when it is refused", async () => {
    const w = world({ clockSkewSeconds: 5, maxAgeSeconds: 3_600 });
    for (const exp of [start / 1_000 + 100, start / 1_000 + 10 ** 6]) {
      w.now = start;
      const text = await sign({ exp });
      const found = await w.explain(text);
      const { expires } = "identity" in found ? found.identity : expect.unreachable();
      w.now = expires - 1;
      expect(await w.told(text)).toBe("oidc:corp:ann");
      w.now = expires;
      expect(await w.told(text)).toBe("expired");
    }
  });

  it("[SP-15] must have the claims that are required of it", async () => {
    const w = world({ require: { acr: ["mfa", "phr"], tid: ["t1"] } });
    expect(await w.told(await sign({ acr: "phr", tid: "t1" }))).toBe("oidc:corp:ann");
    for (const claims of [{}, { acr: "phr" }, { acr: "pwd", tid: "t1" }, { acr: "mfa", tid: ["t2"] }])
      expect(await w.told(await sign(claims))).toBe("invalid");
    // What has expired has to be genuine in every way before anybody hears that it was.
    const exp = start / 1_000 - 60;
    expect(await w.told(await sign({ exp, acr: "phr", tid: "t1" }))).toBe("expired");
    expect(await w.told(await sign({ exp }))).toBe("invalid");
  });

  it("[SP-15] is never printed by what prints a value", async () => {
    const text = await sign();
    const credential = presentedToken(text);
    const printed = inspect(credential, { depth: 9, showHidden: true }) + JSON.stringify({ credential });
    for (const part of text.split(".")) expect(printed).not.toContain(part);
    expect(printed).toContain("ann");
  });

  it("[SP-15] opens nothing once anything about it is changed", async () => {
    const { told } = world();
    const text = await sign({ groups: ["chat"] });
    expect(await told(text)).toBe("oidc:corp:ann");
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %~";
    const place = fc.nat({ max: text.length - 1 });
    const unit = fc.constantFrom(...alphabet);
    const mutation = fc.oneof(
      fc.tuple(place, unit).map(([at, by]) => text.slice(0, at) + by + text.slice(at + 1)),
      fc.tuple(place, unit).map(([at, by]) => text.slice(0, at) + by + text.slice(at)),
      fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(([at, n]) => text.slice(0, at) + text.slice(at + n)),
      fc.tuple(place, place).map(([a, b]) => text.slice(a) + text.slice(0, b)),
      fc.shuffledSubarray(text.split("."), { minLength: 1 }).map((parts) => parts.join(".")),
      fc.constantFrom(`${text}.`, `.${text}`, `${text}=`, ` ${text}`, `${text}\n`, `${text}\0`, text.toUpperCase()),
    );
    await fc.assert(
      fc.asyncProperty(mutation, async (changed) => {
        fc.pre(changed !== text);
        expect(["malformed", "invalid"]).toContain(await told(changed));
      }),
      { numRuns: 3_000, interruptAfterTimeLimit: 60_000 },
    );
  });

  it("[SP-15] opens nothing with another payload or header under its signature", async () => {
    const { told } = world();
    const [header = "", payload = "", signature = ""] = (await sign()).split(".");
    const parsed = (part: string) => JSON.parse(String(Buffer.from(part, "base64url")));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    const extra = fc.dictionary(
      fc.constantFrom(
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "nbf",
        "groups",
        "alg",
        "kid",
        "typ",
        "jwk",
        "crit",
        "b64",
        "zip",
      ),
      value,
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(extra, fc.boolean(), async (more, inHeader) => {
        const changed = inHeader
          ? [part({ ...parsed(header), ...more }), payload, signature]
          : [header, part({ ...parsed(payload), ...more }), signature];
        expect(["malformed", "invalid"]).toContain(await told(changed.join(".")));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("keys of an issuer", () => {
  const minute = 60_000;

  it("[SP-15] are fetched once for many that come at a time", async () => {
    const w = world();
    const text = await sign();
    const all = await Promise.all(Array.from({ length: 100 }, () => w.told(text)));
    expect(new Set(all)).toEqual(new Set(["oidc:corp:ann"]));
    expect(w.fetched).toBe(1);
  });

  it("[SP-15] are fetched anew for a key that is not known, three times a minute and no more", async () => {
    const w = world();
    await w.verifier.warm();
    for (let i = 0; i < 50; i++) await w.told(await sign({}, { header: { kid: `k${i}` } }));
    expect(w.fetched).toBe(1 + 3);
    w.published = [second.jwk];
    const text = await sign({}, { pair: second });
    expect(await w.told(text)).toBe("invalid");
    w.now += minute;
    expect(await w.told(text)).toBe("oidc:corp:ann");
    expect(await w.told(await sign())).toBe("invalid");
    w.verifier.close();
  });

  it("[SP-15] are not fetched for a token of another issuer, type or algorithm", async () => {
    const w = world();
    for (const text of [
      await sign({ iss: "https://elsewhere.test" }),
      await sign({}, { header: { typ: "JWT" } }),
      await sign({}, { pair: { ...(await pairOf("ES384", "k")) } }),
      await sign({}, { header: { crit: ["x"], x: 1 } }).catch(() => "a.b.c"),
    ])
      expect(["invalid", "malformed"]).toContain(await w.told(text));
    expect(w.fetched).toBe(0);
  });

  it("[SP-15] count through an outage until its bound, and again after it", async () => {
    const w = world({ keys: { refreshSeconds: 600, outageSeconds: 3_600 }, maxAgeSeconds: 10 ** 6 });
    const text = await sign({ exp: start / 1_000 + 10 ** 6 });
    expect(await w.told(text)).toBe("oidc:corp:ann");
    w.fault = new Error("gone");
    await w.verifier.warm();
    expect(w.verifier.status()).toMatchObject([{ name: "corp", state: "outage", keys: 1, fault: "gone" }]);
    w.now = start + 3_600_000;
    expect(await w.told(text)).toBe("oidc:corp:ann");
    w.now += 1;
    expect(await w.told(text)).toBe("unavailable");
    expect(w.verifier.status()).toMatchObject([{ state: "unavailable", fault: "gone" }]);
    w.fault = undefined;
    w.now += minute;
    expect(await w.told(text)).toBe("oidc:corp:ann");
    expect(w.verifier.status()).toMatchObject([{ state: "current", fetched: w.now }]);
    w.verifier.close();
  });

  it("[SP-15] that come after a change of the configuration are used as that says", async () => {
    const w = world();
    const [text, other] = [await sign(), await sign({ aud: "other" })];
    // Both wait for keys while the configuration changes under them.
    const waiting = [w.told(text), w.told(other)];
    w.verifier.reload({ renamed: providerOf({ tokens: { access: { audience: ["other"], typ: "at+jwt" } } }) });
    expect(await Promise.all(waiting)).toEqual(["invalid", "oidc:renamed:ann"]);
    const gone = w.told(other);
    w.verifier.reload({});
    expect(await gone).toBe("invalid");
    w.verifier.close();
  });

  it("[SP-15] are kept when only what is granted changes, and asked for anew when their place does", async () => {
    const w = world();
    const text = await sign();
    await w.told(text);
    w.verifier.reload({ corp: providerOf({ map: [] }) });
    expect(await w.told(text)).toBe("unmapped");
    w.verifier.reload({ corp: providerOf() });
    expect(await w.told(text)).toBe("oidc:corp:ann");
    expect(w.fetched).toBe(1);
    w.published = [second.jwk];
    w.verifier.reload({ corp: providerOf({ jwksUri: "https://keys.example.test" }) });
    expect(await w.told(text)).toBe("invalid");
    expect(w.fetched).toBeGreaterThan(1);
    w.verifier.close();
  });
});

describe("what is granted", () => {
  const who = async (map: readonly OidcGrant[], claims: JWTPayload) => {
    const found = await world({ map }).explain(await sign(claims));
    return "identity" in found ? found.identity : found.reason;
  };

  it("[SP-15] is what the first grant that fits says, and nothing else", async () => {
    const map = [
      grant({ subject: "ann", role: "operator", tier: "A" }),
      grant({ claims: { groups: ["a", "b"], client_id: ["web"] }, tier: "B", agent: "main" }),
      grant({ claims: { scope: ["chat"] }, tier: "C" }),
    ];
    expect(await who(map, {})).toMatchObject({ role: "operator", tier: "A" });
    expect(await who(map, { sub: "bob", groups: ["x", "b"], client_id: "web" })).toMatchObject({
      tier: "B",
      agent: "main",
    });
    expect(await who(map, { sub: "bob", groups: "a", client_id: "web", scope: "chat" })).toMatchObject({ tier: "B" });
    expect(await who(map, { sub: "bob", groups: ["ab"], client_id: "web" })).toBe("unmapped");
    expect(await who(map, { sub: "bob", groups: ["a"] })).toBe("unmapped");
    expect(await who(map, { sub: "bob", scope: "read chat" })).toMatchObject({ tier: "C", role: "user" });
    expect(await who(map, { sub: "bob", scope: "chatter" })).toBe("unmapped");
    expect(await who(map, { sub: "Ann" })).toBe("unmapped");
    expect(await who(map, { sub: "bob", role: "operator", roles: ["admin"], admin: true })).toBe("unmapped");
  });

  it("[SP-15] does not follow from claims that are inherited, nested, or of another kind", async () => {
    const map = [grant({ claims: { constructor: ["x"] } }), grant({ claims: { groups: ["7", "true", "a"] } })];
    for (const groups of [7, true, { a: "a" }, [["b", "a"]], null, ["A"], "a "] as const)
      expect(await who(map, { sub: "bob", groups }), JSON.stringify(groups)).toBe("unmapped");
    expect(await who(map, { sub: "bob", groups: ["a"] })).toMatchObject({ tier: "B" });
  });

  it.each([
    ["client credentials", { sub: "robot", client_id: "robot" }],
    ["an authorized party that is the subject", { sub: "robot", azp: "robot" }],
    ["an application", { sub: "7f", idtyp: "app" }],
    ["a grant that names its type", { sub: "robot@clients", gty: "client-credentials" }],
  ])("[SP-15] to a service needs a grant for services: %s", async (_, claims) => {
    const forPeople = grant({ subject: claims.sub });
    expect(await who([forPeople], claims)).toBe("unmapped");
    const principal = `oidc:corp:service:${encodeURIComponent(claims.sub)}`;
    expect(await who([forPeople, grant({ subject: claims.sub, service: true })], claims)).toMatchObject({ principal });
    expect(await who([grant({ subject: "ann", service: true })], {})).toBe("unmapped");
  });
});

describe("the principal of a subject", () => {
  const names = fc.constantFrom("corp", "lab", "corp-2", "service");
  const subjects = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
    fc.constantFrom("ann", "service:ann", "service%3Aann", "ann:b", "lab:ann", "../ann", "%", "a%3Ab", "oidc:lab:ann"),
  );
  const person = fc.record({ name: names, subject: subjects, service: fc.boolean() });

  it("[SP-15] is nobody else's", () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        const [one, other] = [a, b].map((each) => oidcPrincipal(each.name, each.subject, each.service));
        const same = a.name === b.name && a.subject === b.subject && a.service === b.service;
        expect(one === other).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it("[SP-15] has no characters that mean something elsewhere, and there is none for what is no subject", () => {
    fc.assert(
      fc.property(person, ({ name, subject, service }) => {
        expect(oidcPrincipal(name, subject, service)).toMatch(/^oidc:[a-z0-9-]+:(?:service:)?[\w.!~*'()%-]+$/);
      }),
    );
    for (const subject of ["", "\ud800", "x".repeat(256)])
      expect(oidcPrincipal("corp", subject, false)).toBeUndefined();
  });

  it("[SP-15] is never that of a token of ours", async () => {
    const { store } = world();
    const tokens = new Tokens(store);
    await expect(tokens.issue({ principal: "oidc:corp:ann", role: "operator", tier: "A" })).rejects.toThrow(TypeError);
    await expect(tokens.issue({ principal: "oidc", role: "user", tier: "A" })).resolves.toBeDefined();
  });
});

describe("guessing", () => {
  async function guarded() {
    const w = world();
    const tokens = new Tokens(w.store, () => w.now);
    const { text } = await tokens.issue({ principal: "bob", role: "user", tier: "B" });
    const lockedOut: string[] = [];
    const lockout = new Lockout({ failures: 3 }, () => w.now);
    const authenticator = new Authenticator({ token: tokens, jwt: w.verifier }, lockout, (peer) =>
      lockedOut.push(peer),
    );
    const check = async (presented: Presented, peer = "192.0.2.1") => {
      const answer = await authenticator.check(peer, presented);
      return answer.ok ? answer.identity.principal : answer.reason;
    };
    return { w, check, lockedOut, local: presentedToken(text) };
  }
  const forgedBy = async (claims: JWTPayload = {}) =>
    presentedToken(await sign(claims, { pair: { ...second, kid: "one" } }));

  it("[SP-15] [SE-2.1] locks an address out for forged tokens, each of which is another text", async () => {
    const { check, lockedOut } = await guarded();
    for (let i = 0; i < 3; i++) expect(await check(await forgedBy({ jti: `${i}` }))).toBe("invalid");
    expect(lockedOut).toEqual(["192.0.2.1"]);
    expect(await check(await forgedBy())).toBe("locked-out");
    expect(await check(presentedToken(await sign()))).toBe("locked-out");
    expect(await check(presentedToken(await sign()), "192.0.2.2")).toBe("oidc:corp:ann");
  });

  it("[SP-15] shuts nobody out who has been let in from there, with the next token either", async () => {
    const { check, local } = await guarded();
    expect(await check(presentedToken(await sign({ jti: "a" })))).toBe("oidc:corp:ann");
    expect(await check(local)).toBe("bob");
    for (let i = 0; i < 3; i++) await check(await forgedBy({ sub: "eve", jti: `${i}` }));
    expect(await check(await forgedBy({ sub: "eve" }))).toBe("locked-out");
    expect(await check(presentedToken(await sign({ jti: "b" })))).toBe("oidc:corp:ann");
    expect(await check(local)).toBe("bob");
  });

  it("[SP-15] does not tell who has been let in from an address that is locked out", async () => {
    const { check } = await guarded();
    expect(await check(presentedToken(await sign()))).toBe("oidc:corp:ann");
    for (let i = 0; i < 4; i++) await check(await forgedBy({ sub: "eve" }));
    expect(await check(await forgedBy({ sub: "ann" }))).toBe("locked-out");
    expect(await check(await forgedBy({ sub: "carl" }))).toBe("locked-out");
  });

  it("[SP-15] is not what a holder of an old, unmapped or unverifiable token does", async () => {
    const { w, check, lockedOut } = await guarded();
    const old = presentedToken(await sign({ exp: start / 1_000 - 300 }));
    const unmapped = presentedToken(await sign({ sub: "bob" }));
    for (let i = 0; i < 10; i++) {
      expect(await check(old)).toBe("expired");
      expect(await check(unmapped)).toBe("unmapped");
    }
    w.fault = new Error("gone");
    const unknown: Credential = presentedToken(await sign({}, { pair: second })) as Credential;
    for (let i = 0; i < 10; i++) expect(await check(unknown)).toBe("unavailable");
    expect(lockedOut).toEqual([]);
    w.verifier.close();
  });

  it("[SP-15] a JWT is not valid where nobody verifies JWTs", async () => {
    const { w } = await guarded();
    const authenticator = new Authenticator({ token: new Tokens(w.store) }, new Lockout());
    expect(await authenticator.check("192.0.2.1", presentedToken(await sign()))).toMatchObject({ reason: "invalid" });
  });
});
