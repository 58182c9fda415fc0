import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import { ProofMalformed } from "../errors.ts";

const ed25519 = 0x01;

/** Signs notes under a name (C2SP signed-note). */
export interface NoteSigner {
  readonly name: string;
  /** The public half in the form `name+hex(id)+base64(type ‖ key)`. */
  readonly vkey: string;
  sign(text: string): string;
}

/** Checks notes signed under a name. */
export interface NoteVerifier {
  readonly name: string;
  /** True for a note with a good signature of this key and no bad one; its text is then what was signed. */
  verify(note: string): { readonly text: string } | undefined;
}

/** @throws {ProofMalformed} when the name may not be used in a note. */
export function noteSigner(name: string, key: KeyObject): NoteSigner {
  requireName(name);
  const publicKey = rawPublicKey(createPublicKey(key));
  const id = keyId(name, publicKey);
  return {
    name,
    vkey: `${name}+${id.toString("hex")}+${Buffer.concat([Buffer.of(ed25519), publicKey]).toString("base64")}`,
    sign(text) {
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)]);
      return `${text}\n— ${name} ${signature.toString("base64")}\n`;
    },
  };
}

/** @throws {ProofMalformed} when the vkey is not one of an Ed25519 key. */
export function noteVerifier(vkey: string): NoteVerifier {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(vkey);
  const raw = Buffer.from(match?.[3] ?? "", "base64");
  const name = match?.[1] ?? "";
  const publicKey = raw.subarray(1);
  const id = keyId(name, publicKey);
  if (match === null || raw.length !== 33 || raw[0] !== ed25519 || id.toString("hex") !== match[2]) {
    throw new ProofMalformed("this is not the verifier key of an Ed25519 note", { fix: "expected name+hash+key" });
  }
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: "der", type: "spki" });
  return {
    name,
    verify(note) {
      const parts = splitNote(note);
      if (parts === undefined) return undefined;
      const mine = parts.signatures.filter((s) => s.name === name && s.bytes.subarray(0, 4).equals(id));
      const good = mine.every((s) => verify(null, Buffer.from(parts.text), key, s.bytes.subarray(4)));
      return mine.length > 0 && good ? { text: parts.text } : undefined;
    },
  };
}

/** PKCS #8 text to the key itself. */
export function readSigningKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new ProofMalformed("the signing key is not an Ed25519 key");
  return key;
}

const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(spkiPrefix.length);
}

function keyId(name: string, publicKey: Uint8Array): Buffer {
  const input = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ed25519), publicKey]);
  return hash("sha256", input, "buffer").subarray(0, 4);
}

interface NoteParts {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly bytes: Buffer }[];
}

function splitNote(note: string): NoteParts | undefined {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined;
  const signatures = [];
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const match = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    const bytes = Buffer.from(match?.[2] ?? "", "base64");
    // A note has one spelling: base64 with stray bits would let a byte change unnoticed.
    if (match === null || bytes.length < 5 || bytes.toString("base64") !== match[2]) return undefined;
    signatures.push({ name: match[1] as string, bytes });
  }
  return signatures.length <= 64 ? { text: note.slice(0, end + 1), signatures } : undefined;
}

function requireName(name: string): void {
  if (!/^[^\s+]+$/u.test(name))
    throw new ProofMalformed(`"${name}" cannot name a note`, { fix: "use no spaces and no +" });
}
