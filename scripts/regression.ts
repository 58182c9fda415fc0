import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkContainer, checkErrands, checkEscapes, checkInjections, type Scope } from "./regression/checks.ts";
import { type Engine, type EngineName, engineNames, openEngine } from "./regression/engine.ts";
import { startGateway, statusOf } from "./regression/gateway.ts";
import { junitOf, tableOf } from "./regression/report.ts";
import { type Row, row } from "./regression/row.ts";

/**
 * `./dev regression`: whether an agent that somebody else has taken over gets out of the gateway's container, on every
 * engine. A release waits for it: an engine that is missing fails as any row does.
 */
const { values } = parseArgs({
  options: {
    engine: { type: "string", multiple: true, default: [...engineNames] },
    short: { type: "boolean", default: false },
    json: { type: "string" },
    junit: { type: "string" },
  },
});

/** What the scenarios are written in, beside what every image with tools has. */
const images = { "sallyport:plain": undefined, "sallyport:tools": "perl-base,util-linux,bsdutils,mount,libc-bin" };

const rows: Row[] = [];
for (const name of values.engine as EngineName[]) rows.push(...(await checkEngine(name, { short: values.short })));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
if (values.junit !== undefined) writeFileSync(values.junit, junitOf(rows));
const failed = rows.filter(({ ok }) => !ok);
console.log(tableOf(rows));
for (const { engine, part, title, detail } of failed)
  console.log(`\nFAILED ${engine}: ${part}: ${title}\n${detail.trim().slice(0, 1_000)}`);
console.log(`\n${rows.length - failed.length} held, ${failed.length} failed`);
process.exitCode = failed.length === 0 && rows.length > 0 ? 0 : 1;

async function checkEngine(name: EngineName, scope: Scope): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-regression-"));
  const made: Row[] = [];
  const opened: { engine?: Engine } = {};
  const step = async (part: string, title: string, act: () => Promise<string>) => {
    const done = await row({ engine: name, part, title }, async () => ({ ok: true, detail: await act() }));
    made.push(done);
    return done.ok;
  };
  try {
    const ready = await step("image", "the engine starts", async () => {
      opened.engine = await openEngine(name, directory);
      return "yes";
    });
    const { engine } = opened;
    if (!ready || engine === undefined) return made;
    for (const [image, tools] of Object.entries(images))
      if (!(await step("image", `${image} is built without a registry`, async () => build(engine, image, tools))))
        return made;
    await step("image", "there is no shell where there are no tools", async () => withoutShell(engine));
    await step("image", "the gateway is confined, attacked and stopped", async () => {
      made.push(...(await checkGateway(engine, directory, scope)));
      return "yes";
    });
    return made;
  } finally {
    await opened.engine?.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function build(engine: Engine, image: string, tools: string | undefined): string {
  const [program, ...options] = engine.command as [string, ...string[]];
  const args = ["--engine", program, "--tag", image, ...options.map((option) => `--option=${option}`)];
  const script = fileURLToPath(new URL("image.ts", import.meta.url));
  const asked = tools === undefined ? [] : ["--tools", tools];
  const { status, stderr } = spawnSync(process.execPath, [script, ...args, ...asked], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return "yes";
}

function withoutShell(engine: Engine): string {
  const run = ["run", "--rm", ...engine.confinement, "--network=none", "--entrypoint"];
  engine.run(...run, "/usr/bin/node", "sallyport:plain", "--version");
  for (const shell of ["/bin/sh", "/bin/bash", "/usr/bin/dash"]) {
    try {
      engine.run(...run, shell, "sallyport:plain", "-c", "true");
    } catch {
      continue;
    }
    throw new Error(`${shell} is there`);
  }
  return "held";
}

async function checkGateway(engine: Engine, directory: string, scope: Scope): Promise<readonly Row[]> {
  const state = join(directory, "gateway");
  mkdirSync(state);
  const gateway = await startGateway(engine, "sallyport:tools", state);
  try {
    const backend = statusOf(gateway).sandbox?.resolved ?? "none";
    return [
      ...(await checkContainer(engine, gateway)),
      ...(await checkErrands(engine, gateway, scope)),
      // Without a sandbox there is nothing to get out of; that has failed already.
      ...(backend === "none" ? [] : await checkEscapes(engine, gateway, backend, scope)),
      ...(await checkInjections(engine, gateway, scope)),
      await row({ engine: engine.name, part: "container", title: "the gateway ends when it is told to" }, async () => {
        const { status, ms } = gateway.stop();
        return {
          ok: status === "0" && ms < 15_000,
          detail: status === "0" ? "yes" : `status ${status} after ${ms} ms`,
        };
      }),
    ];
  } finally {
    await gateway.remove();
  }
}
