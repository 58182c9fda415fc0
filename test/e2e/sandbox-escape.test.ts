import { afterAll, describe, expect, it } from "vitest";
import { sandboxNames } from "../../src/sandbox/index.ts";
import { all } from "../escape/index.ts";
import type { Scenario } from "../escape/scenario.ts";
import { startWorker } from "../escape/workers.ts";

const isRoot = process.getuid?.() === 0;
const workers = { [isRoot ? "root" : "a user"]: await startWorker("self") };
if (isRoot) workers["a user"] = await startWorker("nobody");
afterAll(() => Promise.all(Object.values(workers).map((worker) => worker.close())));

it("there are more than sixty that work on an unconfined host, in every group", () => {
  const counted = all.filter(({ unconfined }) => typeof unconfined !== "object");
  expect(counted.length).toBeGreaterThanOrEqual(100);
  expect(new Set(counted.map(({ group }) => group)).size).toBe(8);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

for (const [user, worker] of Object.entries(workers)) {
  const mayTry = ({ onlyRoot }: Scenario) => onlyRoot === undefined || user === "root";
  const works = ({ unconfined }: Scenario) => unconfined === undefined || (unconfined === "root" && user === "root");

  describe(`[CE-2.1] without a sandbox ${user}`, () => {
    it.each(all.filter((scenario) => mayTry(scenario) && works(scenario)))("$title", async ({ id }) => {
      expect(await worker.attempt(id, "none")).toMatchObject({ escaped: true, ran: true });
    });
  });

  for (const backend of sandboxNames) {
    const { absent } = await worker.attempt("read-beside", backend);
    // What CI installs must be there; the others say why they are not.
    if (absent !== undefined && backend !== "bubblewrap") {
      it.skip(`[CE-2.1] ${backend} for ${user} (skipped: ${absent})`);
      continue;
    }
    describe(`[CE-2.1] in ${backend}, started by ${user}, nobody`, () => {
      it.each(all.filter(mayTry))("$title", async ({ id }) => {
        const answer = await worker.attempt(id, backend);
        expect(answer).toMatchObject({ escaped: false, ran: true });
        expect(answer.twin ?? { worked: true }).toMatchObject({ worked: true });
      });
    });
  }
}
