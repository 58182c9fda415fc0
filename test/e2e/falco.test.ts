import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { giveCommand, runCommand, type Serving, serve } from "../matrix/command-line.ts";
import { type Home, makeHome } from "../matrix/home.ts";
import { obey } from "../matrix/obedient-model.ts";

let model: ModelServer;
let home: Home;
let gateway: Serving;

beforeAll(async () => {
  model = await startModelServer(obey);
  home = makeHome(model.openai);
  gateway = await serve(home.home);
});
afterAll(async () => {
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  await model.close();
  home.remove();
});

const alert = (rule: string, output: string) =>
  JSON.stringify({ rule, priority: "Warning", output, output_fields: {} });

/** Pipes text into `sallyport sandbox falco --stdin`. */
async function pipe(text: string): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const argv = ["sandbox", "falco", "--stdin", "--json"];
  const { code, stdout } = await giveCommand(home.home, argv, { input: text });
  return { code, stdout };
}

const findings = async () => (await runCommand(home.home, "audit", "query", "--kind", "finding", "--json")).stdout;

describe("[CE-2.2] what Falco sees", () => {
  it("is on record as a finding, with its text made visible", async () => {
    const lines = [alert("Terminal shell in container", "a\u001b[2Jshell"), "", alert("Write below etc", "x")];
    expect(await pipe(`${lines.join("\n")}\n`)).toEqual({ code: 0, stdout: '{"raised":2,"skipped":0}\n' });
    const recorded = await findings();
    expect(recorded).toContain('"rule":"falco.terminal-shell-in-container"');
    expect(recorded).toContain('"rule":"sandbox.fs.protected_write"');
    expect(recorded).toContain("a\\\\u{1b}[2Jshell");
  });

  it("is told apart from lines that are no alerts", async () => {
    const before = await findings();
    expect(await pipe(`not JSON\n{"rule":"x"}\n${alert("Long", "x".repeat(100_000))}`)).toEqual({
      code: 1,
      stdout: '{"raised":0,"skipped":3}\n',
    });
    expect(await findings()).toBe(before);
  });
});
