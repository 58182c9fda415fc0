import { publicOnly } from "../../src/net/index.ts";
import { startEgress, through } from "./egress-fixture.ts";

/** Run as a process of its own: fetches one URL through a proxy of its own and prints what it brought, as JSON. */
const url = process.argv[2] ?? "";
const policy = { ...publicOnly, privateHosts: ["127.0.0.1"], ports: [Number(new URL(url).port)], methods: ["GET"] };
await using proxy = await startEgress([], { policy });
console.log(JSON.stringify(await through(proxy, url)));
