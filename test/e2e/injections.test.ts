import { afterAll, describe, expect, it } from "vitest";
import { injections } from "../escape/injections.ts";
import { startWorker } from "../escape/workers.ts";

const isRoot = process.getuid?.() === 0;
const worker = await startWorker("self");
afterAll(() => worker.close());

// Addresses of a cloud and of a network are made in a network of the test's own, which takes root.
const possible = injections.filter(({ text }) => isRoot || !/169\.254|2852039166|a9fe|10\.77|metadata/.test(text));

// What `regression.test.ts` shows to come to nothing behind a gateway.
describe("[PH-5] an agent with nothing between it and its tools", () => {
  it.each(possible)("$title", async ({ id }) => {
    expect(await worker.tell(id, "unguarded")).toMatchObject({ ok: false, said: expect.any(String) });
  });
});
