import { get, type IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { openUpstream } from "../../src/net/index.ts";
import { fetched } from "./fetching.ts";

/** Run as a process of its own: fetches one URL through each door and prints what each brought as JSON, beside what a plain request brings. */
const url = process.argv[2] ?? "";
const guarded = await fetched(url);
const upstream = await openUpstream(new URL(url), { method: "GET" });
const plain = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
console.log(
  JSON.stringify({
    guarded: guarded.ok ? guarded.text : guarded.reason,
    upstream: await text(upstream.body as Readable),
    plain: await text(plain),
  }),
);
