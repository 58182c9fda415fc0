import { open } from "node:fs/promises";

/** A line without its line feed, and the offset of its first byte. `complete` is false for bytes behind the last line feed. */
export interface Line {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly complete: boolean;
  /** The line again, with one byte in front that may be overwritten: the place for a domain-separation prefix. */
  readonly prefixed: Buffer;
}

const chunkBytes = 1 << 20;

/**
 * Reads a file line by line in bounded memory, a batch of lines a step; a line is valid until the next step. A line of
 * more than 1 MiB comes in pieces, as if it were several.
 */
export async function* readLines(path: string, from = 0): AsyncGenerator<readonly Line[]> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(chunkBytes + 1);
    let filled = 1;
    let offset = from;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled - 1);
      filled += bytesRead;
      const lines = splitLines(buffer, filled, offset);
      const last = lines.at(-1);
      let used = last === undefined ? 1 : last.offset - offset + 1 + last.bytes.length + 1;
      if (bytesRead === 0 && used < filled) lines.push(lineAt(buffer, used, filled, offset, false));
      if (lines.length === 0 && filled === buffer.length) {
        lines.push(lineAt(buffer, 1, filled, offset, true));
        used = filled;
      }
      if (lines.length > 0) yield lines;
      if (bytesRead === 0) return;
      buffer.copyWithin(1, used, filled);
      offset += used - 1;
      filled -= used - 1;
    }
  } finally {
    await file.close();
  }
}

function splitLines(buffer: Buffer, filled: number, offset: number): Line[] {
  const lines: Line[] = [];
  let start = 1;
  for (;;) {
    const end = buffer.indexOf(0x0a, start);
    if (end < 0 || end >= filled) return lines;
    lines.push(lineAt(buffer, start, end, offset, true));
    start = end + 1;
  }
}

function lineAt(buffer: Buffer, start: number, end: number, offset: number, complete: boolean): Line {
  return {
    bytes: buffer.subarray(start, end),
    offset: offset + start - 1,
    complete,
    prefixed: buffer.subarray(start - 1, end),
  };
}
