import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { AuditTampered, AuditUnwritable } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { readSigningKey } from "./note.ts";

/** A new Ed25519 key. */
export function newSigningKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

/**
 * The key in a file, which is set to mode 0600; `undefined` when the file is missing.
 * @throws {AuditTampered | AuditUnwritable} when the file holds no Ed25519 key, or cannot be read.
 */
export function loadSigningKey(path: string): KeyObject | undefined {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
    chmodSync(path, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new AuditUnwritable(`the signing key of the audit log cannot be read: ${(cause as Error).message}`, {
      cause,
      fix: `make ${path} readable for the user Sallyport runs as`,
    });
  }
  try {
    return readSigningKey(pem);
  } catch (cause) {
    const fix = "restore it from a backup";
    throw new AuditTampered(`${path} does not hold the signing key of an audit log`, { cause, fix });
  }
}

/** Puts a key in its file, mode 0600 in a directory of mode 0700, durably. */
export async function storeSigningKey(path: string, key: KeyObject, disk: Disk): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await disk.replace(path, key.export({ type: "pkcs8", format: "pem" }));
}
