import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auditTree, snapshotTree } from "../src/sandbox/audit/tree-audit.ts";
import { type Measurement, median } from "./report.ts";

const files = 10_000;
const rounds = 9;

/** What looking at a workspace before and after a command costs. */
export async function benchTreeAudit(): Promise<Measurement[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  try {
    for (let i = 0; i < files; i++) {
      if (i % 100 === 0) mkdirSync(join(root, `d${i / 100}`));
      writeFileSync(join(root, `d${Math.floor(i / 100)}`, `f${i}`), "");
    }
    const first = await timed(() => snapshotTree([root]));
    const later: number[] = [];
    for (let i = 0; i < rounds; i++) {
      later.push(await timed(async () => auditTree(await snapshotTree([root]), [root])));
    }
    const perThousand = median(later) / (files / 1_000);
    return [
      { name: `first look at a tree of ${files} files`, value: first, unit: "ms" },
      { name: "look before and after a command, of 1000 files", value: perThousand, unit: "ms", atMost: 20 },
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
