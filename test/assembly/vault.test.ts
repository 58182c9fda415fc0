import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Vault } from "../../src/assembly/vault.ts";
import { openKeyFile, openSqliteStore } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";

const secret = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const token = "[redacted:github-token:0123456789abcdef]";
const ann = { agent: "main", principal: "ann" };
const day = 86_400_000;

function open(directory = tempDir()) {
  const clock = { now: 1_000 * day };
  const store = openSqliteStore(join(directory, "state.db"));
  const key = openKeyFile(join(directory, "vault.key"));
  return { directory, clock, store, key, vault: new Vault(store, key, () => clock.now) };
}

describe("the vault", () => {
  it("[OC-5] gives back what it kept, to the same owner and to nobody else, and after a restart", async () => {
    const { directory, store, vault } = open();
    await vault.keep(ann, new Map([[token, secret]]));
    expect(await vault.valueOf(ann, token)).toBe(secret);
    expect(await vault.valueOf({ ...ann, principal: "bob" }, token)).toBeUndefined();
    expect(await vault.valueOf({ ...ann, agent: "other" }, token)).toBeUndefined();
    await store.close();
    const again = open(directory);
    expect(await again.vault.valueOf(ann, token)).toBe(secret);
  });

  it("[OC-5] holds nothing that can be read without its key, which is its owner's alone", async () => {
    const { directory, store, vault, key } = open();
    await vault.keep(ann, new Map([[token, secret]]));
    await store.close();
    expect(readFileSync(join(directory, "state.db")).includes(secret)).toBe(false);
    expect(statSync(join(directory, "vault.key")).mode & 0o777).toBe(0o600);
    const stranger = new Vault(openSqliteStore(join(directory, "state.db")), key.slice().fill(7), Date.now);
    expect(await stranger.valueOf(ann, token)).toBeUndefined();
  });

  it("[OC-5] gives nothing for a row that was moved to another owner or changed", async () => {
    const { store, vault } = open();
    await vault.keep(ann, new Map([[token, secret]]));
    const [row] = await store.scan("vault");
    const moved = JSON.stringify(["main", "bob", token]);
    await store.put("vault", moved, row?.value ?? null);
    expect(await vault.valueOf({ ...ann, principal: "bob" }, token)).toBeUndefined();
    await store.put("vault", row?.key ?? "", { sealed: "AAAA", time: 1_000 * day });
    expect(await vault.valueOf(ann, token)).toBeUndefined();
  });

  it("[OC-5] forgets what was not seen for thirty days, and the oldest of more than ten thousand", async () => {
    const { clock, store, vault } = open();
    await vault.keep(ann, new Map([[token, secret]]));
    clock.now += 31 * day;
    expect(await vault.valueOf(ann, token)).toBeUndefined();
    for (let i = 0; i < 10_000; i++) await store.put("vault", `old-${i}`, { sealed: "", time: clock.now });
    await vault.keep(ann, new Map(Array.from({ length: 256 }, (_, i) => [`${token}${i}`, secret])));
    expect(await store.scan("vault")).toHaveLength(10_000);
    expect(await vault.valueOf(ann, `${token}255`)).toBe(secret);
  });

  it("refuses a key file that holds no key, and says what mends it", () => {
    const path = join(tempDir(), "vault.key");
    writeFileSync(path, "short");
    expect(() => openKeyFile(path)).toThrow(
      expect.objectContaining({ code: "ERR_STORE_UNUSABLE", fix: expect.any(String) }),
    );
  });
});
