import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { StoreUnusable } from "../errors.ts";

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * The key in a file of mode 0600, which is made when it is missing.
 * @throws {StoreUnusable} when it cannot be read, or holds no key.
 */
export function openKeyFile(path: string): Uint8Array {
  try {
    makeOnce(path);
    chmodSync(path, 0o600);
    const key = readFileSync(path);
    if (key.length === keyBytes) return key;
    throw new Error(`it has ${key.length} bytes in place of ${keyBytes}`);
  } catch (cause) {
    throw new StoreUnusable(`the key file ${path} cannot be used: ${(cause as Error).message}`, {
      cause,
      fix: "restore it from a backup, or remove it: what was sealed with it is then lost",
    });
  }
}

function makeOnce(path: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      writeSync(file, randomBytes(keyBytes));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A key for one purpose, made from another that serves several. */
export function derivedKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", purpose, keyBytes));
}

/** The text encrypted with AES-256-GCM, in base64; it opens only with the same key and for the same `place`. */
export function seal(text: string, place: string, key: Uint8Array): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** What was sealed, `undefined` when it was sealed otherwise or has been changed since. */
export function unseal(sealed: string, place: string, key: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}
