import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSallyport, statusOf } from "../../src/assembly/index.ts";
import { openSandbox } from "../../src/assembly/live-sandbox.ts";
import { sallyportMethods } from "../../src/assembly/methods.ts";
import { sandboxChoice } from "../../src/assembly/sandbox.ts";
import { queryLog } from "../../src/audit/index.ts";
import { homePaths, parseConfig, readEnvironment } from "../../src/config/index.ts";
import { tempDir } from "../fixtures/temp.ts";

const accepted = { until: "2026-12-01", reason: "a machine that is thrown away" };
const before = Date.parse("2026-12-01T12:00:00Z");
const after = Date.parse("2026-12-02T00:00:00Z");

/** An installation whose commands run without a sandbox, on a day that can be changed. */
async function without(more: object = {}) {
  const home = realpathSync(tempDir());
  const workspace = join(home, "ws");
  mkdirSync(workspace);
  const config = {
    sandbox: { mode: "off", dangerouslyUnconfined: accepted },
    agents: [{ id: "main", profile: "full", workspace }],
    ...more,
  };
  writeFileSync(homePaths(home).config, JSON.stringify(config), { mode: 0o600 });
  const day = { now: before };
  const environment = readEnvironment({ SALLYPORT_HOME: home });
  const open = async () => {
    const port = await openSallyport({ environment, now: () => day.now });
    onTestFinished(() => port.close());
    return port;
  };
  return { home, workspace, day, open };
}

async function found(home: string, kind: "decision" | "finding" | "lifecycle" | "outcome") {
  const bodies = [];
  for await (const { body } of queryLog(homePaths(home).audit, { kind })) bodies.push(body);
  return bodies;
}

describe("[CE-2.1] an installation without a sandbox", () => {
  it("says so in its status and as a finding, with the day and the reason", async () => {
    const { home, open } = await without();
    const port = await open();
    const { sandbox } = await statusOf(port);
    expect(sandbox).toMatchObject({ requested: "off", resolved: "none", verified: false });
    expect(sandbox.checks[0]?.detail).toBe(`unconfined until 2026-12-01: ${accepted.reason}`);
    await expect.poll(() => found(home, "finding")).toMatchObject([{ rule: "sandbox.unconfined" }]);
  });

  it("does not start without the key, nor after its day", async () => {
    const keyless = await without({ sandbox: { mode: "off" } });
    await expect(keyless.open()).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
    const late = await without();
    late.day.now = after;
    await expect(late.open()).rejects.toMatchObject({ code: "ERR_CONFIG_INVALID" });
  });

  it("runs commands until the day is over, and none after it", async () => {
    const { home, workspace, day, open } = await without();
    const port = await open();
    const say = async (text: string) => {
      const input = {
        ...{ principal: "operator", session: crypto.randomUUID(), ingress: "cli", tier: "A" as const, text },
        taint: { untrusted: false, sensitive: false, sources: [] },
      };
      const turn = port.agents.get("main")?.turn(input, new AbortController().signal) ?? [];
      for await (const _ of turn);
    };
    await say("run touch first");
    expect(readFileSync(join(workspace, "first"), "utf8")).toBe("");
    day.now = after;
    await say("run touch second");
    expect(() => readFileSync(join(workspace, "second"))).toThrow(/ENOENT/);
    // It was permitted, and then not run.
    const commands = (await found(home, "decision"))
      .filter(({ request }) => (request as { action: { name: string } }).action.name === "exec")
      .map(({ evaluation }) => evaluation);
    const outcomes = (await found(home, "outcome")).filter(({ evaluation }) => commands.includes(evaluation ?? null));
    expect(outcomes.map(({ disposition }) => disposition)).toEqual(["completed", "failed"]);
  });
});

describe("[CE-2.1] a sandbox that is put to the proof again", () => {
  it("is asked for by an operator, and the answer is on record", async () => {
    const { home, open } = await without();
    const port = await open();
    const method = sallyportMethods(port)["sandbox.probe"];
    expect(method?.role).toBe("operator");
    expect(await method?.run({}, {} as never)).toMatchObject({ requested: "off", resolved: "none", verified: false });
    expect(await found(home, "lifecycle")).toContainEqual({
      event: "sandbox probed",
      resolved: "none",
      verified: false,
    });
  });

  it("is not used any more once it does not hold", async () => {
    let holds = true;
    const { config } = await parseConfig(
      JSON.stringify({ sandbox: { mode: "off", dangerouslyUnconfined: accepted } }),
      undefined,
      before,
    );
    const choice = sandboxChoice(config.sandbox, () => (holds ? before : after));
    const live = await openSandbox(choice);
    expect(live.sandbox?.name).toBe("none");
    holds = false;
    await expect(live.probe()).rejects.toMatchObject({ code: "ERR_SANDBOX_NOT_ACCEPTED" });
  });
});
