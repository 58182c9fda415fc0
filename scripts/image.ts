import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { commonTools, fillRootfs } from "./rootfs.ts";

/** `npm run image`: builds the image from what is installed here; needs no registry and no network. */
const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "docker" },
    tag: { type: "string", default: "sallyport:latest" },
    // Debian packages whose programs commands of agents may use. Without any, there is not even a shell in the image.
    tools: { type: "string" },
    // Options of the engine's command line, before the word `build`.
    option: { type: "string", multiple: true, default: [] },
  },
});
const tools = values.tools === undefined ? [] : [...commonTools, ...values.tools.split(",").filter(Boolean)];

const context = mkdtempSync(join(tmpdir(), "sallyport-image-"));
try {
  const rootfs = join(context, "rootfs");
  mkdirSync(rootfs);
  fillRootfs(rootfs, tools);
  // The same files give the same archive, whoever makes it and when.
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  run("tar", [...same, "-C", rootfs, "-cf", join(context, "rootfs.tar"), "."]);
  rmSync(rootfs, { recursive: true });
  mkdirSync(join(context, "empty"));
  copyFileSync(new URL("../deploy/Containerfile", import.meta.url), join(context, "Containerfile"));
  const build = ["build", "--quiet", "--tag", values.tag, "--file", join(context, "Containerfile"), context];
  run(values.engine, [...values.option, ...build]);
} finally {
  rmSync(context, { recursive: true, force: true });
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? `exit ${status}`}`);
}
