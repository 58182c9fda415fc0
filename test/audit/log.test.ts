import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Disk,
  decisionEntry,
  realDisk,
  receipt,
  tailLog,
  verifyLog,
  verifyReceipt,
} from "../../src/audit/index.ts";
import { note, openLog, place, written } from "./places.ts";

describe("audit log", () => {
  it("[AU-1] verifies what was appended, one canonical line a record", async () => {
    const { directory } = await written(300);
    expect(await verifyLog(directory)).toMatchObject({ ok: true, records: 300, signed: 300 });
    const lines = readFileSync(join(directory, "records.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).index)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777, file).toBe(0o600);
  });

  it("[AU-1] names the record, whichever byte of whichever file is changed", async () => {
    const where = await written(6);
    const { directory } = where;
    writeFileSync(join(directory, "records.jsonl"), "a torn line", { flag: "a" });
    await (await openLog(where)).close();
    const files = readdirSync(directory).filter((file) => statSync(join(directory, file)).size > 0);
    expect(files).toEqual(["checkpoint", "records.jsonl", expect.stringMatching(/^torn-/), "vkey"]);
    const originals = new Map(files.map((file) => [file, readFileSync(join(directory, file))]));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, offset, mask) => {
          const original = originals.get(file) as Buffer;
          const at = offset % original.length;
          const copy = Buffer.from(original);
          copy[at] = (copy[at] as number) ^ mask;
          writeFileSync(join(directory, file), copy);
          const { ok, problem } = await verifyLog(directory);
          writeFileSync(join(directory, file), original);
          expect(ok, `${file} at ${at}`).toBe(false);
          if (file === "records.jsonl")
            expect(problem?.index).toBe(original.subarray(0, at).filter((b) => b === 0x0a).length);
        },
      ),
      { numRuns: 600 },
    );
    expect(await verifyLog(directory)).toMatchObject({ ok: true });
  });

  it("[AU-1] detects deleted, reordered, inserted and cut off records, and a log that was swapped for an older one", async () => {
    const where = await written(6);
    const path = join(where.directory, "records.jsonl");
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const attacks: [string, string[]][] = [
      ["deletes", lines.toSpliced(2, 1)],
      ["reorders", lines.with(2, lines[3] as string).with(3, lines[2] as string)],
      ["inserts", lines.toSpliced(2, 0, lines[2] as string)],
      ["cuts off", lines.slice(0, 4)],
      ["empties", []],
    ];
    for (const [what, changed] of attacks) {
      writeFileSync(path, changed.map((line) => `${line}\n`).join(""));
      expect((await verifyLog(where.directory)).ok, what).toBe(false);
      await expect(openLog(where), what).rejects.toMatchObject({ code: "ERR_AUDIT_TAMPERED" });
    }
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
    rmSync(join(where.directory, "checkpoint"));
    await expect(openLog(where)).rejects.toMatchObject({ code: "ERR_AUDIT_TAMPERED" });
  });

  it("[AU-1] detects a history rewritten with a fresh key, once the real key is known", async () => {
    const real = await written(3);
    const forged = await written(3);
    cpSync(forged.directory, real.directory, { recursive: true });
    expect((await verifyLog(real.directory)).ok).toBe(true);
    expect((await verifyLog(real.directory, { vkey: real.vkey })).ok).toBe(false);
    await expect(openLog(real)).rejects.toMatchObject({ code: "ERR_AUDIT_TAMPERED" });
  });

  it("[AU-2] goes on where it stopped", async () => {
    const where = await written(3);
    const log = await openLog(where);
    expect((await log.append(note("next"))).index).toBe(3);
    await log.close();
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 4 });
  });

  it("[AU-2] repairs a torn last line, keeps its bytes and records that it did", async () => {
    const where = await written(3);
    const path = join(where.directory, "records.jsonl");
    writeFileSync(path, '{"body":{"event":"half', { flag: "a" });
    const log = await openLog(where);
    await log.close();
    const last = (await tailLog(where.directory, 1))[0];
    expect(last).toMatchObject({ index: 3, kind: "lifecycle", body: { event: "tail-repaired", bytes: 22 } });
    expect(readFileSync(join(where.directory, last?.body["file"] as string), "utf8")).toBe('{"body":{"event":"half');
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 4 });
  });

  it("[AU-1] has one writer", async () => {
    const where = place();
    const log = await openLog(where);
    await expect(openLog(where)).rejects.toMatchObject({ code: "ERR_AUDIT_LOCKED" });
    await log.close();
    await (await openLog(where)).close();
  });

  it("[AU-2] acknowledges nothing that the disk did not take, and takes no more", async () => {
    const enospc = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    const faults: Partial<Disk>[] = [
      { append: () => Promise.reject(enospc) },
      { sync: () => Promise.reject(new Error("EIO: i/o error")) },
      {
        append: async (file: FileHandle, bytes: Buffer) => {
          await file.write(bytes, 0, 10);
          throw enospc;
        },
      },
    ];
    for (const fault of faults) {
      let broken = false;
      const disk: Disk = {
        ...realDisk,
        append: (file, bytes) => ((broken && fault.append) || realDisk.append)(file, bytes),
        sync: (file) => ((broken && fault.sync) || realDisk.sync)(file),
      };
      const where = place();
      const log = await openLog(where, { disk });
      await log.append(note("kept"));
      broken = true;
      const results = await Promise.allSettled([log.append(note("a")), log.append(note("b"))]);
      expect(results.map((r) => r.status)).toEqual(["rejected", "rejected"]);
      broken = false;
      await expect(log.append(note("c"))).rejects.toMatchObject({ code: "ERR_AUDIT_UNWRITABLE" });
      expect(log.fault).toContain("cannot be written");
      await log.close();
      const again = await openLog(where);
      expect((await again.append(note("after"))).index).toBeGreaterThanOrEqual(1);
      await again.close();
      expect((await verifyLog(where.directory)).ok).toBe(true);
    }
  });

  it("[AU-2] acknowledges nothing whose checkpoint could not be put in place", async () => {
    let broken = false;
    const disk: Disk = {
      ...realDisk,
      replace: (path, text) => (broken ? Promise.reject(new Error("EIO")) : realDisk.replace(path, text)),
    };
    const log = await openLog(place(), { disk });
    broken = true;
    await expect(log.append(note("a"))).rejects.toMatchObject({ code: "ERR_AUDIT_UNWRITABLE" });
    await log.close();
  });

  it("[SP-9] can record anything a decision may hold, in a bounded line", async () => {
    const where = place();
    const log = await openLog(where);
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const bodies = [
      cycle,
      { a: "x".repeat(1e6) },
      { n: Number.NaN, s: "\ud800", f: () => 1 },
      Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`k${i}`, "v".repeat(100)])),
    ];
    for (const body of bodies) await log.append({ kind: "decision", body: body as never });
    await log.close();
    for (const line of readFileSync(join(where.directory, "records.jsonl"), "utf8").split("\n"))
      expect(Buffer.byteLength(line)).toBeLessThan(65_536);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 4 });
  });

  it("[CC-1.1] redacts at the sink, whatever the caller forgot, and before long strings are cut", async () => {
    const where = place();
    const log = await openLog(where, {
      redact: (body) => JSON.parse(JSON.stringify(body).replaceAll("canary", "[redacted]")),
    });
    await log.append(note("a canary"));
    await log.append(note(`${"x".repeat(197)}canary${"y".repeat(2_000)}`));
    await log.append(
      decisionEntry({ evaluation: "e", request: `${"x".repeat(196)}canary${"y".repeat(2_000)}` } as never),
    );
    await log.close();
    expect(readFileSync(where.records, "utf8")).not.toContain("xcan");
    expect(readFileSync(where.records, "utf8")).not.toContain("canary");
  });

  it("tells listeners each record once, in order, after it is durable", async () => {
    const where = place();
    const log = await openLog(where);
    const seen: number[] = [];
    log.subscribe(() => {
      throw new Error("a listener's own fault");
    });
    const stop = log.subscribe(({ index }) => {
      expect(readFileSync(join(where.directory, "records.jsonl"), "utf8")).toContain(`"index":${index},`);
      seen.push(index);
    });
    await Promise.all([0, 1, 2].map((i) => log.append(note(`${i}`))));
    stop();
    await log.append(note("unheard"));
    await log.close();
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe("receipt", () => {
  it("[NB-5] proves any record offline with nothing but the public key", async () => {
    const { directory, vkey } = await written(21);
    for (const index of [0, 1, 15, 16, 20]) {
      const check = verifyReceipt(await receipt(directory, index), vkey);
      expect(check).toMatchObject({ ok: true, index });
      expect(JSON.parse(check.record as string).index).toBe(index);
    }
    await expect(receipt(directory, 21)).rejects.toMatchObject({ code: "ERR_PROOF_MALFORMED" });
  });

  it("[NB-5] does not prove what was changed, nor under another key", async () => {
    const { directory, vkey } = await written(9);
    const good = await receipt(directory, 4);
    const other = await written(1);
    expect(verifyReceipt(good, other.vkey).ok).toBe(false);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 127 }), (offset, mask) => {
        const bytes = Buffer.from(good);
        const at = offset % bytes.length;
        bytes[at] = (bytes[at] as number) ^ mask;
        expect(verifyReceipt(bytes.toString("utf8"), vkey).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string(), (text) => !verifyReceipt(text, vkey).ok));
  });
});
