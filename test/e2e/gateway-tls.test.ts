import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rpcMethod } from "../../src/gateway/index.ts";
import { type RunningGateway, startGateway } from "../fixtures/gateway.ts";

const run = promisify(execFile);
let running: RunningGateway;
let clock = Date.now() - 24 * 86_400_000;

const bigAnswer = 16 << 20;

beforeAll(async () => {
  running = await startGateway({
    methods: {
      "test.big": rpcMethod({ role: "user", summary: "much", params: {}, run: async () => "x".repeat(bigAnswer) }),
    },
    limits: { headersMs: 700, requestMs: 1_000, handshakeMs: 700, connectionsPerPeer: 20, stallMs: 500 },
  });
});
afterAll(() => running.close());

const head = (rest = "") => `GET /healthz HTTP/1.1\r\nhost: localhost\r\n${rest}`;
const post = (rest: string) =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${running.user}\r\ncontent-type: application/json\r\n${rest}`;

describe("the listener", () => {
  it("[SE-1.1] speaks TLS 1.3 and nothing older, also after a reload", async () => {
    const versions = ["TLSv1", "TLSv1.1", "TLSv1.2"] as const;
    for (const round of ["before", "after"]) {
      const socket = await dial();
      expect(socket.getProtocol(), round).toBe("TLSv1.3");
      socket.destroy();
      for (const version of versions) {
        const older = { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" };
        await expect(dial(older), `${version} ${round}`).rejects.toThrow();
      }
      await running.gateway.reload();
    }
  });

  it("[SE-1.2] replaces the certificate without dropping a connection", async () => {
    const renewing = await startGateway({ tls: { directory: `${running.home}/renewed`, now: () => clock } });
    const before = await dialTo(renewing);
    clock += 24 * 86_400_000;
    await renewing.gateway.reload();
    const after = await dialTo(renewing);
    expect(after.getPeerCertificate().serialNumber).not.toBe(before.getPeerCertificate().serialNumber);
    before.write(head("connection: close\r\n\r\n"));
    expect(await everything(before)).toContain("200 OK");
    after.destroy();
    await renewing.close();
  });

  it("keeps the certificate it has when another cannot be had", async () => {
    const custom = { certificate: "/nonexistent/leaf.pem", key: "/nonexistent/leaf.key" };
    const tls: { directory: string; custom?: typeof custom } = { directory: `${running.home}/kept` };
    const keeping = await startGateway({ tls });
    tls.custom = custom;
    await keeping.gateway.reload();
    expect(keeping.log.text).toContain('"tls.reload-failed"');
    expect((await keeping.fetch("/healthz")).status).toBe(200);
    await keeping.close();
  });

  it("[SE-1.1] refuses plain HTTP with one sentence in the clear, and serves nothing by it", async () => {
    const socket = connectTcp(running.gateway.port, "127.0.0.1");
    socket.write(`GET /v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${running.user}\r\n\r\n`);
    const answer = await everything(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain("this port speaks TLS only");
    expect(answer).not.toContain("main");
  });

  it("drops who connects and says nothing, or stops in the handshake, or sends noise", async () => {
    const silent = connectTcp(running.gateway.port, "127.0.0.1");
    const halted = connectTcp(running.gateway.port, "127.0.0.1");
    halted.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    const noisy = connectTcp(running.gateway.port, "127.0.0.1");
    noisy.write(Buffer.alloc(4_096, 0x16));
    await Promise.all([everything(silent), everything(halted), everything(noisy)]);
    expect((await running.fetch("/healthz")).status).toBe(200);
  });

  it("takes only so many connections of one peer, and others again when they are gone", async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => dial()));
    await expect(dial()).rejects.toThrow();
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(() =>
        dial().then(
          (socket) => socket.destroy() && true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it.skipIf(!existsSync("/usr/bin/sslscan"))("[SE-1.1] shows sslscan nothing below TLS 1.3", async () => {
    const scanning = await startGateway();
    const { stdout } = await run("/usr/bin/sslscan", ["--no-colour", `127.0.0.1:${scanning.gateway.port}`]);
    expect(stdout).toMatch(/TLSv1\.3\s+enabled/);
    for (const version of ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2"]) {
      expect(stdout).toMatch(new RegExp(`${version.replace(".", "\\.")}\\s+disabled`));
    }
    expect([...stdout.matchAll(/^(?:Accepted|Preferred)\s+(\S+)/gm)].map((m) => m[1])).toEqual(
      expect.arrayContaining(["TLSv1.3"]),
    );
    expect(stdout).not.toMatch(/^(?:Accepted|Preferred)\s+TLSv1\.[0-2]/m);
    await scanning.close();
  });
});

describe("bytes that are no proper request", () => {
  it.each([
    ["noise", () => "\x00\x01\x02\r\n\r\n", 400],
    ["a second length", () => post("content-length: 2\r\ncontent-length: 3\r\n\r\n{}"), 400],
    ["a length and chunks", () => post("content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"), 400],
    ["an unknown transfer coding", () => post("transfer-encoding: gzip\r\n\r\n"), 400],
    ["chunks of a false size", () => post("transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), 400],
    ["a negative length", () => post("content-length: -1\r\n\r\n"), 400],
    ["a folded header", () => head("x-a: 1\r\n folded\r\n\r\n"), 400],
    ["a space before the colon", () => head("x-a : 1\r\n\r\n"), 400],
    ["a bare line feed", () => "GET /healthz HTTP/1.1\nhost: localhost\n\n", 400],
    ["no host", () => "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["two hosts", () => head("host: evil.example\r\n\r\n"), 400],
    ["two tokens", () => post("authorization: Bearer other\r\ncontent-length: 2\r\n\r\n{}"), 400],
    ["10 000 header lines", () => head(`${"x: y\r\n".repeat(10_000)}\r\n`), 431],
    ["101 header lines", () => head(`${"x: y\r\n".repeat(100)}\r\n`), 431],
    ["one header of 20 KB", () => head(`x: ${"y".repeat(20_000)}\r\n\r\n`), 431],
    ["a request line of 20 KB", () => `GET /${"y".repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 431],
    ["HTTP/2's preface", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    [
      "an absolute URL of another host",
      () => "GET https://evil.example/healthz HTTP/1.1\r\nhost: evil.example\r\n\r\n",
      421,
    ],
  ])("with %s are refused, and the connection ends", async (_, bytes, status) => {
    const answer = await exchange(bytes());
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });

  it("with exactly 100 header lines are taken, and two requests on one connection are", async () => {
    expect(await exchange(head(`${"x: y\r\n".repeat(98)}connection: close\r\n\r\n`))).toMatch(/^HTTP\/1\.1 200 /);
    const both = await exchange(head("\r\n") + head("connection: close\r\n\r\n"));
    expect(both.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

describe("a slow caller", () => {
  it("that dribbles header lines is cut off with 408", async () => {
    const socket = await dial();
    socket.write(head());
    const dribble = setInterval(() => socket.write("x: y\r\n"), 100);
    const answer = await everything(socket);
    clearInterval(dribble);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("that dribbles a body is cut off, and no message comes of it", async () => {
    const before = running.answered.length;
    const socket = await dial();
    socket.write(post("content-length: 1000\r\n\r\n{"));
    const dribble = setInterval(() => socket.write(" "), 100);
    await everything(socket);
    clearInterval(dribble);
    expect(running.answered.length).toBe(before);
  });

  it("that breaks off in the body leaves nothing behind", async () => {
    const before = running.answered.length;
    const socket = await dial();
    socket.write(post('content-length: 1000\r\n\r\n{"model":"main"'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await running.fetch("/healthz")).status).toBe(200);
    expect(running.answered.length).toBe(before);
  });

  it("that does not read its answer is cut off, and one that hesitates gets the whole of it", async () => {
    const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "test.big" });
    const bytes = `POST /rpc HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${running.user}\r\ncontent-type: application/json\r\ncontent-length: ${call.length}\r\nconnection: close\r\n\r\n${call}`;
    const [deaf, slow] = [await dial(), await dial()];
    deaf.write(bytes);
    slow.write(bytes);
    deaf.pause();
    let length = 0;
    slow.on("data", (data: Buffer) => {
      length += data.length;
    });
    slow.pause();
    setTimeout(() => slow.resume(), 200);
    await new Promise((resolve) => slow.once("close", resolve));
    expect(length).toBeGreaterThan(bigAnswer);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await everything(deaf.resume())).length).toBeLessThan(bigAnswer);
  });

  it("that waits between requests for less than the limit is not cut off", async () => {
    const socket = await dial();
    const [first, rest] = [head("x-a: 1\r\n"), "connection: close\r\n\r\n"];
    socket.write(first);
    setTimeout(() => socket.write(rest), 200);
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

function dial(options: ConnectionOptions = {}): Promise<TLSSocket> {
  return dialTo(running, options);
}

function dialTo({ gateway, ca }: RunningGateway, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: "127.0.0.1", port: gateway.port, servername: "localhost", ca, ...options });
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
}

async function exchange(bytes: string): Promise<string> {
  const socket = await dial();
  socket.write(bytes);
  return everything(socket);
}

/** What arrives until the other end closes. */
function everything(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (data) => {
      text += String(data);
    });
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
}
