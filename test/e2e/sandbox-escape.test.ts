import { afterAll, describe, expect, it } from "vitest";
import { sandboxNames } from "../../src/sandbox/index.ts";
import { twinExceptions } from "../escape/exceptions.ts";
import { all } from "../escape/index.ts";
import type { Scenario } from "../escape/scenario.ts";
import { type Answer, startWorker, type Worker } from "../escape/workers.ts";

const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.close())));

type User = "root" | "a user";
const isRoot = process.getuid?.() === 0;
const users: readonly User[] = isRoot ? ["root", "a user"] : ["a user"];

async function workerOf(user: User): Promise<Worker> {
  const worker = await startWorker(isRoot && user === "a user" ? "guest" : "self");
  workers.push(worker);
  return worker;
}

/** Begins with all of them at once, each worker in its own time; what failed is tried again when its test is. */
function beginning(worker: Worker, place: string, scenarios: readonly Scenario[]) {
  const first = new Map(scenarios.map(({ id }) => [id, worker.attempt(id, place)]));
  return async (id: string): Promise<Answer> => {
    const answer = await (first.get(id) ?? worker.attempt(id, place));
    first.delete(id);
    return answer;
  };
}

/** Container engines are put to the same list where tests start their own: `sandbox-containers.test.ts`. */
const engines: readonly string[] = ["docker", "podman"];
/** What `./dev test` installs is not left out for being absent; the others are parts of a kernel or of another system. */
const installed: readonly string[] = isRoot ? ["bubblewrap", "firejail"] : ["bubblewrap"];

it("there are more than sixty that work on an unconfined host, in every group", () => {
  const counted = all.filter(({ unconfined }) => typeof unconfined !== "object");
  expect(counted.length).toBeGreaterThanOrEqual(100);
  expect(new Set(counted.map(({ group }) => group)).size).toBe(8);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

for (const user of users) {
  const tried = all.filter(({ onlyRoot }) => onlyRoot === undefined || user === "root");
  const working = tried.filter(
    ({ unconfined }) => unconfined === undefined || (unconfined === "root" && user === "root"),
  );
  const onTheHost = beginning(await workerOf(user), "none", working);

  describe(`[CE-2.1] without a sandbox ${user}`, () => {
    it.each(working)("$title", async ({ id }) => {
      expect(await onTheHost(id)).toMatchObject({ escaped: true, ran: true });
    });
  });

  for (const backend of sandboxNames.filter((name) => !engines.includes(name))) {
    const worker = await workerOf(user);
    const { absent } = await worker.attempt("read-beside", backend);
    if (absent !== undefined && !installed.includes(backend)) {
      it.skip(`[CE-2.1] in ${backend}, started by ${user}, nobody gets out (skipped: ${absent})`);
      continue;
    }
    const inside = beginning(worker, backend, tried);

    describe(`[CE-2.1] in ${backend}, started by ${user}, nobody`, () => {
      it.each(tried)("$title", async ({ id }) => {
        const answer = await inside(id);
        expect(answer).toMatchObject({ escaped: false, ran: true });
        const worked = twinExceptions(backend)[id] === undefined;
        expect(answer.twin ?? { worked }).toMatchObject({ worked });
      });
    });
  }
}
