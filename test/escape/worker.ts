import { createInterface } from "node:readline";
import { all } from "./index.ts";
import { attempt, type Place, placeOf, unconfined } from "./places.ts";
import { openHost } from "./world.ts";

// A process that tries scenarios as whoever it is: a line `{id, place}` on its input, a line with what came of it on its output.
const host = await openHost();
const places = new Map<string, Place | string>([["none", unconfined]]);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, place: name } = JSON.parse(line) as { id: string; place: string };
  const known = places.get(name) ?? (await placeOf(name));
  places.set(name, known);
  process.stdout.write(`${JSON.stringify(await tryIt(id, known))}\n`);
}
host.close();
process.exit();

async function tryIt(id: string, place: Place | string): Promise<object> {
  const scenario = all.find((one) => one.id === id);
  if (typeof place === "string") return { absent: place };
  if (scenario === undefined) return {};
  try {
    return await attempt(place, scenario, host);
  } catch (error) {
    return { error: String(error) };
  }
}
