import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  Authenticator,
  bearerToken,
  type Credential,
  Lockout,
  networkOf,
  presentedToken,
  Sessions,
  Tokens,
  type TokenTerms,
} from "../../src/session/index.ts";
import { openSqliteStore, type Store } from "../../src/store/index.ts";

const terms: TokenTerms = { principal: "ann", role: "user", tier: "B" };
const hour = 3_600_000;

function openStore(): Store & { readonly path: string } {
  const path = join(mkdtempSync(join(tmpdir(), "sallyport-")), "state.db");
  return Object.assign(openSqliteStore(path), { path });
}

const presented = (text: string): Credential => presentedToken(text) as Credential;

describe("a bearer token", () => {
  it("[SE-2.1] has 32 random bytes behind a prefix, and no two are alike", async () => {
    const tokens = new Tokens(openStore());
    const issued = await Promise.all(Array.from({ length: 50 }, () => tokens.issue(terms)));
    for (const { text } of issued) {
      expect(text).toMatch(/^sp_[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(text.slice(3), "base64url")).toHaveLength(32);
    }
    expect(new Set(issued.map(({ text }) => text)).size).toBe(50);
  });

  it("[SE-2.1] is stored as a hash only", async () => {
    const store = openStore();
    const { text, entry } = await new Tokens(store).issue(terms);
    const bytes = ["", "-wal"].map((end) => readFileSync(store.path + end, "latin1")).join("");
    expect(bytes).toContain(entry.token);
    expect(bytes).not.toContain(text);
    expect(bytes).not.toContain(text.slice(3));
    expect(JSON.stringify(entry)).not.toContain(text.slice(3, 12));
  });

  it("[SE-2.1] speaks for its principal for 24 hours by default, and no longer", async () => {
    let now = Date.now();
    const tokens = new Tokens(openStore(), () => now);
    const { text } = await tokens.issue({ ...terms, agent: "main" });
    expect(await tokens.verify(presented(text))).toMatchObject({ principal: "ann", role: "user", agent: "main" });
    now += 24 * hour - 1;
    expect(await tokens.verify(presented(text))).toBeDefined();
    now += 1;
    expect(await tokens.verify(presented(text))).toBeUndefined();
  });

  it("[SE-2.1] is void at once when it is revoked, also by another process, and others go on", async () => {
    const store = openStore();
    const [here, elsewhere] = [new Tokens(store), new Tokens(openSqliteStore(store.path))];
    const [one, two] = [await here.issue(terms), await here.issue(terms)];
    const heard: string[] = [];
    here.onRevoked((token) => heard.push(token));
    expect(await elsewhere.verify(presented(one.text))).toBeDefined();
    expect(await here.revoke(one.entry.token)).toBe(true);
    expect(heard).toEqual([one.entry.token]);
    expect(await here.verify(presented(one.text))).toBeUndefined();
    expect(await elsewhere.verify(presented(one.text))).toBeUndefined();
    expect(await elsewhere.verify(presented(two.text))).toBeDefined();
    expect(await here.revoke(one.entry.token)).toBe(false);
    expect((await here.list()).map(({ token }) => token)).toEqual([two.entry.token]);
  });

  it("is refused when only the name of a real one is right", async () => {
    const tokens = new Tokens(openStore());
    const { text } = await tokens.issue(terms);
    const digest = Buffer.from(presented(text).digest);
    digest[31] = (digest[31] as number) ^ 1;
    expect(await tokens.verify({ kind: "token", digest })).toBeUndefined();
  });

  it("is read from a header of the Bearer scheme only", () => {
    const text = `sp_${"A".repeat(43)}`;
    expect(bearerToken(`Bearer ${text}`)).toEqual(presentedToken(text));
    expect(bearerToken(undefined)).toBeUndefined();
    for (const header of ["", text, `Basic ${text}`, `Bearer ${text}x`, `Bearer ${text} ${text}`, "Bearer sp_short"]) {
      expect(bearerToken(header), header).toBe("malformed");
    }
  });
});

describe("guessing", () => {
  async function guarded(limits = {}) {
    const clock = { now: Date.now() };
    const tokens = new Tokens(openStore(), () => clock.now);
    const { text } = await tokens.issue(terms);
    const lockedOut: string[] = [];
    const lockout = new Lockout({ failures: 3, ...limits }, () => clock.now);
    const authenticator = new Authenticator({ token: tokens }, lockout, (peer) => lockedOut.push(peer));
    const wrong = presentedToken(`sp_${"A".repeat(43)}`);
    return { clock, authenticator, lockedOut, good: presentedToken(text), wrong };
  }

  it("[OC-13] locks an address out for twice as long with each further failure", async () => {
    const { clock, authenticator, lockedOut, good, wrong } = await guarded();
    for (let i = 0; i < 2; i++) {
      expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "invalid" });
    }
    expect(lockedOut).toEqual([]);
    expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "invalid" });
    expect(lockedOut).toEqual(["10.0.0.1"]);
    expect(await authenticator.check("10.0.0.1", good)).toMatchObject({ reason: "locked-out", wait: 1_000 });
    clock.now += 1_000;
    expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "invalid" });
    expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "locked-out", wait: 2_000 });
    expect(await authenticator.check("10.0.0.2", good)).toMatchObject({ ok: true });
  });

  it("[OC-13] does not let a guesser shut out who has been in from the same address", async () => {
    const { authenticator, good, wrong } = await guarded();
    expect(await authenticator.check("127.0.0.1", good)).toMatchObject({ ok: true });
    for (let i = 0; i < 5; i++) await authenticator.check("127.0.0.1", wrong);
    expect(await authenticator.check("127.0.0.1", wrong)).toMatchObject({ reason: "locked-out" });
    expect(await authenticator.check("127.0.0.1", good)).toMatchObject({ ok: true });
  });

  it("counts what is malformed, and not what is missing", async () => {
    const { authenticator } = await guarded();
    for (let i = 0; i < 10; i++) {
      expect(await authenticator.check("10.0.0.1", undefined)).toMatchObject({ reason: "missing" });
    }
    for (let i = 0; i < 3; i++) await authenticator.check("10.0.0.1", "malformed");
    expect(await authenticator.check("10.0.0.1", "malformed")).toMatchObject({ reason: "locked-out" });
  });

  it("[OC-13] takes one IPv6 network and one IPv4 address for one peer, however written", () => {
    expect(networkOf("2001:db8:0:1::1")).toBe(networkOf("2001:0DB8::1:ffff:2:3:4"));
    expect(networkOf("2001:db8:0:2::1")).not.toBe(networkOf("2001:db8:0:1::1"));
    expect(networkOf("::ffff:10.0.0.1")).toBe("10.0.0.1");
    expect(networkOf("::1")).toBe("0:0:0:0::/64");
  });

  it("remembers a bounded number of addresses", async () => {
    const { authenticator, wrong } = await guarded({ peers: 2 });
    for (let i = 0; i < 3; i++) await authenticator.check("10.0.0.1", wrong);
    expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "locked-out" });
    await authenticator.check("10.0.0.2", wrong);
    await authenticator.check("10.0.0.3", wrong);
    expect(await authenticator.check("10.0.0.1", wrong)).toMatchObject({ reason: "invalid" });
  });
});

describe("a session", () => {
  const key = { principal: "ann", agent: "main", channel: "webchat", name: "work" };

  it("is the same for the same principal, agent, channel and name, and for nobody else", async () => {
    const sessions = new Sessions(openStore());
    const first = await sessions.open(key);
    expect(first.id).toMatch(/^s_[A-Za-z0-9_-]{22}$/);
    expect((await sessions.open(key)).id).toBe(first.id);
    const others = [{ principal: "bob" }, { agent: "other" }, { channel: "cli" }, { name: "play" }];
    for (const other of others) expect((await sessions.open({ ...key, ...other })).id).not.toBe(first.id);
    expect(await sessions.list("ann")).toHaveLength(4);
    expect(await sessions.list()).toHaveLength(5);
  });

  it("is made once when several messages come at the same time", async () => {
    const sessions = new Sessions(openStore());
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await sessions.open(key)).id));
    expect(new Set(ids).size).toBe(1);
  });

  it("ends when it is revoked; the next message begins another", async () => {
    const sessions = new Sessions(openStore());
    const first = await sessions.open(key);
    expect(await sessions.revoke(first.id)).toBe(true);
    expect(await sessions.revoke(first.id)).toBe(false);
    expect((await sessions.open(key)).id).not.toBe(first.id);
  });

  it("that is fleeting is not kept", async () => {
    const sessions = new Sessions(openStore());
    expect(sessions.fleeting(key).id).not.toBe(sessions.fleeting(key).id);
    expect(await sessions.list()).toEqual([]);
  });
});
