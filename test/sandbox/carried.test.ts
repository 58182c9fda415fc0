import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Carried } from "../../src/sandbox/container/carried.ts";

const frame = (number: number, kind: string, length = 0, bytes = "") =>
  Buffer.concat([Buffer.from([number, kind.charCodeAt(0), length & 255, length >> 8]), Buffer.from(bytes)]);
const data = (number: number, bytes: string) => frame(number, "d", bytes.length, bytes);

/** A proxy, and the streams of what would be inside a container. */
async function bench(serve: (socket: Socket) => void = () => {}) {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket.on("error", () => {}));
    serve(socket);
  }).listen(join(directory, "proxy"));
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(directory, { recursive: true });
  });
  const [from, to] = [new PassThrough(), new PassThrough()];
  let isReady = false;
  const carried = new Carried(join(directory, "proxy"), from, to, () => {
    isReady = true;
  });
  const said: Buffer[] = [];
  to.on("data", (chunk: Buffer) => said.push(chunk));
  return { carried, from, to, sockets, said: () => Buffer.concat(said), isReady: () => isReady };
}

describe("[OC-8] [CE-2.1] what carries the connections of a container", () => {
  it("takes frames however they are cut, and answers in kind until both have closed", async () => {
    const { from, said, isReady } = await bench((socket) => socket.pipe(socket));
    const all = Buffer.concat([frame(0, "r"), frame(5, "o"), data(5, "ab"), data(5, "c"), frame(5, "e")]);
    for (const byte of all) from.write(Buffer.from([byte]));
    await expect.poll(() => said().subarray(-4)).toEqual(frame(5, "c"));
    expect(isReady()).toBe(true);
    const text = said().toString("latin1");
    expect(text).toContain("\x05k\x02\0");
    expect(text.replaceAll(/\x05[dk][\s\S]\0/g, "")).toBe("abc\x05e\0\0\x05c\0\0");
    // The number is free again.
    from.write(Buffer.concat([frame(5, "c"), frame(5, "o"), data(5, "x"), frame(5, "e")]));
    await expect.poll(() => said().toString("latin1")).toContain("x\x05e");
  });

  it("sends no more than was given back", async () => {
    const { from, said } = await bench((socket) => socket.end(Buffer.alloc(100_000, "x")));
    from.write(frame(0, "o"));
    const count = () => said().filter((byte) => byte === 0x78).length;
    await expect.poll(count).toBe(32_768);
    await sleep(50);
    expect(count()).toBe(32_768);
    from.write(frame(0, "k", 1_000));
    await expect.poll(count).toBe(33_768);
  });

  it.each<[string, Buffer]>([
    ["says something to nobody", data(3, "x")],
    ["uses a number beyond those there are", frame(64, "o")],
    ["uses a number twice", Buffer.concat([frame(1, "o"), frame(1, "o")])],
    ["says what is no frame", frame(0, "?")],
    ["gives back more than it got", Buffer.concat([frame(1, "o"), frame(1, "k", 1)])],
    [
      "says more than it may",
      Buffer.concat([frame(1, "o"), ...Array.from({ length: 9 }, () => data(1, "x".repeat(60_000)))]),
    ],
  ])("does not listen any more to one that %s", async (_what, bytes) => {
    // A proxy that takes nothing in.
    const { from, to, sockets } = await bench((socket) => socket.pause());
    from.write(frame(9, "o"));
    await expect.poll(() => sockets.length).toBe(1);
    from.write(bytes);
    await expect.poll(() => from.destroyed && to.writableEnded).toBe(true);
    await expect.poll(() => sockets[0]?.resume().readableEnded || sockets[0]?.destroyed).toBe(true);
  });

  it("cuts everything when it is ended", async () => {
    const { carried, from, sockets, to } = await bench();
    from.write(Buffer.concat([frame(1, "o"), frame(2, "o")]));
    await expect.poll(() => sockets.length).toBe(2);
    carried.end();
    carried.end();
    for (const socket of sockets) await expect.poll(() => socket.resume().readableEnded).toBe(true);
    expect(to.writableEnded).toBe(true);
  });
});
