import { closeSync, constants, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPlace } from "../src/files/descriptor.ts";
import { type Measurement, median } from "./report.ts";

const rounds = 41;
const opens = 200;

/** Opening a file three directories beneath a root: by descriptors, over asking where its path leads and opening that. */
export async function benchFiles(): Promise<Measurement[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  const path = join(root, "a/b/file");
  try {
    mkdirSync(join(root, "a/b"), { recursive: true });
    writeFileSync(path, "text");
    const samples = Array.from({ length: rounds + 4 }, () => ({
      byName: microseconds(() => openByName(root, path)),
      beneath: microseconds(() => openBeneath(root, path)),
    })).slice(4);
    const [byName, beneath] = [median(samples.map((s) => s.byName)), median(samples.map((s) => s.beneath))];
    return [
      { name: "open beneath a root", value: beneath, unit: "µs" },
      { name: "open beneath a root over realpath and open", value: beneath / byName, unit: "×", atMost: 3 },
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function openBeneath(root: string, path: string): void {
  using place = openPlace(root, path);
  using pin = place.pin();
  closeSync(openSync(pin.path, constants.O_RDONLY | constants.O_NONBLOCK));
}

function openByName(root: string, path: string): void {
  const real = realpathSync.native(path);
  if (!real.startsWith(`${root}/`)) throw new Error("it leads elsewhere");
  closeSync(openSync(real, "r"));
}

function microseconds(work: () => void): number {
  const before = performance.now();
  for (let i = 0; i < opens; i++) work();
  return ((performance.now() - before) / opens) * 1_000;
}
