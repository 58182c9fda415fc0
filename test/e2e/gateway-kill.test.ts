import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { AuditLog, type AuditRecord, queryLog, verifyLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { type Serving, serve } from "../matrix/command-line.ts";
import { type Home, makeHome } from "../matrix/home.ts";
import { obey, order } from "../matrix/obedient-model.ts";

const lanes = 2;
const roundsPerLane = 25;
const clients = 3;

/** What the outside world has been told, and so may never be untrue again. */
interface Acknowledged {
  /** Records that `audit.tail` has shown, by index. */
  readonly records: Map<number, string>;
  /** Turns that were answered to the end, by the name of their markers. */
  readonly turns: Set<string>;
}

it("[AU-2] loses no acknowledged record and lets no effect go unrecorded, killed at any moment", async () => {
  await using model = await startModelServer(obey);
  const homes = Array.from({ length: lanes }, () => makeHome(model.openai));
  const counts = await Promise.all(homes.map(lane));
  console.log(`killed ${lanes * roundsPerLane} times: ${JSON.stringify(counts)}`);
  for (const { markers, records, turns } of counts) {
    expect(markers).toBeGreaterThanOrEqual(roundsPerLane);
    expect(records).toBeGreaterThan(roundsPerLane);
    expect(turns).toBeGreaterThanOrEqual(roundsPerLane / 2);
  }
  for (const { remove } of homes) remove();
}, 600_000);

/** Starts, kills and examines one gateway over and over. */
async function lane(home: Home): Promise<{ markers: number; records: number; turns: number }> {
  const acknowledged: Acknowledged = { records: new Map(), turns: new Set() };
  // The first one ends in peace, which is when it keeps its compiled code for the others.
  const first = await serve(home.home);
  first.child.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);
  for (let round = 0; round < roundsPerLane; round++) {
    const gateway = await serve(home.home);
    const ca = readFileSync(join(homePaths(home.home).tls, "authority.pem"), "utf8");
    const answered = Promise.withResolvers<void>();
    const busy = Array.from({ length: clients }, (_, n) =>
      talk(gateway, ca, `${round}-${n}`, acknowledged, answered.resolve),
    );
    busy.push(watch(gateway, ca, acknowledged));
    // Every other one lives at least until a turn is over; the others may die in their first.
    if (round % 2 === 0) await Promise.race([answered.promise, gateway.ended]);
    await sleep(Math.random() * 600);
    expect(gateway.child.exitCode, `round ${round}: it runs until it is killed`).toBeNull();
    gateway.child.kill("SIGKILL");
    await gateway.ended;
    await Promise.all(busy);
    await examine(home, acknowledged, round);
  }
  const markers = markersIn(home.workspace).length;
  return { markers, records: acknowledged.records.size, turns: acknowledged.turns.size };
}

/** Has one agent write and run without pause, until the gateway is gone. */
async function talk(
  { url, token }: Serving,
  ca: string,
  name: string,
  { turns }: Acknowledged,
  answered: () => void,
): Promise<void> {
  let n = 0;
  let marker = "";
  const say = () => {
    marker = `${name}-${n++}`;
    const orders = [
      order("write", { path: `w-${marker}`, content: marker }),
      order("exec", { command: `touch e-${marker}` }),
    ];
    return { type: "message", id: marker, session: name, text: orders.join("\n") };
  };
  await converse(`${url}/webchat`, token, ca, say, (event) => {
    if (event["type"] !== "done") return false;
    turns.add(marker);
    answered();
    return true;
  });
}

/** Reads the end of the log over and over, as somebody would who wants to hold the gateway to it. */
async function watch({ url, token }: Serving, ca: string, { records }: Acknowledged): Promise<void> {
  const call = () => ({ jsonrpc: "2.0", id: 1, method: "audit.tail", params: { count: 100 } });
  await converse(`${url}/rpc`, token, ca, call, (reply) => {
    for (const record of reply["result"] as readonly AuditRecord[]) records.set(record.index, JSON.stringify(record));
    return true;
  });
}

/** Says the next thing whenever `heard` says that the last one was answered, until the connection breaks. */
function converse(
  url: string,
  token: string,
  ca: string,
  next: () => object,
  heard: (message: Readonly<Record<string, unknown>>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const socket = new WebSocket(url.replace("https", "wss"), { ca, headers });
    const say = () => socket.send(JSON.stringify(next()));
    socket.on("open", say);
    socket.on("message", (data) => {
      if (heard(JSON.parse(String(data)))) say();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

/** Opens the log as the next gateway would, verifies it, and holds it against what is known outside. */
async function examine({ home, workspace }: Home, acknowledged: Acknowledged, round: number): Promise<void> {
  const { audit, auditKey } = homePaths(home);
  const log = await AuditLog.open(audit, { keyFile: auditKey, origin: "sallyport.local/audit" });
  const { vkey } = log;
  await log.close();
  expect(await verifyLog(audit, { vkey }), `round ${round}`).toMatchObject({ ok: true });

  const records = await Array.fromAsync(queryLog(audit));
  const lost = [...acknowledged.records].filter(([index, text]) => JSON.stringify(records[index]) !== text);
  expect(lost, `round ${round}: records that were shown`).toEqual([]);

  const permitted = new Map<string, string>();
  for (const { kind, body } of records) {
    if (kind !== "decision" || body["effect"] !== "allow") continue;
    const { resource } = body["request"] as { resource: { id: string } };
    permitted.set(resource.id.split(/[/ ]/).at(-1) ?? "", String(body["evaluation"]));
  }
  const unrecorded = markersIn(workspace).filter((marker) => !permitted.has(marker));
  expect(unrecorded, `round ${round}: effects without a decision on record`).toEqual([]);

  const finished = new Set(records.filter(({ kind }) => kind === "outcome").map(({ body }) => body["evaluation"]));
  const forgotten = [...acknowledged.turns].filter(
    (marker) => !finished.has(permitted.get(`w-${marker}`) ?? "") || !finished.has(permitted.get(`e-${marker}`) ?? ""),
  );
  expect(forgotten, `round ${round}: turns that were answered`).toEqual([]);
}

/** What agents made; the stand-ins that a killed sandbox leaves, and the next one takes over, are none of it. */
function markersIn(workspace: string): readonly string[] {
  return readdirSync(workspace).filter((name) => /^[we]-/.test(name));
}
