import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey as NodeKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { importJWK, type JWTPayload, SignJWT } from "jose";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { homePaths } from "../../src/config/index.ts";
import { accessClaims, type OidcIssuer, startOidcIssuer } from "../fixtures/oidc-issuer.ts";
import { giveCommand } from "../matrix/command-line.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";

const here = "https://sallyport.test";

let corp: OidcIssuer;
let lab: OidcIssuer;
let port: Installation;
/** The configuration as it was written first. */
let configured: Configured;
/** An access token of ann's that works. */
let ann: string;
const shown: string[] = [];

interface Configured {
  readonly identity: { readonly oidc: Readonly<Record<string, { readonly map: readonly object[] }>> };
}

const grants = [
  { subject: "root", role: "operator", tier: "A" },
  { claims: { groups: "chat" }, tier: "B", agent: "main" },
  { claims: { client_id: "robot" }, service: true },
];

beforeAll(async () => {
  [corp, lab] = await Promise.all([startOidcIssuer(), startOidcIssuer()]);
  port = await install({
    model: obey,
    config: ({ workspace }) => ({
      agents: [
        { id: "main", profile: "full", workspace },
        { id: "other", profile: "minimal" },
      ],
      identity: {
        oidc: {
          corp: {
            issuer: corp.issuer,
            tokens: { access: { audience: [here] }, id: { audience: ["web"] } },
            clockSkewSeconds: 0,
            map: grants,
          },
          lab: {
            issuer: lab.issuer,
            jwksUri: `${lab.issuer}/jwks`,
            tokens: { access: { audience: [here] } },
            map: [{ subject: "ann" }],
          },
        },
      },
    }),
  });
  configured = JSON.parse(readFileSync(homePaths(port.home).config, "utf8"));
  ann = keep((await corp.signIn("ann", here)).access);
});

afterAll(async () => {
  // Nothing that anybody showed lies anywhere in the home or in the lines of the log.
  const written = shown.filter((token) => port.whereWritten(token.slice(-40)).length > 0);
  await port.close();
  await Promise.all([corp.stop(), lab.stop()]);
  expect(written).toEqual([]);
});

afterEach(async () => {
  await reload(configured.identity);
});

function keep(token: string): string {
  shown.push(token);
  return token;
}

/** Puts another section `identity` in force, and what else is to change. */
async function reload(identity: object, more: object = {}): Promise<void> {
  writeFileSync(homePaths(port.home).config, JSON.stringify({ ...configured, identity, ...more }));
  await port.port.reload();
}

/** Grants otherwise what tokens of `corp` are granted. */
const grant = (...map: readonly object[]) => {
  const { oidc } = configured.identity;
  return reload({ oidc: { ...oidc, corp: { ...oidc["corp"], map } } });
};

/** What a caller with this token is answered: 200, or the status and the code of the refusal. */
async function answered(token: string): Promise<string> {
  const response = await fetch(`${port.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { error?: { code: string; message: string } };
  return response.ok ? "200" : `${response.status} ${body.error?.code}: ${body.error?.message}`;
}

async function rpc(token: string, method: string, params: object = {}) {
  const response = await fetch(`${port.url}/rpc`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return (await response.json()) as { result?: unknown; error?: { data?: { code: string } } };
}

interface Socket {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  next(): Promise<any>;
  send(message: object): void;
  readonly closed: Promise<string>;
  /** How often the gateway has had its regular look at it. */
  readonly looks: () => number;
  close(): void;
}

/** A real WebSocket; `how` says where the token stands. */
async function open(path: string, token: string, how: "header" | "protocol" | "message" = "header"): Promise<Socket> {
  const url = `${port.url.replace("https", "wss")}${path}`;
  const raw = new WebSocket(url, how === "protocol" ? ["sallyport", `bearer.${token}`] : [], {
    headers: how === "header" ? { authorization: `Bearer ${token}` } : {},
  });
  const arrived: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  raw.on("message", (data) => {
    const message = JSON.parse(String(data));
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(message);
    else taker(message);
  });
  let looks = 0;
  raw.on("ping", () => looks++);
  const closed = new Promise<string>((resolve) => raw.once("close", (code, why) => resolve(`${code} ${why}`)));
  const opened = new Promise<void>((resolve, reject) => {
    raw.once("open", () => resolve());
    raw.once("unexpected-response", (_, response) => reject(new Error(`refused with ${response.statusCode}`)));
    raw.on("error", reject);
  });
  await opened;
  const socket: Socket = {
    next: () =>
      arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve)),
    send: (message) => raw.send(JSON.stringify(message)),
    closed,
    looks: () => looks,
    close: () => raw.terminate(),
  };
  if (how === "message") socket.send({ type: "auth", token });
  return socket;
}

const forged = async (claims: JWTPayload = {}, header: Parameters<OidcIssuer["forge"]>[1] = {}) =>
  keep(await corp.forge(accessClaims(corp.issuer, here, { groups: ["chat"], ...claims }), header));
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const notValid = "401 invalid_api_key: this token is not valid";
const expired = "401 invalid_api_key: this token has expired";
const ungranted = "403 forbidden: nothing is granted here to whom this token speaks for";
const unverifiable = "503 unavailable: this token cannot be verified now";
const seconds = () => Math.floor(Date.now() / 1_000);

describe("whoever signed in at a provider", () => {
  it("[SP-15] is taken by HTTP, RPC and WebSockets, with an access token and with an ID token", async () => {
    const { id } = await corp.signIn("ann");
    for (const token of [ann, keep(id)]) {
      expect((await drivers.api(port.url, "hello", { token })).text).toBe("nothing was asked of me");
      expect((await drivers.cli(port.url, "hello", { token })).text).toBe("nothing was asked of me");
      expect((await drivers.webchat(port.url, "hello", { token })).text).toBe("nothing was asked of me");
      const client = new OpenAI({ apiKey: token, baseURL: `${port.url}/v1` });
      expect((await client.models.list()).data.map((model) => model.id)).toEqual(["sallyport", "main"]);
      for (const how of ["header", "protocol", "message"] as const) {
        const socket = await open("/webchat", token, how);
        expect(await socket.next()).toMatchObject({ type: "ready", principal: "oidc:corp:ann" });
        socket.close();
      }
    }
  });

  it("[SP-15] is on record as issuer and subject, with the tier of the grant", async () => {
    await drivers.api(port.url, "who am I on record", { token: ann });
    const records = await port.records({ kind: "decision" });
    const message = records.map(({ body }) => body).findLast((body) => JSON.stringify(body).includes("on record"));
    expect(JSON.stringify(message)).toContain('"principal":"oidc:corp:ann"');
    expect(JSON.stringify(message)).toContain('"tier":"B"');
  });

  it("[SP-15] reaches the agent of the grant and no other, and nothing that is for operators", async () => {
    expect((await drivers.api(port.url, "hello", { token: ann, agent: "other" })).refused).toBe("forbidden");
    expect((await rpc(ann, "tokens.list")).error?.data?.code).toBe("forbidden");
    expect((await rpc(ann, "sessions.list")).result).toBeInstanceOf(Array);
  });

  it("[SP-15] has turns of no better tier than the grant, nor than the agent may have", async () => {
    const root = keep((await corp.signIn("root", here)).access);
    const tiers = async (token: string, text: string) => {
      await drivers.api(port.url, `${text}\n${order("list", { path: "." })}`, { token });
      const decisions = (await port.records({ kind: "decision" })).map(({ body }) => JSON.stringify(body));
      return decisions.findLast((body) => body.includes('"name":"list"') || body.includes('"tool":"list"'));
    };
    expect(await tiers(root, "one")).toContain('"tier":"A"');
    expect(await tiers(ann, "two")).toContain('"tier":"B"');
    const { agents } = configured as unknown as { agents: readonly { id: string }[] };
    await reload(configured.identity, { agents: agents.map((agent) => ({ ...agent, tier: "C" })) });
    expect(await tiers(root, "three")).toContain('"tier":"C"');
    expect(await tiers(ann, "four")).toContain('"tier":"C"');
  });

  it("[SP-15] administers the gateway only where a grant names the very subject", async () => {
    const root = keep((await corp.signIn("root", here)).access);
    expect((await rpc(root, "tokens.list")).result).toBeInstanceOf(Array);
    const eve = keep((await corp.signIn("eve", here)).access);
    expect(await answered(eve)).toBe(ungranted);
    await grant({ claims: { groups: "admin" } });
    expect(await answered(eve)).toBe("200");
    expect((await rpc(eve, "tokens.list")).error?.data?.code).toBe("forbidden");
  });

  it("[SP-15] is granted nothing without a grant that fits, and hears so, with whatever else is wrong unsaid", async () => {
    const bob = keep((await corp.signIn("bob", here)).access);
    expect(await answered(bob)).toBe(ungranted);
    await expect(open("/rpc", bob)).rejects.toThrow("403");
    const socket = await open("/webchat", bob, "message");
    expect(await socket.next()).toMatchObject({ type: "error", code: "forbidden" });
    expect(await socket.closed).toMatch(/^4403 /);
    expect(await answered(ann)).toBe("200");
  });

  it("[SP-15] is another principal at another issuer, and no local token takes their name", async () => {
    const token = keep((await lab.signIn("ann", here)).access);
    const socket = await open("/webchat", token);
    expect(await socket.next()).toMatchObject({ principal: "oidc:lab:ann" });
    socket.close();
    const operator = await port.token();
    const issue = (principal: string) => rpc(operator, "tokens.issue", { principal, role: "user", tier: "A" });
    expect((await issue("oidc:lab:ann")).error?.data?.code).toBe("invalid_request");
    expect((await issue("ann")).result).toBeDefined();
  });

  it("[SP-15] may be a service, under a grant for services and as a principal of its own", async () => {
    const robot = keep(await corp.clientCredentials(here));
    const socket = await open("/webchat", robot);
    expect(await socket.next()).toMatchObject({ principal: "oidc:corp:service:robot" });
    socket.close();
    await grant({ subject: "robot" }, { claims: { client_id: "robot" } });
    expect(await answered(robot)).toBe(ungranted);
    // A person who goes by the name of the client is somebody else, and no service.
    const person = await forged({ sub: "robot", client_id: "web" });
    const theirs = await open("/webchat", person);
    expect(await theirs.next()).toMatchObject({ principal: "oidc:corp:robot" });
    theirs.close();
  });
});

describe("a token that is not what it must be", () => {
  const now = seconds();
  const cases: Readonly<Record<string, () => Promise<string> | string>> = {
    "for another audience": () => forged({ aud: "https://elsewhere.test" }),
    "for no audience": () => forged({ aud: [] }),
    "an access token for the audience of ID tokens": () => forged({ aud: "web" }),
    "of an issuer that is not configured": () => forged({ iss: "https://elsewhere.test" }),
    "of an issuer that differs by a slash": () => forged({ iss: `${corp.issuer}/` }),
    "of the other configured issuer, signed by this one": () => forged({ iss: lab.issuer }),
    "without a subject": () => forged({ sub: undefined as never }),
    "with a subject that is no text": () => forged({ sub: 7 as never }),
    "with an empty subject": () => forged({ sub: "" }),
    "of another type": () => forged({}, { typ: "dpop+jwt" }),
    "a logout token": () => forged({ aud: "web" }, { typ: "logout+jwt" }),
    "an access token that calls itself an ID token": () => forged({}, { typ: "JWT" }),
    "an ID token for another client": () => forged({ aud: ["web", "other"], azp: "other" }, { typ: "JWT" }),
    "an ID token for several and nobody in particular": () => forged({ aud: ["web", "other"] }, { typ: "JWT" }),
    "without an end": () => forged({ exp: undefined as never }),
    "without a beginning": () => forged({ iat: undefined as never }),
    "not valid yet": () => forged({ nbf: now + 3_600 }),
    "issued in the future": () => forged({ iat: now + 3_600, exp: now + 7_200 }),
    "bound to a key of its holder": () => forged({ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }),
    "of several types": () => forged({}, { typ: ["at+jwt"] as never }),
    "of an unknown key": () => forged({}, { kid: "nobody" }),
    "with an extension that must be understood": () => forged({}, { crit: ["b64x"] }),
    "with a subject put in place of the signed one": () => {
      const [header, , signature] = ann.split(".");
      return [header, part(accessClaims(corp.issuer, here, { sub: "root" })), signature].join(".");
    },
    "signed by nobody (alg none)": () =>
      `${part({ alg: "none", typ: "at+jwt" })}.${part(accessClaims(corp.issuer, here, { sub: "root" }))}.`,
    "signed by nobody, with a signature": () =>
      `${part({ alg: "none", typ: "at+jwt" })}.${part(accessClaims(corp.issuer, here, { sub: "root" }))}.AAAA`,
    "signed with a key that it brings": async () => {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
      const jwk = publicKey.export({ format: "jwk" });
      const header = { alg: "RS256", typ: "at+jwt", jwk: jwk as never, kid: corp.key.kid as string };
      return new SignJWT(accessClaims(corp.issuer, here, { sub: "root" })).setProtectedHeader(header).sign(privateKey);
    },
    "signed by HMAC with the public key": () => {
      const pem = createPublicKey({ key: corp.key as NodeKey, format: "jwk" }).export({ type: "spki", format: "pem" });
      const text = `${part({ alg: "HS256", typ: "at+jwt", kid: corp.key.kid })}.${part(accessClaims(corp.issuer, here, { sub: "root" }))}`;
      return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
    },
    "under an algorithm that is not on the list": async () => {
      const key = await importJWK({ ...corp.key, alg: "RS384" }, "RS384");
      const header = { alg: "RS384", typ: "at+jwt", kid: corp.key.kid as string };
      return new SignJWT(accessClaims(corp.issuer, here, { sub: "root" })).setProtectedHeader(header).sign(key);
    },
    "larger than any token": () => forged({ padding: "x".repeat(9_200) }),
  };

  it.each(Object.entries(cases))("[SP-15] %s opens nothing, and the genuine one does", async (_, make) => {
    const token = keep(await make());
    expect(await answered(token)).toBe(notValid);
    await expect(open("/rpc", token)).rejects.toThrow("401");
    // The twin also ends the row of failures from this address.
    expect(await answered(await forged())).toBe("200");
  });

  it("[SP-15] has no keys fetched from where its header says", async () => {
    const asked: string[] = [];
    const trap = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const header = { alg: "RS256", typ: "at+jwt", kid: "mine", jku: `${url}/jku`, x5u: `${url}/x5u` };
    const token = await new SignJWT(accessClaims(corp.issuer, here)).setProtectedHeader(header).sign(privateKey);
    expect(await answered(token)).toBe(notValid);
    expect(await answered(ann)).toBe("200");
    expect(asked).toEqual([]);
    trap.close();
  });

  it("[SP-15] is not taken out of a URL", async () => {
    for (const name of ["access_token", "token", "id_token"]) {
      expect((await fetch(`${port.url}/v1/models?${name}=${ann}`)).status).toBe(401);
      await expect(open(`/rpc?${name}=${ann}`, "")).rejects.toThrow("401");
      expect(await answered(ann)).toBe("200");
    }
    expect(port.lines.text).not.toContain(ann.slice(-40));
  });
});

describe("time", () => {
  it("[SP-15] a token that has expired is told so, and its holder is not locked out for it", async () => {
    const old = await forged({ iat: seconds() - 900, exp: seconds() - 300 });
    for (let i = 0; i < 30; i++) expect(await answered(old)).toBe(expired);
    expect(await answered(ann)).toBe("200");
    // Who only says that a token has expired is told nothing.
    const [header, , signature] = old.split(".");
    const made = [header, part(accessClaims(corp.issuer, here, { exp: 1, iat: 1 })), signature].join(".");
    expect(await answered(made)).toBe(notValid);
    expect(await answered(ann)).toBe("200");
  });

  it("[SP-15] a socket is closed when its token ends", async () => {
    const brief = await forged({ exp: seconds() + 2 });
    const [socket, other] = [await open("/webchat", brief), await open("/rpc", ann)];
    expect(await socket.next()).toMatchObject({ type: "ready" });
    expect(await socket.closed).toBe("4401 this token has expired");
    expect(socket.looks()).toBe(0);
    other.send({ jsonrpc: "2.0", id: 1, method: "sessions.list" });
    expect(await other.next()).toMatchObject({ id: 1, result: expect.any(Array) });
    other.close();
  });
});

describe("an open socket after a change", () => {
  const call = { jsonrpc: "2.0", id: 1, method: "tokens.list" };

  it("[SP-15] is closed when its grant was removed, and those of others stay", async () => {
    const theirs = await open("/webchat", keep((await lab.signIn("ann", here)).access));
    const mine = await open("/webchat", ann);
    const local = await open("/webchat", await port.token({ principal: "ann", role: "user" }));
    for (const socket of [theirs, mine, local]) await socket.next();
    await grant();
    expect(await mine.closed).toMatch(/^4403 nothing is granted/);
    expect(mine.looks()).toBe(0);
    for (const socket of [theirs, local]) {
      socket.send({ type: "message", id: "1", text: "still here" });
      expect(await socket.next()).toMatchObject({ type: "delta" });
      socket.close();
    }
    expect(await answered(ann)).toBe(ungranted);
  });

  it("[SP-15] is closed when its provider was removed", async () => {
    const socket = await open("/rpc", ann);
    await reload({ oidc: {} });
    expect(await socket.closed).toMatch(/^4401 /);
    expect(socket.looks()).toBe(0);
    expect(await answered(ann)).toBe(notValid);
  });

  it("[SP-15] speaks for less from the next message on when its grant was narrowed", async () => {
    const root = keep((await corp.signIn("root", here)).access);
    const socket = await open("/rpc", root);
    socket.send(call);
    expect(await socket.next()).toMatchObject({ result: expect.any(Array) });
    const reloaded = grant({ subject: "root", tier: "C", agent: "other" });
    await reloaded;
    socket.send(call);
    expect(await socket.next()).toMatchObject({ error: { data: { code: "forbidden" } } });
    socket.send({ ...call, method: "message.send", params: { text: "hello", agent: "main" } });
    expect(await socket.next()).toMatchObject({ error: { data: { code: "forbidden" } } });
    await grant({ subject: "root", role: "operator", tier: "A" });
    socket.send(call);
    expect(await socket.next()).toMatchObject({ result: expect.any(Array) });
    socket.close();
  });

  it("[SP-15] is closed when its principal was revoked, whose next token is taken", async () => {
    const before = await forged({ sub: "carl", iat: seconds() - 5 });
    const [socket, other] = [await open("/rpc", before), await open("/rpc", ann)];
    const operator = await port.token();
    expect((await rpc(operator, "identity.revoke", { principal: "carl" })).error).toBeDefined();
    expect((await rpc(ann, "identity.revoke", { principal: "oidc:corp:carl" })).error?.data?.code).toBe("forbidden");
    expect((await rpc(operator, "identity.revoke", { principal: "oidc:corp:carl" })).result).toEqual({ revoked: true });
    expect(await socket.closed).toMatch(/^4401 /);
    expect(socket.looks()).toBe(0);
    expect(await answered(before)).toBe(expired);
    other.send({ ...call, method: "sessions.list" });
    expect(await other.next()).toMatchObject({ result: expect.any(Array) });
    other.close();
    // Its clock counts in seconds: what is issued within the one of the revocation is of before.
    await expect.poll(async () => answered(await forged({ sub: "carl" })), { timeout: 10_000 }).toBe("200");
    const records = await port.records({ kind: "lifecycle" });
    expect(records.at(-1)?.body).toMatchObject({ event: "principal.revoked", principal: "oidc:corp:carl" });
  });
});

describe("an issuer", () => {
  let fresh: OidcIssuer;

  /** Takes tokens of an issuer that was never asked for keys before. */
  async function trust(more: object = {}): Promise<void> {
    const provider = {
      issuer: fresh.issuer,
      tokens: { access: { audience: [here] } },
      map: [{ subject: "ann" }],
      ...more,
    };
    await reload({ oidc: { ...configured.identity.oidc, fresh: provider } });
  }
  const token = (header = {}) => fresh.forge(accessClaims(fresh.issuer, here), header).then(keep);
  const keysAsked = () => fresh.asked.filter((path) => path === "/jwks").length;

  async function state(): Promise<{ readonly state: string; readonly keys: number; readonly fault?: string }> {
    const { result } = await rpc(await port.token(), "security.status");
    const { identity } = result as { identity: { name: string; state: string; keys: number; fault?: string }[] };
    return identity.find(({ name }) => name === "fresh") as never;
  }

  beforeEach(async () => {
    fresh = await startOidcIssuer();
  });
  afterEach(() => fresh.stop().catch(() => {}));

  it("[SP-15] may rotate its keys while it runs: the new one is fetched once, the old one counts no more", async () => {
    await trust();
    const before = await token();
    expect(await answered(before)).toBe("200");
    expect(await state()).toMatchObject({ state: "current", keys: 1 });
    await fresh.rotate();
    const after = keep((await fresh.signIn("ann", here)).access);
    expect(await answered(after)).toBe("200");
    expect(await answered(before)).toBe(notValid);
    expect(await answered(after)).toBe("200");
    expect(keysAsked()).toBeLessThanOrEqual(3);
  });

  it("[SP-15] is not asked for keys more than four times, whatever strangers send", async () => {
    await trust();
    for (let i = 0; i < 25; i++) {
      expect(await answered(await token({ kid: `k${i}` }))).toBe(notValid);
      expect(await answered(await token())).toBe("200");
    }
    expect(keysAsked()).toBeLessThanOrEqual(4);
  });

  it("[SP-15] may be gone for a while: known keys count, others cannot be told, and it comes back", async () => {
    await trust();
    const known = await token();
    expect(await answered(known)).toBe("200");
    await fresh.stop();
    await fresh.rotate();
    const later = await token();
    expect(await answered(later)).toBe(unverifiable);
    expect(await answered(known)).toBe("200");
    expect(await state()).toMatchObject({ state: "outage", keys: 1, fault: expect.stringContaining("ECONNREFUSED") });
    const { code, stdout } = await giveCommand(port.home, ["status"], {});
    expect(stdout).toMatch(/FAILED identity +fresh: http:\/\/127\.0\.0\.1:\d+, 1 keys, of .+, outage, .*ECONNREFUSED/);
    expect(stdout).toMatch(/ok +identity +corp: .*, 1 keys, of /);
    expect(code).toBe(1);
    await fresh.start();
    expect(await answered(later)).toBe("200");
    expect(await state()).toMatchObject({ state: "current", keys: 1 });
  });

  it("[SP-15] may be gone when it is first asked for: its tokens are refused, and nobody is locked out for that", async () => {
    await fresh.stop();
    await trust();
    for (let i = 0; i < 15; i++) expect(await answered(await token())).toBe(unverifiable);
    expect(await answered(ann)).toBe("200");
    expect(await state()).toMatchObject({ state: "unavailable", keys: 0 });
  });

  const answers: Readonly<Record<string, readonly [Parameters<OidcIssuer["instead"]>[1], RegExp]>> = {
    "redirects to other keys": [
      (_, response) => response.writeHead(302, { location: `${corp.issuer}/jwks` }).end(),
      /it answered 302/,
    ],
    "says it is in trouble": [(_, response) => response.writeHead(500).end("{}"), /it answered 500/],
    "never ends": [
      (_, response) => {
        const more = () => response.write("x".repeat(65_536), (error) => error ?? more());
        more();
      },
      /more than 524288 bytes/,
    ],
    "says nothing": [() => {}, /more than 5000 ms/],
    "begins and says no more": [(_, response) => response.writeHead(200).write('{"keys":['), /more than 5000 ms/],
    "is a page": [(_, response) => response.end("<html>"), /not JSON/],
    "is other JSON": [(_, response) => response.end("[1]"), /no JSON Web Key Set/],
    "breaks off": [
      (_, response) => response.writeHead(200, { "content-length": 9 }).end("{", () => response.destroy()),
      /./,
    ],
  };

  it.each(Object.entries(answers))("[SP-15] whose answer %s has no keys, and says why", async (_, [answer, why]) => {
    fresh.instead("/jwks", answer);
    await trust();
    expect(await answered(await token())).toBe(unverifiable);
    expect(await state()).toMatchObject({ state: "unavailable", keys: 0, fault: expect.stringMatching(why) });
    expect(await answered(ann)).toBe("200");
    fresh.instead("/jwks");
    expect(await answered(await token())).toBe("200");
  });

  it("[SP-15] whose discovery document is another's, or leads over an open way, has no keys", async () => {
    const say = (document: object) =>
      fresh.instead("/.well-known/openid-configuration", (_, response) => response.end(JSON.stringify(document)));
    say({ issuer: corp.issuer, jwks_uri: `${fresh.issuer}/jwks` });
    await trust();
    expect(await answered(await token())).toBe(unverifiable);
    expect((await state()).fault).toContain("names another issuer");
    say({ issuer: fresh.issuer, jwks_uri: "http://keys.example/jwks" });
    expect(await answered(await token())).toBe(unverifiable);
    expect((await state()).fault).toContain("no secure place");
    expect(keysAsked()).toBe(0);
    say({ issuer: fresh.issuer, jwks_uri: `${fresh.issuer}/jwks` });
    expect(await answered(await token())).toBe("200");
  });

  it("[SP-15] that publishes no keys any more has no good tokens", async () => {
    await trust();
    expect(await answered(await token())).toBe("200");
    fresh.instead("/jwks", (_, response) => response.end('{"keys":[]}'));
    expect(await answered(await token({ kid: "new" }))).toBe(notValid);
    expect(await answered(await token())).toBe(notValid);
    expect(await answered(ann)).toBe("200");
  });
});

describe("sallyport identity check", () => {
  const check = async (token: string, ...argv: readonly string[]) => {
    const { code, json, stdout, stderr } = await giveCommand(port.home, ["identity", "check", ...argv], {
      input: token,
    });
    expect(stdout + stderr).not.toContain(token.slice(-40));
    return { code, json, stdout };
  };

  it("[SP-15] says whom a token speaks for, and why another speaks for nobody", async () => {
    const good = await check(`${ann}\n`, "--json");
    expect(good.code).toBe(0);
    expect(good.json).toMatchObject({
      accepted: true,
      principal: "oidc:corp:ann",
      kind: "access",
      tier: "B",
      agent: "main",
    });
    expect((await check(ann)).stdout).toMatch(/^oidc:corp:ann: user, tier B, agent main, until 20/);
    const bob = await check(keep((await corp.signIn("bob", here)).access), "--json");
    expect(bob).toMatchObject({ code: 1, json: { accepted: false, reason: "unmapped", issuer: "corp" } });
    const old = await check(await forged({ exp: seconds() - 60 }), "--json");
    expect(old.json).toMatchObject({ reason: "expired", why: "it has expired (exp)" });
    const foreign = await check(await forged({ aud: "elsewhere" }));
    expect(foreign.stdout).toBe("refused (corp): invalid: its claim aud is not as it must be\n");
    expect((await check("sp_not-a-jwt", "--json")).json).toMatchObject({ accepted: false, reason: "invalid" });
    expect((await giveCommand(port.home, ["identity", "check"], {})).code).toBe(2);
  });

  it("[SP-15] needs no network with the keys in a file, and takes no token as an argument", async () => {
    const [file, other] = ["keys.json", "other.json"].map((name) => join(port.outside, name)) as [string, string];
    const { kty, n, e, kid } = corp.key;
    writeFileSync(file, JSON.stringify({ keys: [{ kty, n, e, kid }] }));
    writeFileSync(other, JSON.stringify({ keys: [] }));
    const asked = corp.asked.length;
    expect(await check(ann, "--json", "--jwks", file)).toMatchObject({ code: 0, json: { principal: "oidc:corp:ann" } });
    expect((await check(ann, "--jwks", other)).stdout).toContain("no such key (kid)");
    expect(corp.asked.length).toBe(asked);
    const { code, stdout, stderr } = await giveCommand(port.home, ["identity", "check", "word"], {});
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain("word: user");
  });
});
