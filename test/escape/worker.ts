import { createInterface } from "node:readline";
import { clientsOf } from "./clients.ts";
import { all } from "./index.ts";
import { attempt, type Place, placeOf, unconfined } from "./places.ts";
import { tell, throughGateway } from "./through-gateway.ts";
import { openHost } from "./world.ts";

// A process that tries things as whoever it is: a line on its input, `{id, place}` for a scenario or `{id, ingress}` for what
// is said to an agent, and a line with what came of it on its output.
const host = await openHost();
const places = new Map<string, Place | string>([["none", unconfined]]);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, place, ingress } = JSON.parse(line) as { id: string; place?: string; ingress?: string };
  const answer = ingress === undefined ? tryScenario(id, place ?? "none") : tell(id, ingress, host);
  process.stdout.write(`${JSON.stringify(await answer.catch((error: unknown) => ({ error: String(error) })))}\n`);
}
host.close();
process.exit();

async function tryScenario(id: string, name: string): Promise<object> {
  const place = places.get(name) ?? (await open(name));
  places.set(name, place);
  const scenario = all.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
  return typeof place === "string" ? { absent: place } : await attempt(place, scenario, host);
}

async function open(name: string): Promise<Place | string> {
  if (name !== "gateway") return await placeOf(name);
  const { GATEWAY_URL: url = "", GATEWAY_TOKEN: token = "" } = process.env;
  return throughGateway(clientsOf(url, token)["api"] as (text: string) => Promise<string>);
}
