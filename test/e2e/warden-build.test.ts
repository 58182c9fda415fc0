import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { findWarden } from "../../src/sandbox/warden.ts";

const native = fileURLToPath(new URL("../../native/", import.meta.url));
const program = join(native, `warden-${process.arch}`);

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "sallyport-warden-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe("[CE-2.2] the native helper", () => {
  it("is used where it is the package's own and works", () => {
    expect(findWarden()).toMatchObject({ descriptor: expect.any(Number), landlock: expect.any(Number) });
    const copied = join(directory(), "warden");
    copyFileSync(program, copied);
    expect(findWarden(copied)).not.toHaveProperty("what");
  });

  it.each<[string, RegExp, (path: string) => void]>([
    ["is not there", /no native helper \(ENOENT\)/, () => {}],
    ["is a link", /no native helper \(ELOOP\)/, (path) => symlinkSync(program, path)],
    ["cannot be executed", /does not start \(EACCES\)/, (path) => copyWithMode(path, 0o644)],
    ["can be changed by others", /can be changed by other users/, (path) => copyWithMode(path, 0o777)],
    ["is another program", /does not start/, (path) => writeFileSync(path, "#!/bin/true\n", { mode: 0o755 })],
    [
      "is cut off",
      /does not start/,
      (path) => writeFileSync(path, readFileSync(program).subarray(0, 99), { mode: 0o755 }),
    ],
  ])("is done without when it %s", (_how, reason, make) => {
    const path = join(directory(), "warden");
    make(path);
    expect(findWarden(path)).toEqual({ what: expect.stringMatching(reason), fix: expect.stringContaining(path) });
  });

  it.skipIf(process.getuid?.() !== 0)("is done without when it belongs to another user", () => {
    const path = join(directory(), "warden");
    copyFileSync(program, path);
    spawnSync("chown", ["65534", path]);
    expect(findWarden(path)).toMatchObject({ what: expect.stringContaining("belongs to another user") });
  });

  it("is built from its source, with the same bytes each time", () => {
    const versions = Object.fromEntries(
      readFileSync(join(native, "BUILT_WITH"), "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(": ") as [string, string]),
    );
    const [first, second] = [directory(), directory()];
    for (const to of [first, second]) {
      const { status, stderr } = spawnSync(join(native, "build.sh"), [to], { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
    }
    for (const [name, compiler] of Object.entries({ "warden-x64": "gcc", "warden-arm64": "aarch64-linux-gnu-gcc" })) {
      const built = readFileSync(join(first, name));
      expect(built.equals(readFileSync(join(second, name))), name).toBe(true);
      // Another compiler makes other bytes of the same source.
      const version = spawnSync(compiler, ["--version"], { encoding: "utf8" }).stdout.split("\n")[0];
      if (version === versions[compiler]) expect(built.equals(readFileSync(join(native, name))), name).toBe(true);
      else if (name === `warden-${process.arch}`) expect(findWarden(join(first, name))).not.toHaveProperty("what");
    }
  });
});

function copyWithMode(path: string, mode: number): void {
  copyFileSync(program, path);
  chmodSync(path, mode);
}
