import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Measurement, median } from "./report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "bin/sallyport.js");

/** A cold `sallyport check -- ls` from the built package over a Node that does nothing. */
export function benchColdCheck(): Measurement[] {
  if (!existsSync(join(root, "dist/bin/main.js"))) throw new Error("build first: ./dev build");
  return withHome((home) => {
    const check = () => start(home, [bin, "check", "--", "ls"]);
    const nothing = () => start(home, ["-e", "0"]);
    for (const warmUp of [check, nothing, check, nothing]) warmUp();
    const samples = Array.from({ length: 21 }, () => ({ check: check(), nothing: nothing() }));
    const [checks, nothings] = [median(samples.map((s) => s.check)), median(samples.map((s) => s.nothing))];
    return [
      { name: "cold check -- ls", value: checks, unit: "ms" },
      { name: "cold check -- ls over node -e 0", value: checks / nothings, unit: "×", atMost: 2.5 },
    ];
  });
}

/** The resident memory of a gateway that nobody talks to, with the configuration that `init` writes. */
export async function benchIdleGateway(): Promise<Measurement[]> {
  const home = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  start(home, [bin, "init", "--yes"]);
  const gateway = spawn(process.execPath, [bin, "serve", "--port", "0"], { env: environment(home) });
  try {
    await listening(gateway);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const status = readFileSync(`/proc/${gateway.pid}/status`, "utf8");
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    return [{ name: "idle gateway, resident memory", value: (kibibytes * 1024) / 1e6, unit: "MB", atMost: 120 }];
  } finally {
    const gone = new Promise((resolve) => gateway.once("exit", resolve));
    gateway.kill("SIGTERM");
    await gone;
    rmSync(home, { recursive: true });
  }
}

/** Milliseconds from start to exit; what could not run has no time. */
function start(home: string, args: readonly string[]): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment(home), encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`node ${args.join(" ")} exited ${status}: ${stderr}`);
  return performance.now() - before;
}

function withHome<T>(measure: (home: string) => T): T {
  const home = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  try {
    return measure(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Resolves when the gateway has said at which address it listens. */
function listening(gateway: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk;
      if (/https:\/\/\S+:\d+/.test(said)) resolve();
    };
    gateway.stdout?.on("data", listen);
    gateway.stderr?.on("data", listen);
    gateway.once("exit", (code) => reject(new Error(`the gateway exited ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`the gateway did not start: ${said}`)), 60_000).unref();
  });
}

const environment = (home: string) => ({ ...process.env, SALLYPORT_HOME: home });
