import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { closeToOthers, findLocalPlace, makeLocalPlace } from "../../src/transport/index.ts";
import { tempDir } from "../fixtures/temp.ts";

const unusable = { code: "ERR_APPROVER_SOCKET_UNUSABLE" };
const modeOf = (path: string) => lstatSync(path).mode & 0o777;

async function listen(path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return server;
}

async function place() {
  const directory = join(tempDir(), "approver");
  const { socket, key } = await makeLocalPlace(directory);
  return { directory, socket, key, keyFile: join(directory, "key") };
}

describe("the place of the approver's socket", () => {
  it("[OC-3] is made for this user alone, with a key that stays", async () => {
    const { directory, socket, key, keyFile } = await place();
    expect([modeOf(directory), modeOf(keyFile)]).toEqual([0o700, 0o600]);
    expect(key.byteLength).toBe(32);
    expect((await makeLocalPlace(directory)).key).toEqual(key);
    await listen(socket);
    await closeToOthers(socket);
    expect(modeOf(socket)).toBe(0o600);
    expect(await findLocalPlace(directory)).toEqual({ socket, key });
  });

  it("[OC-3] is refused by both ends when others may enter it, read its key or use its socket", async () => {
    const one = await place();
    await listen(one.socket);
    await closeToOthers(one.socket);
    for (const [path, open, closed] of [
      [one.directory, 0o750, 0o700],
      [one.directory, 0o701, 0o700],
      [one.keyFile, 0o640, 0o600],
      [one.socket, 0o666, 0o600],
    ] as const) {
      chmodSync(path, open);
      await expect(findLocalPlace(one.directory)).rejects.toMatchObject(unusable);
      if (path !== one.socket) await expect(makeLocalPlace(one.directory)).rejects.toMatchObject(unusable);
      chmodSync(path, closed);
    }
    expect((await findLocalPlace(one.directory)).key).toEqual(one.key);
  });

  it("[OC-3] is refused when a link or something else stands in the place of its parts", async () => {
    const { directory, keyFile } = await place();
    const linked = join(tempDir(), "linked");
    symlinkSync(directory, linked);
    await expect(makeLocalPlace(linked)).rejects.toMatchObject(unusable);

    const elsewhere = join(tempDir(), "approver");
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(keyFile, join(elsewhere, "key"));
    await expect(makeLocalPlace(elsewhere)).rejects.toMatchObject(unusable);

    const occupied = join(tempDir(), "approver");
    mkdirSync(occupied, { mode: 0o700 });
    writeFileSync(join(occupied, "socket"), "mine", { mode: 0o600 });
    await expect(makeLocalPlace(occupied)).rejects.toMatchObject(unusable);
    expect(readFileSync(join(occupied, "socket"), "utf8")).toBe("mine");
    await expect(findLocalPlace(occupied)).rejects.toMatchObject(unusable);
  });

  it("[OC-3] is refused when its key is none", async () => {
    const { directory, keyFile } = await place();
    for (const text of ["", "00", "g".repeat(64), "0".repeat(66)]) {
      writeFileSync(keyFile, text);
      await expect(makeLocalPlace(directory)).rejects.toMatchObject(unusable);
    }
  });

  it("takes away the socket of a gateway that was killed", async () => {
    const { directory, socket } = await place();
    const server = await listen(socket);
    await closeToOthers(socket);
    expect(existsSync(socket)).toBe(true);
    await makeLocalPlace(directory);
    expect(existsSync(socket)).toBe(false);
    server.close();
  });

  it("says so when there is none, and when its path is too long for a socket", async () => {
    await expect(findLocalPlace(join(tempDir(), "approver"))).rejects.toMatchObject(unusable);
    await expect(makeLocalPlace(join(tempDir(), "x".repeat(100)))).rejects.toMatchObject({
      ...unusable,
      fix: expect.stringContaining("shorter SALLYPORT_HOME"),
    });
  });
});
