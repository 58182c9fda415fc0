import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveSandbox } from "../../src/sandbox/index.ts";
import { workspaceSpec } from "../../src/sandbox/spec.ts";
import { backendOf } from "../../src/sandbox/verified.ts";
import { runWatched } from "../../src/sandbox/watched.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import type { Host, World } from "./world.ts";

/** Runs a script for a scenario, confined in its own way or not at all. */
export type Place = (script: string, scenario: Scenario, world: World) => Promise<Outcome>;

/** What came of one scenario in one place. */
export interface Tried {
  readonly escaped: boolean;
  /** The script came to its last line, was ended where it may be, or was refused before it began. */
  readonly ran: boolean;
  readonly refused: boolean;
  readonly said: string;
  /** Whether the twin worked; absent where there is none. */
  readonly twin?: { readonly worked: boolean; readonly said: string };
}

/** Puts a scenario to a place, each time in a fresh world. */
export async function attempt(place: Place, scenario: Scenario, host: Host): Promise<Tried> {
  const attack = await once(place, `${scenario.script}\necho TRIED`, scenario, host);
  const ran = attack.said.includes("TRIED") || scenario.dies === true || attack.refused;
  if (scenario.twin === undefined || place === unconfined || attack.refused) return { ...attack, ran };
  const { said } = await once(place, scenario.twin, { ...scenario, lingers: 0 }, host);
  return { ...attack, ran, twin: { worked: said.includes("WORKS"), said } };
}

async function once(place: Place, script: string, scenario: Scenario, host: Host) {
  const world = host.world();
  try {
    await scenario.prepare?.(world);
    const variables = Object.entries({ ...host.variables, OUT: world.outside });
    const exports = variables.map(([name, value]) => `export ${name}='${value}'`).join("\n");
    const outcome = await place(`${exports}\n${script}`, scenario, world);
    await sleep(scenario.lingers ?? 0);
    const escaped = scenario.escaped?.(world, outcome) ?? outcome.stdout.includes("ESCAPED");
    return {
      escaped,
      refused: outcome.refused === true,
      said: `${outcome.stdout.slice(-2_000)}${outcome.stderr.slice(-2_000)}`,
    };
  } finally {
    world.remove();
  }
}

const isRoot = process.getuid?.() === 0;

/** No sandbox: what this process could do itself, except that mounts are its own. */
export const unconfined: Place = async (script, scenario, { workspace }) => {
  const wallMs = scenario.limits?.wallMs === undefined ? 20_000 : 10_000;
  const [program, ...words] = [...(isRoot ? ["unshare", "-m"] : []), "bash", "--norc", "--noprofile", "-c", script];
  const child = spawn(program as string, words, {
    cwd: workspace,
    env: { ...process.env, PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: wallMs,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (chunk) => {
      said[stream] += chunk;
    });
  // What it leaves behind may hold its output open.
  await new Promise((resolve) => child.once("exit", () => setTimeout(resolve, 50)));
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  return { ...said, kept: said.stdout.length + said.stderr.length, findings: [] };
};

/** A back end of the registry; `undefined` with the reason where it does not hold on this machine. */
export async function placeOf(backend: string): Promise<Place | string> {
  const { sandbox, status } = await resolveSandbox({ mode: "required", backend });
  if (sandbox === undefined) {
    const failed = status.checks.find(({ ok }) => !ok);
    return `${failed?.name}: ${failed?.detail}`;
  }
  return async (script, { denied = [], shown = [], limits }, { outside, workspace }) => {
    const spec = workspaceSpec(workspace, {
      wallMs: 20_000,
      denied: denied.map((path) => join(workspace, path)),
      readOnly: shown.map((path) => join(outside, path)),
      ...limits,
    });
    const argv = ["bash", "--norc", "--noprofile", "-c", script];
    const { stdout, stderr, findings } = await runWatched(backendOf(sandbox), { argv, cwd: workspace }, spec);
    return { stdout, stderr, kept: stdout.length + stderr.length, findings: findings.map(({ rule }) => rule) };
  };
}
