import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ApproverSocketUnusable } from "../errors.ts";
import { replacePrivateFile } from "./private-files.ts";

/** A directory of one user alone, with a key in it and a socket to meet at. */
export interface LocalPlace {
  readonly socket: string;
  readonly key: Buffer;
}

/** The longest path that every system takes for a socket, in bytes. */
const longest = 100;
const keyBytes = 32;

/**
 * Makes the place to listen at: the directory, a key where there is none, and no socket of an earlier process.
 * @throws {ApproverSocketUnusable} when anything in it is not this user's alone.
 */
export async function makeLocalPlace(directory: string): Promise<LocalPlace> {
  const { socket, keyFile } = names(directory);
  if (Buffer.byteLength(socket) > longest) {
    throw new ApproverSocketUnusable(`the path ${socket} is too long for a socket`, {
      fix: "use a shorter SALLYPORT_HOME, or set approvals.socket.enabled to false",
    });
  }
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw unusable(directory, `cannot be made (${error.code})`);
  });
  await requireOwn(directory, "directory", 0o700);
  if ((await kindOf(keyFile)) === undefined) {
    await replacePrivateFile(keyFile, `${randomBytes(keyBytes).toString("hex")}\n`);
  }
  const key = await readKey(keyFile);
  if ((await kindOf(socket)) !== undefined) {
    // Left behind by a process that was killed: two gateways never share a home.
    await requireOwn(socket, "socket", 0o600);
    await unlink(socket);
  }
  return { socket, key };
}

/** Closes a socket that is being listened at to everybody else. @throws {ApproverSocketUnusable} */
export async function closeToOthers(socket: string): Promise<void> {
  // The directory has kept others out since before there was a socket.
  await chmod(socket, 0o600);
  await requireOwn(socket, "socket", 0o600);
}

/**
 * Finds the place where a gateway of this user listens.
 * @throws {ApproverSocketUnusable} when there is none, or anything in it is not this user's alone.
 */
export async function findLocalPlace(directory: string): Promise<LocalPlace> {
  const { socket, keyFile } = names(directory);
  await requireOwn(directory, "directory", 0o700);
  await requireOwn(socket, "socket", 0o600);
  return { socket, key: await readKey(keyFile) };
}

function names(directory: string): { readonly socket: string; readonly keyFile: string } {
  return { socket: join(directory, "socket"), keyFile: join(directory, "key") };
}

type Kind = "directory" | "socket" | "file" | "other";

async function kindOf(path: string): Promise<Kind | undefined> {
  return lstat(path).then(kind, (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw unusable(path, `cannot be looked at (${error.code})`);
  });
}

function kind(found: Awaited<ReturnType<typeof lstat>>): Kind {
  if (found.isDirectory()) return "directory";
  if (found.isSocket()) return "socket";
  return found.isFile() ? "file" : "other";
}

/** INVARIANT: it is what it should be and no link to it, this user owns it, and nobody else may do anything with it. */
async function requireOwn(path: string, expected: Kind, mode: number): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? absent(path) : unusable(path, `cannot be looked at (${error.code})`);
  });
  if (kind(found) !== expected) throw unusable(path, `is not a ${expected}`);
  if (found.uid !== process.getuid?.()) throw unusable(path, "belongs to another user");
  if ((found.mode & 0o777 & ~mode) !== 0) throw unusable(path, "is open to others");
}

async function readKey(path: string): Promise<Buffer> {
  await requireOwn(path, "file", 0o600);
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = await file.stat();
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw unusable(path, "is open to others");
    const text = (await file.readFile("utf8")).trim();
    if (!new RegExp(`^[0-9a-f]{${2 * keyBytes}}$`).test(text)) throw unusable(path, "holds no key");
    return Buffer.from(text, "hex");
  } finally {
    await file.close();
  }
}

function unusable(path: string, what: string): ApproverSocketUnusable {
  return new ApproverSocketUnusable(`${path} ${what}`, { fix: `look at it, remove it, and start the gateway again` });
}

function absent(path: string): ApproverSocketUnusable {
  return new ApproverSocketUnusable(`there is no ${path}`, {
    fix: "start the gateway with: sallyport serve, and leave approvals.socket.enabled on",
  });
}
