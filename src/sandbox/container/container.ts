import { SallyportError, SandboxFailed } from "../../errors.ts";
import { callTables } from "../filter/system-calls.ts";
import { type Obstacle, probeSandbox } from "../probe.ts";
import { type Protection, protect } from "../protected-paths.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { checkSpec } from "../spec-check.ts";
import { findWarden } from "../warden.ts";
import { type Carrier, carryOut } from "./egress.ts";
import type { Engine } from "./engine.ts";
import { type Execution, execute } from "./exec.ts";
import { type Container, recipeOf } from "./make.ts";
import { ContainerPool } from "./pool.ts";

const made = new Map<string, Sandbox>();

/** A container engine as a sandbox: a container for each command, or one that is kept for commands of a key. */
export function containerSandbox(engine: Engine): Sandbox {
  // Whoever asks again gets the same, and with it what is kept.
  const identity = JSON.stringify([engine.name, engine.image, engine.options]);
  const sandbox = made.get(identity) ?? makeSandbox(engine);
  made.set(identity, sandbox);
  return sandbox;
}

function makeSandbox(engine: Engine): Sandbox {
  const pool = new ContainerPool(engine);
  const sandbox: Sandbox = {
    name: engine.name,
    probe: async () =>
      probeSandbox(sandbox, {
        obstacle: await obstacle(engine),
        limitedBy: limitedBy(engine),
        owner: engine.needsOwner,
      }),
    run: (command, spec, signal) => run(engine, pool, command, spec, signal),
    hasWayOut: () => !("what" in findWarden()),
    warm: pool,
  };
  return sandbox;
}

async function run(
  engine: Engine,
  pool: ContainerPool,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal: AbortSignal | undefined,
): Promise<SandboxResult> {
  const warden = findWarden();
  checkSpec(command, spec, "what" in warden ? warden : "available");
  const protections: Protection[] = [];
  try {
    protections.push(...protectAll(spec));
    const recipe = recipeOf(
      engine,
      spec,
      protections.flatMap(({ paths }) => paths),
    );
    for (;;) {
      const loan = await pool.borrow(recipe, () => {
        const held = protectAll(spec);
        return () => release(held);
      });
      let isClean = false;
      try {
        const execution = await ledOut(engine, loan.container, spec, () =>
          execute(engine, loan.container, command, spec, signal),
        );
        if ("result" in execution) {
          isClean = execution.isClean;
          return execution.result;
        }
        // One that was kept may have been removed by others, or have ended with the engine: nothing was run.
        if (!loan.isWarm) throw execution.notStarted;
      } finally {
        await loan.giveBack(isClean);
      }
    }
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    release(protections);
  }
}

/** Runs a command with the way out that its spec has. */
async function ledOut(
  engine: Engine,
  container: Container,
  { network }: SandboxSpec,
  run: () => Promise<Execution>,
): Promise<Execution> {
  if (network === "none") return run();
  let carrier: Carrier;
  try {
    carrier = await carryOut(engine, container, network.socket);
  } catch (error) {
    return { notStarted: error as SandboxFailed };
  }
  let isClosed = false;
  try {
    const execution = await run();
    isClosed = await carrier.close();
    return "result" in execution ? { ...execution, isClean: execution.isClean && isClosed } : execution;
  } finally {
    if (!isClosed) await carrier.close();
  }
}

function protectAll({ readWrite, unprotected = [] }: SandboxSpec): readonly Protection[] {
  const held: Protection[] = [];
  try {
    for (const root of readWrite) held.push(protect(root, unprotected));
    return held;
  } catch (error) {
    release(held);
    throw error;
  }
}

function release(held: readonly Protection[]): void {
  for (const protection of held) protection.release();
}

async function obstacle(engine: Engine): Promise<Obstacle | undefined> {
  if (!Object.hasOwn(callTables, process.arch))
    return { what: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
  try {
    await engine.check();
    return undefined;
  } catch (error) {
    const { message, fix = "correct the configuration of the sandbox" } = error as SallyportError;
    return { what: message, fix };
  }
}

function limitedBy({ bounds, name }: Engine): string {
  return bounds === "tree" ? `the whole tree, by control groups of ${name}` : "each process by itself";
}
