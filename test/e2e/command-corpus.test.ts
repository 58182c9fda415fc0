import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corpus, type Row } from "../command/corpus/index.ts";
import { World } from "../command/corpus/world.ts";
import { missing, skipped } from "../sandbox/box.ts";

/** Programs that not every machine has; attacks that need one are shown where it is. */
const optional =
  "python3 node npm git perl tclsh make gcc gdb sqlite3 zip ed dc jq curl ssh scp patch openssl tree".split(" ");
const isHere = (program: string) => ["/usr/local/bin", "/usr/bin", "/bin"].some((at) => existsSync(join(at, program)));
const absent = optional.filter((program) => !isHere(program));
const canRun = ({ command }: Row) => !absent.some((program) => new RegExp(`\\b${program}\\b`).test(command));

describe.skipIf(missing !== undefined)(`[CE-1.1] the corpus of attacks, carried out${skipped}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
  let world: World;
  beforeAll(() => {
    world = new World(directory);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("does, in every row that says so, what its policy does not grant", { timeout: 900_000 }, async () => {
    const rows = corpus.filter((row) => row.runs === true && canRun(row));
    const idle: Row[] = [];
    const next = rows.values();
    const carryOut = async () => {
      for (const row of next) if ((await world.effects(row)).length === 0) idle.push(row);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, carryOut));
    // What a busy machine was too slow for does it by itself.
    for (const row of idle) expect(await world.effects(row), `${row.id} ${row.command}`).not.toEqual([]);
    expect(rows.length).toBeGreaterThan(400);
  });

  it("leaves no trace where a command does nothing beside its policy", async () => {
    const quiet = ["ls", "cat a.txt | sort", "git status --short", "echo hello; true"];
    for (const command of quiet) expect(await world.effects({ command, policy: "strict" }), command).toEqual([]);
  });
});
