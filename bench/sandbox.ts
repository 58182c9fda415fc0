import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bubblewrap } from "../src/sandbox/bubblewrap/bubblewrap.ts";
import { landlock } from "../src/sandbox/landlock/landlock.ts";
import type { Sandbox } from "../src/sandbox/sandbox.ts";
import { workspaceSpec } from "../src/sandbox/spec.ts";
import { type Measurement, median } from "./report.ts";

const rounds = 41;

/** By back end, how much longer than a `true` that is just started a sandboxed one may take. */
const bars: readonly (readonly [backend: Sandbox, atMost: number])[] = [
  [bubblewrap, 5],
  [landlock, 2],
];

/** A sandboxed `true`, from its spec to the last thing cleaned up, over a `true` that is just started. */
export async function benchSandbox(): Promise<Measurement[]> {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  const command = { argv: ["/usr/bin/true"], cwd: workspace };
  const spec = workspaceSpec(workspace);
  const run = async (backend: Sandbox) => {
    const { exit, stderr } = await backend.run(command, spec);
    if (exit !== 0) throw new Error(`true exited ${exit} in ${backend.name}: ${stderr}`);
  };
  try {
    const samples: { plain: number; sandboxed: readonly number[] }[] = [];
    for (let i = 0; i < rounds + 4; i++) {
      const plain = await timed(startTrue);
      const sandboxed: number[] = [];
      for (const [backend] of bars) sandboxed.push(await timed(() => run(backend)));
      samples.push({ plain, sandboxed });
    }
    const warm = samples.slice(4);
    const plain = median(warm.map((sample) => sample.plain));
    return bars.flatMap(([{ name }, atMost], i) => {
      const sandboxed = median(warm.map((sample) => sample.sandboxed[i] as number));
      return [
        { name: `true in ${name}`, value: sandboxed, unit: "ms" },
        { name: `true in ${name} over true`, value: sandboxed / plain, unit: "×", atMost },
      ];
    });
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
