import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bubblewrap } from "../src/sandbox/bubblewrap.ts";
import { workspaceSpec } from "../src/sandbox/spec.ts";
import { type Measurement, median } from "./report.ts";

const rounds = 41;

/** A sandboxed `true`, from its spec to the last mount point cleaned up, over a `true` that is just started. */
export async function benchSandbox(): Promise<Measurement[]> {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  const command = { argv: ["/usr/bin/true"], cwd: workspace };
  const spec = workspaceSpec(workspace);
  try {
    const samples: { sandboxed: number; plain: number }[] = [];
    for (let i = 0; i < rounds + 4; i++) {
      const plain = await timed(startTrue);
      const sandboxed = await timed(async () => {
        const { exit, stderr } = await bubblewrap.run(command, spec);
        if (exit !== 0) throw new Error(`true exited ${exit} in the sandbox: ${stderr}`);
      });
      samples.push({ sandboxed, plain });
    }
    const warm = samples.slice(4);
    const [sandboxed, plain] = [median(warm.map((s) => s.sandboxed)), median(warm.map((s) => s.plain))];
    return [
      { name: "true in the sandbox", value: sandboxed, unit: "ms" },
      { name: "true in the sandbox over true", value: sandboxed / plain, unit: "×", atMost: 6 },
    ];
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

async function timed(run: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await run();
  return performance.now() - before;
}

function startTrue(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("/usr/bin/true", [], { env: {}, stdio: ["ignore", "pipe", "pipe"] });
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}
