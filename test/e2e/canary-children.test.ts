import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { queryLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { canaries } from "../fixtures/canary.ts";
import { watchChildren } from "../fixtures/children.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { tempDir } from "../fixtures/temp.ts";
import { runCommand, serve, startCommand } from "../matrix/command-line.ts";
import { makeHome } from "../matrix/home.ts";
import { obey, order } from "../matrix/obedient-model.ts";

it("[OC-5] [CC-1.1] lets no secret onto the console, into a log line or a file of the home, by any command", async () => {
  const written = watchChildren();
  await using model = await startModelServer(obey);
  const home = makeHome(model.openai);
  onTestFinished(home.remove);
  writeFileSync(join(home.workspace, "deploy.txt"), `Deploy with ${canaries.token} on Fridays.\n`);
  home.configure({ approvals: { timeoutSeconds: 20 }, logging: { level: "debug" } });
  const gateway = await serve(home.home);
  const say = (...argv: readonly string[]) => runCommand(home.home, ...argv);
  const told = await say(
    "message",
    "--",
    [
      order("read", { path: "deploy.txt" }),
      order("write", { path: "notes.txt", content: canaries.token }),
      order("message", { channel: "ops", text: canaries.token }),
      order(canaries.token, { path: canaries.token }),
    ].join("\n"),
  );
  expect(told.stdout).toContain("on Fridays");
  const asking = startCommand(home.home, [
    "message",
    "--",
    order("exec", { command: `python3 -c "print('${canaries.token}')"` }),
  ]);
  let asked = await say("approve");
  while (!asked.stdout.includes("python3")) {
    await sleep(50);
    asked = await say("approve");
  }
  expect(asked.stdout).toContain("[redacted:github-token]");
  const id = (await say("approve", "--json")).json[0].id;
  await say("approve", id);
  await asking.ended;
  const shown = await say("audit", "query", "--json");
  expect(shown.stdout).toContain("[redacted:github-token]");
  // What is shown is what is on record, to the letter.
  const records = await Array.fromAsync(queryLog(homePaths(home.home).audit, {}));
  const lines = shown.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual(records.slice(0, lines.length));
  for (const argv of [["audit", "query"], ["audit", "tail"], ["status"], ["status", "--json"], ["approve", "rules"]]) {
    expect((await say(...argv)).stdout).not.toBe("");
  }
  const refused = await say("message", "--agent", canaries.token, "--", canaries.token);
  expect(refused.stderr).toContain("error[");
  gateway.child.kill("SIGTERM");
  await gateway.ended;
  expect(written.bytes).toBeGreaterThan(1_000);
  expect(written.leaked).toEqual([]);
}, 120_000);

it("[OC-5] is watched by something that sees what a process writes in two pieces, and into its home", async () => {
  const home = tempDir();
  const written = watchChildren({ probe: "two pieces of one text" });
  const script = `process.stdout.write("two pie"); setTimeout(() => process.stdout.write("ces of one text"), 50);
    require("node:fs").writeFileSync(process.env.SALLYPORT_HOME + "/kept", "two pieces of one text")`;
  const child = spawn(process.execPath, ["-e", script], { env: { SALLYPORT_HOME: home } });
  await once(child, "close");
  expect(written.leaked.toSorted()).toEqual([`probe in ${home}/kept`, "probe in stdout"]);
});
