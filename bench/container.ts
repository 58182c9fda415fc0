import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../src/sandbox/container/docker.ts";
import { workspaceSpec } from "../src/sandbox/spec.ts";
import { startDockerd } from "../test/sandbox/engine.ts";
import { type Measurement, median } from "./report.ts";

const rounds = 21;

/** `true` in a warm container over the engine's own `exec` of it in the same container. */
export async function benchContainer(): Promise<Measurement[]> {
  const reason =
    process.getuid?.() !== 0
      ? "only root starts an engine"
      : !existsSync("/usr/sbin/dockerd")
        ? "there is no dockerd"
        : undefined;
  if (reason !== undefined) {
    process.stderr.write(`skipped: ${reason}\n`);
    return [];
  }
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  const engine = await startDockerd(join(directory, "engine"));
  const box = docker({ socket: engine.socket });
  const workspace = realpathSync(mkdtempSync(join(directory, "workspace-")));
  chownSync(workspace, 1_000, 1_000);
  const command = { argv: ["/usr/bin/true"], cwd: workspace };
  const spec = workspaceSpec(workspace, { keep: "bench" });
  try {
    const cold = await timed(() => box.run(command, spec));
    const container = (await box.warm?.list())?.[0]?.name as string;
    const exec = ["--host", `unix://${engine.socket}`, "exec", container, "/usr/bin/true"];
    const samples: { ours: number; theirs: number }[] = [];
    for (let i = 0; i < rounds; i++) {
      const theirs = await timed(() => execute("/usr/bin/docker", exec));
      const ours = await timed(async () => {
        const { exit, stderr } = await box.run(command, spec);
        if (exit !== 0) throw new Error(`true exited ${exit} in the container: ${stderr}`);
      });
      samples.push({ ours, theirs });
    }
    const [ours, theirs] = [median(samples.map((s) => s.ours)), median(samples.map((s) => s.theirs))];
    return [
      { name: "first command in a container", value: cold, unit: "ms" },
      { name: "true in a warm container", value: ours, unit: "ms" },
      { name: "true in a warm container over the engine's own exec", value: ours / theirs, unit: "×", atMost: 1.2 },
    ];
  } finally {
    await box.warm?.close();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await run();
  return performance.now() - before;
}

function execute(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: {}, stdio: ["ignore", "pipe", "pipe"] });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`exec ended with ${code}`))));
  });
}
