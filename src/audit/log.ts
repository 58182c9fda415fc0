import { mkdirSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { JsonObject } from "../decision/index.ts";
import { AuditUnwritable, SallyportError } from "../errors.ts";
import { checkpointText } from "./checkpoint.ts";
import { type Disk, realDisk, syncDirectory } from "./disk.ts";
import { type LogPaths, logPaths } from "./files.ts";
import { lockLog } from "./lock.ts";
import type { NoteSigner } from "./note.ts";
import { openSigner, scanForWriting } from "./opening.ts";
import { RangeReader } from "./range.ts";
import { type AuditEntry, type AuditRecord, maxGroup } from "./record.ts";
import { fitting } from "./recordable.ts";
import { recordRepairs, setAside, writeAgain } from "./recovery.ts";
import type { Scan } from "./scan.ts";
import { type GrowingTree, leafHash } from "./tree.ts";

/** How to open a log. */
export interface AuditOptions {
  /** The signing key, PKCS #8 PEM, mode 0600; made on first use. One key signs one log. */
  readonly keyFile: string;
  /** Identity of the log, first line of its checkpoints; default `sallyport.local/audit`. */
  readonly origin?: string;
  /** Takes secrets out of a body before it is written: the sink redacts, whatever the caller forgot. */
  readonly redact?: (body: JsonObject) => JsonObject;
  readonly disk?: Disk;
  readonly now?: () => number;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: (place: { index: number; hash: string }) => void;
  readonly reject: (error: Error) => void;
}

/** A record whose place in the log is settled. */
interface Placed extends Waiting {
  readonly record: AuditRecord;
  readonly line: string;
  readonly hash: string;
}

/**
 * The append-only log. It has one writer, and each group of records is synced to the disk and then put under a signed
 * checkpoint, synced too, before any of it is acknowledged. So an acknowledged record survives a crash, and one that is
 * later edited, moved, cut off or dropped is detected. What no log can show by itself is that its directory was put back
 * to an older state as a whole: compare its checkpoint with a copy kept elsewhere.
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
  #durable: number;
  #head: string;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
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
    this.#durable = scan.tree.size;
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
   * Opens the log in a directory, made with mode 0700 when missing, and verifies all of it. A torn last line is moved
   * aside, whole records behind the last checkpoint are kept; either is recorded.
   * @throws {AuditLocked | AuditTampered | AuditUnwritable} when somebody else writes it, it is not what was last signed,
   *   or the disk does not take it.
   */
  static async open(directory: string, options: AuditOptions): Promise<AuditLog> {
    const { keyFile, origin = "sallyport.local/audit", disk = realDisk } = options;
    const paths = logPaths(directory);
    let unlock: (() => void) | undefined;
    let file: FileHandle | undefined;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      await syncDirectory(dirname(directory));
      unlock = lockLog(paths.lock);
      const signer = await openSigner(paths, keyFile, origin, disk);
      const scan = await scanForWriting(paths, signer.vkey);
      const found = scan.tree.size;
      const signed = scan.atCheckpoint;
      if (scan.torn !== undefined) await setAside(directory, paths, scan.torn, disk);
      if (found > signed.size) await writeAgain(paths, signed.offset);
      file = await disk.openAppend(paths.records);
      const log = new AuditLog(paths, scan, file, unlock, signer, options);
      await recordRepairs(directory, (entry) => log.append(entry));
      if (found > signed.size) await log.append(adoption(signed.size, found));
      return log;
    } catch (error) {
      await file?.close();
      unlock?.();
      throw error instanceof SallyportError ? error : unwritable(error);
    }
  }

  /** How many records the log has, those being written included. */
  get size(): number {
    return this.#tree.size;
  }

  /** How many records are durable: each of them can be read. */
  get durable(): number {
    return this.#durable;
  }

  /** What reads durable records by their index; whoever reads on keeps one. */
  reader(): Pick<RangeReader, "read"> {
    const reader = new RangeReader(dirname(this.#paths.records));
    return { read: (from, limit) => reader.read(from, Math.min(limit, this.#durable - from)) };
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

  /** Waits for what is being written, then lets the file and the lock go; once is enough. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#flushing;
    this.#fatal ??= new AuditUnwritable("the audit log is closed");
    try {
      await this.#file.close();
    } finally {
      this.#unlock();
    }
  }

  async #flush(): Promise<void> {
    // Appends of the same turn of the event loop join the first group; while it is written, the next one gathers.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#fatal === undefined) {
      await this.#write(this.#waiting.splice(0, maxGroup));
    }
    this.#flushing = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const placed = group.flatMap((waiting) => this.#place(waiting) ?? []);
    if (placed.length === 0) return;
    try {
      await this.#disk.append(this.#file, Buffer.from(placed.map(({ line }) => `${line}\n`).join("")));
      await this.#disk.sync(this.#file);
      await this.#sign();
    } catch (cause) {
      return this.#fail(placed, cause);
    }
    // INVARIANT: nothing is acknowledged before this line.
    for (const { record, hash, resolve } of placed) {
      resolve({ index: record.index, hash });
      this.#durable = record.index + 1;
      this.#tell(record);
    }
  }

  /** Gives an entry its place in chain and tree; one that cannot be a record is rejected and takes none. */
  #place(waiting: Waiting): Placed | undefined {
    const { kind, body } = waiting.entry;
    try {
      const time = new Date(this.#now()).toISOString();
      const redacted = this.#redact(body);
      const { record, line } = fitting({ v: 1, index: this.#tree.size, time, kind, body: redacted, prev: this.#head });
      const leaf = leafHash(Buffer.from(line));
      this.#tree.append(leaf);
      this.#head = leaf.toString("hex");
      return { ...waiting, record, line, hash: this.#head };
    } catch (cause) {
      waiting.reject(new AuditUnwritable(`this cannot be recorded: ${(cause as Error).message}`, { cause }));
      return undefined;
    }
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
    this.#fatal = unwritable(cause);
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#fatal);
  }
}

/** Says which records a crash left durable but unsigned: nobody may have been told of them. */
function adoption(from: number, to: number): AuditEntry {
  return { kind: "lifecycle", body: { event: "unsigned-kept", from, records: to - from } };
}

function unwritable(cause: unknown): AuditUnwritable {
  return new AuditUnwritable(`the audit log cannot be written: ${(cause as Error).message}`, {
    cause,
    fix: "free disk space or repair the disk, then restart; everything is denied until then",
  });
}
