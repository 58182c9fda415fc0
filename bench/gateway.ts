import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket, WebSocketServer } from "ws";
import { AuditLog, decisionEntry } from "../src/audit/index.ts";
import { type Decision, evaluate } from "../src/decision/index.ts";
import { createLogger, Gateway, type TurnEvent } from "../src/gateway/index.ts";
import { Sessions, Tokens } from "../src/session/index.ts";
import { openSqliteStore } from "../src/store/index.ts";
import { openCredentials, secureContextOptions } from "../src/transport/index.ts";
import { type Measurement, median } from "./report.ts";
import { deciders, request, scope } from "./workload.ts";

const rounds = 100;
const blocks = 24;

/**
 * A turn through the whole pipeline with an agent that echoes, against a bare TLS echo server; and the same turn when its
 * admission is decided and recorded on the disk first, alone in its group, as the first turn of a quiet gateway is.
 */
export async function benchGateway(): Promise<Measurement[]> {
  const home = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  const directory = join(home, "tls");
  const credentials = await openCredentials({ directory });
  const store = openSqliteStore(join(home, "state.db"));
  const tokens = new Tokens(store);
  const { text: token } = await tokens.issue({ principal: "bench", role: "user", tier: "B" });
  const log = await AuditLog.open(join(home, "audit"), { keyFile: join(home, "audit.key") });
  const recording = { scope, deciders, record: (decision: Decision) => log.append(decisionEntry(decision)) };
  let recorded = false;
  const gateway = await Gateway.open({
    host: "127.0.0.1",
    port: 0,
    tls: { directory },
    tokens,
    sessions: new Sessions(store),
    agents: () => ["main"],
    admit: async () => {
      if (recorded) await evaluate(request(0), recording);
      return { admitted: true };
    },
    screen: async (text) => ({ text, taint: { untrusted: true, sensitive: false, sources: ["webchat"] } }),
    async *answer({ message }): AsyncGenerator<TurnEvent> {
      yield { type: "text", text: message.text };
      yield { type: "final", text: message.text, finish: "stop" };
    },
    redactor: () => ({ push: (chunk) => chunk, flush: () => "" }),
    record: async () => {},
    logger: createLogger({ stream: { write: () => {} }, redact: (line) => line }),
  });
  const bare = createServer(secureContextOptions(credentials));
  new WebSocketServer({ server: bare, perMessageDeflate: false }).on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));

  const options = { ca: credentials.authority as string, headers: { authorization: `Bearer ${token}` } };
  const echo = await opened(new WebSocket(`wss://127.0.0.1:${(bare.address() as AddressInfo).port}`, options));
  const chat = await opened(new WebSocket(`wss://127.0.0.1:${gateway.port}/webchat`, options));
  const samples = { echo: [] as number[], chat: [] as number[] };
  for (let block = 0; block < blocks; block++) {
    // The first blocks warm both up.
    if (block === 4) samples.echo.length = samples.chat.length = 0;
    samples.echo.push(...(await turns(echo, () => true)));
    samples.chat.push(...(await turns(chat, isDone)));
  }

  recorded = true;
  const recordedTurns = await turns(chat, isDone);

  echo.terminate();
  chat.terminate();
  bare.close();
  bare.closeAllConnections();
  await gateway.close(1_000);
  await log.close();
  await store.close();
  rmSync(home, { recursive: true });
  const [bareTurn, turn] = [median(samples.echo), median(samples.chat)];
  return [
    { name: "webchat turn over a bare echo", value: turn / bareTurn, unit: "×", atMost: 3 },
    { name: "webchat turn", value: turn * 1_000, unit: "µs" },
    { name: "webchat turn, admission on the disk first", value: median(recordedTurns) * 1_000, unit: "µs" },
  ];
}

const isDone = (answer: string) => answer.includes('"done"');

/** Milliseconds from each message to its last answer, one after another. */
async function turns(socket: WebSocket, isLast: (answer: string) => boolean): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const answered = new Promise<void>((resolve) => {
      const take = (data: unknown) => {
        if (!isLast(String(data))) return;
        socket.off("message", take);
        resolve();
      };
      socket.on("message", take);
    });
    socket.send(JSON.stringify({ type: "message", id: String(round), text: "What is the weather like on the moon?" }));
    await answered;
    samples.push(performance.now() - start);
  }
  return samples;
}

function opened(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}
