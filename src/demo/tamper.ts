import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Changes one byte in the middle of a log's record file, as somebody would who wants to hide something. */
export function flipByte(directory: string): number {
  const path = join(directory, "records.jsonl");
  const bytes = readFileSync(path);
  const offset = bytes.indexOf('"effect":"deny"') + 11;
  bytes[offset] = (bytes[offset] as number) ^ 0x01;
  writeFileSync(path, bytes);
  return offset;
}
