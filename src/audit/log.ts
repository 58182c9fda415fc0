import { generateKeyPairSync, hash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonObject } from "../decision/index.ts";
import { AuditTampered, AuditUnwritable } from "../errors.ts";
import { checkpointText } from "./checkpoint.ts";
import { type Disk, realDisk } from "./disk.ts";
import { type LogPaths, logPaths } from "./files.ts";
import { lockLog } from "./lock.ts";
import { type NoteSigner, noteSigner, readSigningKey } from "./note.ts";
import { type AuditEntry, type AuditRecord, recordLine } from "./record.ts";
import { fitting } from "./recordable.ts";
import { type Scan, scanRecords } from "./scan.ts";
import { type GrowingTree, leafHash } from "./tree.ts";
import { readSignedCheckpoint } from "./verify.ts";

/** How to open a log. */
export interface AuditOptions {
  /** The signing key, PKCS #8 PEM, mode 0600; made on first use. */
  readonly keyFile: string;
  /** Identity of the log, first line of its checkpoints; default `sallyport.local/audit`. */
  readonly origin?: string;
  /** Takes secrets out of a body before it is written: the sink redacts, whatever the caller forgot. */
  readonly redact?: (body: JsonObject) => JsonObject;
  readonly disk?: Disk;
  readonly now?: () => number;
}

/** Records written together at most. */
const maxBatch = 256;

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: (place: { index: number; hash: string }) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The append-only log. One writer; each group of records is on the disk, and then under a signed checkpoint, before any
 * of it is acknowledged, so an acknowledged record that later disappears is always detected.
 */
export class AuditLog {
  readonly vkey: string;
  readonly #paths: LogPaths;
  readonly #disk: Disk;
  readonly #now: () => number;
  readonly #redact: (body: JsonObject) => JsonObject;
  readonly #signer: NoteSigner;
  readonly #file: FileHandle;
  readonly #unlock: () => void;
  readonly #tree: GrowingTree;
  readonly #listeners = new Set<(record: AuditRecord) => void>();
  #head: string;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #fatal: AuditUnwritable | undefined;

  private constructor(
    paths: LogPaths,
    scan: Scan,
    file: FileHandle,
    unlock: () => void,
    signer: NoteSigner,
    options: AuditOptions,
  ) {
    this.#paths = paths;
    this.#tree = scan.tree;
    this.#head = scan.head;
    this.#file = file;
    this.#unlock = unlock;
    this.#signer = signer;
    this.#disk = options.disk ?? realDisk;
    this.#now = options.now ?? Date.now;
    this.#redact = options.redact ?? ((body) => body);
    this.vkey = signer.vkey;
  }

  /**
   * Opens the log in a directory, made with mode 0700 when missing. A torn last line is moved aside and recorded.
   * @throws {AuditLocked | AuditTampered} when somebody else writes it, or it is not what was last signed.
   */
  static async open(directory: string, options: AuditOptions): Promise<AuditLog> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const paths = logPaths(directory);
    const unlock = lockLog(paths.lock);
    try {
      const signer = openSigner(paths, options);
      const scan = await scanForWriting(paths, signer.vkey);
      const repaired = scan.torn && moveAside(directory, paths, scan.torn, options.now ?? Date.now);
      const file = await (options.disk ?? realDisk).openAppend(paths.records);
      const log = new AuditLog(paths, scan, file, unlock, signer, options);
      // An empty log is signed too, so that a log without a checkpoint is always one that lost it.
      if (repaired === undefined) await log.#sign();
      else await log.append({ kind: "lifecycle", body: repaired });
      return log;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** How many records the log has. */
  get size(): number {
    return this.#tree.size;
  }

  /** Why the log takes no more records; `undefined` while it does. */
  get fault(): string | undefined {
    return this.#fatal?.message;
  }

  /**
   * Appends one record; resolves when it is on the disk and under a signed checkpoint. Rejects with AuditUnwritable when
   * that failed, as does every later append until the log is opened again.
   */
  append(entry: AuditEntry): Promise<{ readonly index: number; readonly hash: string }> {
    return new Promise((resolve, reject) => {
      if (this.#fatal !== undefined) return reject(this.#fatal);
      this.#waiting.push({ entry, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Calls the listener with each record once it is durable, in order; returns what stops it. */
  subscribe(listener: (record: AuditRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for what is being written, then lets the file and the lock go. */
  async close(): Promise<void> {
    await this.#flushing;
    this.#fatal ??= new AuditUnwritable("the audit log is closed");
    await this.#file.close();
    this.#unlock();
  }

  async #flush(): Promise<void> {
    // Appends of the same turn of the event loop join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#fatal === undefined) {
      await this.#write(this.#waiting.splice(0, maxBatch));
    }
    this.#flushing = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const records = group.map(({ entry, resolve }) => ({ ...this.#extend(entry), resolve }));
      await this.#disk.append(this.#file, Buffer.from(records.map(({ line }) => `${line}\n`).join("")));
      await this.#disk.sync(this.#file);
      await this.#sign();
      // INVARIANT: nothing is acknowledged before this line.
      for (const { record, hash: leaf, resolve } of records) {
        resolve({ index: record.index, hash: leaf });
        this.#tell(record);
      }
    } catch (cause) {
      this.#fail(group, cause);
    }
  }

  /** The next record and its line; the tree and the chain already count it. */
  #extend(entry: AuditEntry): Extended {
    const time = new Date(this.#now()).toISOString();
    const record = fitting({
      v: 1,
      index: this.#tree.size,
      time,
      kind: entry.kind,
      body: this.#redact(entry.body),
      prev: this.#head,
    });
    const line = recordLine(record);
    const leaf = leafHash(Buffer.from(line));
    this.#tree.append(leaf);
    this.#head = leaf.toString("hex");
    return { record, line, hash: this.#head };
  }

  async #sign(): Promise<void> {
    const checkpoint = { origin: this.#signer.name, size: this.#tree.size, root: this.#tree.root() };
    await this.#disk.replace(this.#paths.checkpoint, this.#signer.sign(checkpointText(checkpoint)));
  }

  #tell(record: AuditRecord): void {
    for (const listener of this.#listeners) {
      try {
        listener(record);
      } catch {
        // A listener cannot undo what is durable, nor keep the others from hearing of it.
      }
    }
  }

  /** After a failed write or sync nobody knows what the disk holds: a retry that succeeds would prove nothing. */
  #fail(group: readonly Waiting[], cause: unknown): void {
    this.#fatal = new AuditUnwritable(`the audit log cannot be written: ${(cause as Error).message}`, {
      cause,
      fix: "free disk space or repair the disk, then restart; everything is denied until then",
    });
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#fatal);
  }
}

interface Extended {
  readonly record: AuditRecord;
  readonly line: string;
  readonly hash: string;
}

function openSigner(paths: LogPaths, options: AuditOptions): NoteSigner {
  const { keyFile, origin = "sallyport.local/audit" } = options;
  if (!existsSync(keyFile)) {
    if (existsSync(paths.checkpoint)) {
      throw new AuditTampered(`the signing key ${keyFile} of the audit log is missing`, {
        fix: "restore it from a backup, or start a new log",
      });
    }
    mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), {
      mode: 0o600,
      flag: "wx",
      flush: true,
    });
  }
  chmodSync(keyFile, 0o600);
  const signer = noteSigner(origin, readSigningKey(readFileSync(keyFile, "utf8")));
  if (!existsSync(paths.vkey)) writeFileSync(paths.vkey, `${signer.vkey}\n`, { mode: 0o600, flush: true });
  return signer;
}

async function scanForWriting(paths: LogPaths, vkey: string): Promise<Scan> {
  const isNew = !existsSync(paths.checkpoint) && !existsSync(paths.records);
  const signed = isNew ? undefined : await readSignedCheckpoint(paths, vkey);
  const scan = await scanRecords(paths.records, { ...(signed && "size" in signed && { checkpointSize: signed.size }) });
  const what = scan.problem?.what ?? checkpointFault(signed, scan);
  if (what === undefined) return scan;
  throw new AuditTampered(`record ${scan.problem?.index ?? scan.tree.size} of the audit log: ${what}`, {
    fix: "keep the directory as evidence, see `sallyport audit verify`, then start a new log in another directory",
  });
}

function checkpointFault(
  signed: Awaited<ReturnType<typeof readSignedCheckpoint>> | undefined,
  scan: Scan,
): string | undefined {
  if (signed === undefined) return undefined;
  if ("what" in signed) return signed.what;
  if (scan.rootAtCheckpoint === undefined) return `${signed.size} records were signed, fewer are left`;
  return scan.rootAtCheckpoint.equals(signed.root) ? undefined : "the records are not those that were signed";
}

/** Takes the torn bytes out of the record file and keeps them in one of their own. */
function moveAside(directory: string, paths: LogPaths, torn: NonNullable<Scan["torn"]>, now: () => number): JsonObject {
  const name = `torn-${now()}`;
  writeFileSync(join(directory, name), torn.bytes, { mode: 0o600, flag: "wx", flush: true });
  truncateSync(paths.records, torn.offset);
  return { event: "tail-repaired", bytes: torn.bytes.length, sha256: hash("sha256", torn.bytes, "hex"), file: name };
}
