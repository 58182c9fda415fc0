import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { UsageInvalid } from "../../errors.ts";
import type { Leak } from "./leak.ts";

/** What is known and does not count again. The key makes the fingerprints; without it they cannot be compared. */
export interface Baseline {
  readonly key: Uint8Array;
  readonly known: ReadonlySet<string>;
}

/**
 * The baseline in a file, or a new one when there is no file and one may be made.
 * @throws {UsageInvalid} when the file is missing or no baseline.
 */
export async function readBaseline(path: string | undefined, make: boolean): Promise<Baseline> {
  const fresh = { key: randomBytes(32), known: new Set<string>() };
  if (path === undefined) return fresh;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (make && (error as NodeJS.ErrnoException).code === "ENOENT") return fresh;
    throw new UsageInvalid(`the baseline ${path} cannot be read`, { fix: "make it with --update-baseline" });
  }
  const baseline = parse(text);
  if (baseline === undefined)
    throw new UsageInvalid(`${path} is no baseline`, { fix: "make it with --update-baseline" });
  return baseline;
}

function parse(text: string): Baseline | undefined {
  try {
    const { version, key, known } = JSON.parse(text) as { version?: unknown; key?: unknown; known?: unknown };
    if (version !== 1 || typeof key !== "string" || !/^[0-9a-f]{64}$/.test(key)) return undefined;
    if (!Array.isArray(known) || !known.every((one) => typeof one === "string")) return undefined;
    return { key: Buffer.from(key, "hex"), known: new Set(known) };
  } catch {
    return undefined;
  }
}

/** Writes the baseline that knows these leaks and no others; it holds no secret. */
export async function writeBaseline(path: string, { key }: Baseline, leaks: readonly Leak[]): Promise<void> {
  const known = [...new Set(leaks.map(nameOf))].sort();
  const baseline = { version: 1, key: Buffer.from(key).toString("hex"), known };
  await writeFile(path, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

/** What a leak is known by: it stays the same when lines move. */
export function nameOf({ family, path, fingerprint }: Leak): string {
  return `${family} ${path} ${fingerprint}`;
}
