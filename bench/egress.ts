import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, type RequestOptions, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEgress } from "../src/net/index.ts";
import { type Measurement, median } from "./report.ts";

const rounds = 60;
const requests = 400;
const atOnce = 8;

/** Small answers over connections that are kept, through the proxy's unix socket and without it; all in one process. */
export async function benchEgress(): Promise<Measurement[]> {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  const body = "x".repeat(512);
  const web = createServer((_, answer) => answer.end(body)).listen(0, "127.0.0.1");
  await new Promise((resolve) => web.once("listening", resolve));
  const { port } = web.address() as AddressInfo;
  const egress = await openEgress({
    socket: join(directory, "egress.sock"),
    policy: { hosts: "*", privateHosts: ["127.0.0.1"], ports: [port], methods: ["GET"] },
    limits: { bytes: 1 << 30 },
    mayReach: async () => true,
    record: () => {},
  });
  const direct: RequestOptions = { agent: new Agent({ keepAlive: true }), host: "127.0.0.1", port, path: "/" };
  const proxied: RequestOptions = {
    agent: new Agent({ keepAlive: true }),
    socketPath: egress.socket,
    headers: { host: `127.0.0.1:${port}` },
    path: `http://127.0.0.1:${port}/`,
  };
  try {
    const rates: { direct: number; proxied: number }[] = [];
    for (let round = 0; round < rounds; round++)
      rates.push({ direct: await rate(direct), proxied: await rate(proxied) });
    const warm = rates.slice(10);
    return [
      { name: "GET through the egress proxy", value: median(warm.map((r) => r.proxied)), unit: "/s" },
      {
        name: "GET through the egress proxy over a direct one",
        value: median(warm.map((r) => r.proxied / r.direct)),
        unit: "×",
        atLeast: 0.5,
      },
    ];
  } finally {
    (direct.agent as Agent).destroy();
    (proxied.agent as Agent).destroy();
    await egress.close();
    web.close();
    rmSync(directory, { recursive: true });
  }
}

/** Requests a second, several at once. */
async function rate(options: RequestOptions): Promise<number> {
  const start = performance.now();
  let left = requests;
  const worker = async () => {
    while (left-- > 0) await get(options);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (requests / (performance.now() - start)) * 1_000;
}

function get(options: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      answer.resume().once("end", resolve);
    });
    sent.once("error", reject).end();
  });
}
