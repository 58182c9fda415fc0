import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openIntents } from "../../src/assembly/intents.ts";
import { queryLog } from "../../src/audit/index.ts";
import { homePaths, loadConfig } from "../../src/config/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { openInstallation, turn } from "../attacks/installation.ts";
import { tempDir } from "../fixtures/temp.ts";
import { audience, issuer, now, Parties, purchase } from "../intent/signer.ts";

const parties = new Parties();
const section = { issuers: { [issuer]: { jwks: [parties.issuer.jwk] } }, audience };

/** What verifies intents under a configuration, in a home of its own. */
async function opened(intent: object, home = tempDir()) {
  writeFileSync(homePaths(home).config, JSON.stringify({ intent }), { mode: 0o600 });
  const store = openSqliteStore(homePaths(home).state);
  onTestFinished(() => store.close());
  const { config } = await loadConfig(home);
  const verify = await openIntents(config, { home, store, now: () => now * 1_000 });
  return (chain: string) => verify?.(chain, purchase).then((verdict) => (verdict.ok ? "verified" : verdict.fault));
}

describe("a mandate", () => {
  it("[SP-3] is used once, of 20 presentations at the same time", async () => {
    const verify = await opened(section);
    const credential = parties.credential();
    const mandate = parties.mandate(credential);
    const chains = Array.from({ length: 20 }, () => [credential, mandate, parties.presentation(mandate)].join("~~"));
    expect(new Set(chains).size).toBe(20);
    const outcomes = await Promise.all(chains.map(verify));
    expect(outcomes.filter((outcome) => outcome === "verified")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "replayed")).toHaveLength(19);
  });

  it("[SP-3] stays used after a restart, in another chain of the same mandate", async () => {
    const home = tempDir();
    const mandate = (jti: string) => parties.chain({ mandate: { jti } });
    expect(await (await opened(section, home))(mandate("one"))).toBe("verified");
    const again = await opened(section, home);
    expect(await again(mandate("one"))).toBe("replayed");
    expect(await again(mandate("two"))).toBe("verified");
  });

  it("[SP-3] is not used up by a chain that is refused", async () => {
    const verify = await opened(section);
    expect(await verify(parties.chain({ presentation: { aud: "https://other.example" } }))).toBe("audience");
    expect(await verify(parties.chain())).toBe("verified");
  });
});

describe("the configuration of intents", () => {
  it("[SP-3] takes keys from a key set in a file, and refuses keys and files that are none", async () => {
    const home = tempDir();
    const file = (content: string) => writeFileSync(join(home, "keys.json"), content, { mode: 0o600 });
    const named = { ...section, issuers: { [issuer]: { file: "keys.json" } } };
    file(JSON.stringify({ keys: [parties.issuer.jwk] }));
    expect(await (await opened(named, home))(parties.chain())).toBe("verified");
    file("{}");
    await expect(opened(named, home)).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    const secret = { ...section, issuers: { [issuer]: { jwks: [{ ...parties.issuer.jwk, d: "AAAA" }] } } };
    await expect(opened(secret)).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    await expect(opened({ ...section, issuers: { [issuer]: {} } })).rejects.toMatchObject({
      code: "ERR_CONFIG_INVALID",
    });
  });
});

describe("the tool verifiable_intent", () => {
  const calling = (chain: string) => [
    { calls: [{ name: "verifiable_intent", arguments: { credential: chain, ...purchase } }] },
    { text: "done" },
  ];

  it.each([
    ["a chain that allows the act", true, {}],
    ["one that does not", false, { presentation: { nonce: "x" } }],
  ] as const)("[SP-3] [SP-9] leaves one decision and one outcome for %s", async (_, verified, alterations) => {
    const config = { agents: [{ id: "main", profile: "coding" }], intent: section };
    const { port, home } = await openInstallation(calling(parties.chain(alterations)), config, {
      now: () => now * 1_000,
    });
    const before = port.log.size;
    await turn(port, "buy it");
    const records = (await Array.fromAsync(queryLog(homePaths(home).audit, {}))).slice(before);
    const about = (kind: string) =>
      records.filter(
        (record) =>
          record.kind === kind &&
          JSON.stringify(record.body).includes(kind === "decision" ? "verifiable_intent" : '"verified"'),
      );
    expect(about("decision")).toHaveLength(1);
    expect(about("outcome")).toMatchObject([{ body: { detail: { verified } } }]);
  });
});
