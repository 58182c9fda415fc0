import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AuditRecord, type Disk, queryLog, realDisk, verifyLog } from "../../src/audit/index.ts";
import { note, openLog, type Place, place, written } from "./places.ts";

const tampered = expect.objectContaining({ code: "ERR_AUDIT_TAMPERED" });
const unwritable = expect.objectContaining({ code: "ERR_AUDIT_UNWRITABLE" });

/** The real disk until its `failing`th step of this kind, which fails as do all after it. */
function failingDisk(kind: "append" | "sync" | "replace", failing: number): Disk {
  let steps = 0;
  const guarded =
    <A extends unknown[], R>(step: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      ++steps >= failing ? Promise.reject(new Error("EIO: i/o error")) : step(...args);
  return { ...realDisk, [kind]: guarded(realDisk[kind] as (...args: unknown[]) => Promise<unknown>) };
}

async function lifecycle(where: Place, event: string): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of queryLog(where.directory, { kind: "lifecycle" })) {
    if (record.body["event"] === event) found.push(record);
  }
  return found;
}

describe("a start that was cut short", () => {
  it("[AU-2] of a new log can be repeated, wherever it was cut", async () => {
    for (let failing = 1; failing <= 4; failing++) {
      const where = place();
      await expect(openLog(where, { disk: failingDisk("replace", failing) })).rejects.toEqual(unwritable);
      const log = await openLog(where);
      expect(await log.append(note("first"))).toMatchObject({ index: 0 });
      await log.close();
      expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 1 });
    }
  });

  it("[AU-2] while it repaired a torn line is repeated, and the repair recorded, wherever it was cut", async () => {
    const cuts: Disk[] = [
      failingDisk("replace", 1),
      failingDisk("append", 1),
      failingDisk("sync", 1),
      failingDisk("replace", 2),
    ];
    for (const disk of cuts) {
      const where = await written(3);
      writeFileSync(where.records, '{"body":{"half', { flag: "a" });
      await expect(openLog(where, { disk })).rejects.toEqual(unwritable);
      const log = await openLog(where);
      await log.append(note("after"));
      await log.close();
      const repairs = await lifecycle(where, "tail-repaired");
      expect(repairs).toHaveLength(1);
      const file = repairs[0]?.body["file"] as string;
      expect(readdirSync(where.directory).filter((name) => name.startsWith("torn-"))).toEqual([file]);
      expect(readFileSync(`${where.directory}/${file}`, "utf8")).toBe('{"body":{"half');
      expect(await verifyLog(where.directory)).toMatchObject({ ok: true });
    }
  });
});

describe("records behind the last checkpoint", () => {
  it("[AU-2] are kept after a crash, signed and told apart", async () => {
    const where = await written(3);
    const log = await openLog(where, { disk: failingDisk("replace", 1) });
    await expect(log.append(note("durable, never acknowledged"))).rejects.toEqual(unwritable);
    await log.close();
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 4, signed: 3 });
    await (await openLog(where)).close();
    expect(await lifecycle(where, "unsigned-kept")).toMatchObject([{ index: 4, body: { from: 3, records: 1 } }]);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 5, signed: 5 });
  });

  it("[AU-1] are refused when they are more than one group: then the checkpoint is an old one", async () => {
    const where = await written(10);
    const old = readFileSync(where.checkpoint);
    await written(256, where);
    const newest = readFileSync(where.checkpoint);
    writeFileSync(where.checkpoint, old);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 266, signed: 10 });
    writeFileSync(where.checkpoint, newest);
    await written(1, where);
    writeFileSync(where.checkpoint, old);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: false, problem: { index: 10 } });
    await expect(openLog(where)).rejects.toEqual(tampered);
  });
});

describe("a damaged log", () => {
  it("[AU-1] is refused when its key is there and it is gone, wholly or in part", async () => {
    for (const gone of ["directory", "records", "checkpoint"] as const) {
      const where = await written(2);
      rmSync(where[gone], { recursive: true });
      await expect(openLog(where), gone).rejects.toEqual(tampered);
    }
  });

  it("[AU-1] is refused when its key is gone, was replaced or is none", async () => {
    const where = await written(2);
    const other = await written(2);
    cpSync(other.keyFile, where.keyFile);
    await expect(openLog(where)).rejects.toEqual(tampered);
    writeFileSync(where.keyFile, "no key");
    await expect(openLog(where)).rejects.toEqual(tampered);
    rmSync(where.keyFile);
    await expect(openLog(where)).rejects.toEqual(tampered);
  });

  it("[AU-1] is refused when a signed record is torn, not repaired", async () => {
    const where = await written(3);
    truncateSync(where.records, readFileSync(where.records).length - 1);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: false, problem: { index: 2 } });
    await expect(openLog(where)).rejects.toEqual(tampered);
  });

  it("[AU-1] is refused when a whole line that is no record follows", async () => {
    const where = await written(3);
    for (const line of ["", "{}", "x".repeat(3_000_000)]) {
      const original = readFileSync(where.records);
      writeFileSync(where.records, `${line}\n`, { flag: "a" });
      expect(await verifyLog(where.directory)).toMatchObject({ ok: false, problem: { index: 3 } });
      await expect(openLog(where)).rejects.toEqual(tampered);
      writeFileSync(where.records, original);
    }
    await (await openLog(where)).close();
  });
});

describe("a log at work", () => {
  it("[AU-1] verifies while a record is half written", async () => {
    const where = await written(3);
    writeFileSync(where.records, '{"body":', { flag: "a" });
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 3, unfinished: 8 });
  });

  it("[AU-1] verifies while records are appended", async () => {
    const where = place();
    const log = await openLog(where);
    let stop = false;
    const appending = (async () => {
      while (!stop) await Promise.all(Array.from({ length: 300 }, () => log.append(note("x"))));
    })();
    for (let i = 0; i < 15; i++) expect((await verifyLog(where.directory)).problem).toBeUndefined();
    stop = true;
    await appending;
    await log.close();
  });

  it("[AU-2] writes on after a short write, and gives up when the disk takes nothing", async () => {
    const taken: string[] = [];
    const short = (most: number) => ({
      write: async (bytes: Buffer, offset: number, length: number) => {
        const bytesWritten = Math.min(most, length);
        taken.push(bytes.toString("utf8", offset, offset + bytesWritten));
        return { bytesWritten, buffer: bytes };
      },
    });
    await realDisk.append(short(3) as never, Buffer.from("a whole line\n"));
    expect(taken.join("")).toBe("a whole line\n");
    await expect(realDisk.append(short(0) as never, Buffer.from("x"))).rejects.toThrow("no more bytes");
  });

  it("[SP-9] rejects only the entry that cannot be recorded", async () => {
    const where = place();
    const redact = (body: AuditRecord["body"]) => {
      if (body["event"] === "poison") throw new Error("the redactor failed");
      return body;
    };
    const log = await openLog(where, { redact });
    const results = await Promise.allSettled(["a", "poison", "b"].map((event) => log.append(note(event))));
    expect(results.map((r) => (r.status === "fulfilled" ? r.value.index : r.reason.code))).toEqual([
      0,
      "ERR_AUDIT_UNWRITABLE",
      1,
    ]);
    await log.close();
    await log.close();
    await expect(log.append(note("late"))).rejects.toEqual(unwritable);
    expect(await verifyLog(where.directory)).toMatchObject({ ok: true, records: 2 });
  });
});
