import { type FileHandle, open } from "node:fs/promises";
import { logPaths } from "./files.ts";
import { readLines } from "./lines.ts";
import { type AuditRecord, maxLineBytes, readPlace } from "./record.ts";

/** Reads records by index: the place of the next one is remembered, any other is found by halving the file. */
export class RangeReader {
  readonly #path: string;
  #next = { index: 0, offset: 0 };

  constructor(directory: string) {
    this.#path = logPaths(directory).records;
  }

  /** The records from index `from` on, `limit` at most, without verifying them; fewer where the log ends. */
  async read(from: number, limit: number): Promise<readonly AuditRecord[]> {
    const found: AuditRecord[] = [];
    if (limit <= 0) return found;
    const start = from === this.#next.index ? this.#next.offset : await this.#offsetBefore(from);
    for await (const lines of readLines(this.#path, start)) {
      for (const { bytes, complete, offset } of lines) {
        const index = complete ? readPlace(bytes)?.index : undefined;
        if (index === undefined || index < from) continue;
        found.push(JSON.parse(bytes.toString("utf8")) as AuditRecord);
        this.#next = { index: index + 1, offset: offset + bytes.length + 1 };
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Where a line begins that is not behind the record, and near it. */
  async #offsetBefore(index: number): Promise<number> {
    await using file = await open(this.#path, "r");
    let [low, high] = [0, (await file.stat()).size];
    while (high - low > stretch) {
      const middle = low + Math.floor((high - low) / 2);
      const line = await lineBehind(file, middle);
      if (line === undefined || line.index > index) high = middle;
      else low = line.offset;
    }
    return low;
  }
}

/** Room for a line of any length behind a place in the midst of another. */
const stretch = 2 * (maxLineBytes + 1);

/** The first whole line that begins behind `offset`. */
async function lineBehind(file: FileHandle, offset: number): Promise<{ index: number; offset: number } | undefined> {
  const buffer = Buffer.alloc(stretch);
  const { bytesRead } = await file.read(buffer, 0, stretch, offset);
  const start = buffer.indexOf(0x0a) + 1;
  const end = buffer.indexOf(0x0a, start);
  if (start === 0 || end < 0 || end >= bytesRead) return undefined;
  const place = readPlace(buffer.subarray(start, end));
  return place && { index: place.index, offset: offset + start };
}
