import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";

const good = {
  issuer: "https://id.example.test",
  tokens: { access: { audience: ["https://sallyport.test"] } },
};
const read = (provider: object, more: object = {}) =>
  parseConfig(JSON.stringify({ identity: { oidc: { corp: provider, ...more } } }));
const problems = async (provider: object, more: object = {}) =>
  read(provider, more).then(
    () => [],
    ({ problems }) => problems as { path: string; message: string }[],
  );

describe("the OpenID providers of the configuration", () => {
  it("[SP-15] are none where nothing is said, and grant nothing where nothing is mapped", async () => {
    expect((await parseConfig("{}")).config.identity).toEqual({ oidc: {} });
    expect((await read(good)).config.identity.oidc["corp"]).toEqual({
      ...good,
      tokens: { access: { audience: ["https://sallyport.test"], typ: "at+jwt" } },
      algorithms: ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"],
      clockSkewSeconds: 30,
      maxAgeSeconds: 86_400,
      require: {},
      keys: { refreshSeconds: 600, outageSeconds: 86_400 },
      map: [],
    });
  });

  it("[SP-15] grant the least where a grant says no more", async () => {
    const { config } = await read({ ...good, map: [{ subject: "a" }, { claims: { groups: "x" } }] });
    expect(config.identity.oidc["corp"]?.map).toEqual([
      { subject: "a", claims: {}, service: false, role: "user", tier: "C" },
      { claims: { groups: ["x"] }, service: false, role: "user", tier: "C" },
    ]);
  });

  it.each([
    [{ ...good, issuer: "http://id.example.test" }, "issuer", "keys of their own"],
    [{ ...good, jwksUri: "http://10.0.0.1/keys" }, "jwksUri", "keys of their own"],
    [{ ...good, issuer: "https://id.example.test?x=1" }, "issuer", "no query"],
    [{ ...good, tokens: {} }, "tokens", "none of its tokens"],
    [
      { ...good, tokens: { access: { audience: ["a"], typ: "JWT" }, id: { audience: ["b"] } } },
      "tokens.access.typ",
      "told from each other",
    ],
    [{ ...good, tokens: { access: { audience: [] } } }, "tokens.access.audience", ""],
    [{ ...good, algorithms: ["HS256"] }, "algorithms[0]", ""],
    [{ ...good, algorithms: ["none"] }, "algorithms[0]", ""],
    [{ ...good, algorithms: [] }, "algorithms", ""],
    [{ ...good, clockSkewSeconds: 3_600 }, "clockSkewSeconds", "at most 300"],
    [{ ...good, map: [{ tier: "A" }] }, "map[0]", "whom it is for"],
    [{ ...good, map: [{ claims: { groups: "admin" }, role: "operator" }] }, "map[0].role", "one subject"],
    [{ ...good, map: [{ claims: { email: "a@example.test" } }] }, "map[0].claims.email", "somebody else"],
    [{ ...good, map: [{ subject: "a", agent: "mian" }] }, "map[0].agent", 'no agent "mian"'],
    [{ ...good, map: [{ subject: "a", scopes: "all" }] }, "map[0].scopes", "not a key"],
  ])("[SP-15] are refused when they could not be relied on: %j", async (provider, path, message) => {
    expect(await problems(provider)).toContainEqual(
      expect.objectContaining({ path: `identity.oidc.corp.${path}`, message: expect.stringContaining(message) }),
    );
  });

  it("[SP-15] are refused when two have one issuer, or a name that would not stand in a principal", async () => {
    expect(await problems(good, { lab: good })).toMatchObject([{ path: "identity.oidc.lab.issuer" }]);
    expect(await problems(good, { lab: { ...good, issuer: `${good.issuer}/lab` } })).toEqual([]);
    for (const name of ["a:b", "A", "", "a b"]) expect(await problems(good, { [name]: good })).not.toEqual([]);
  });

  it("[SP-15] may be on this machine without https", async () => {
    for (const host of ["127.0.0.1:8080", "localhost", "[::1]:9"])
      expect(await problems({ ...good, issuer: `http://${host}`, jwksUri: `http://${host}/keys` })).toEqual([]);
    for (const host of ["127.0.0.1.evil.test", "localhost.evil.test", "0x7f000001.evil.test"])
      expect(await problems({ ...good, issuer: `http://${host}` })).toHaveLength(1);
  });

  it("[SP-15] are as the guide shows them", async () => {
    const guide = readFileSync(new URL("../../docs/guide/identity.md", import.meta.url), "utf8");
    const example = /```json5\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
    const { map } = (await parseConfig(`{${example}}`)).config.identity.oidc["corp"] ?? expect.unreachable();
    expect(map.map(({ role, tier, service }) => [role, tier, service])).toEqual([
      ["operator", "A", false],
      ["user", "B", false],
      ["user", "C", true],
    ]);
  });
});
