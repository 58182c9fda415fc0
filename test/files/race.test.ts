import { mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readFile, resolvePath } from "../../src/files/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { tempDir } from "../fixtures/temp.ts";
import { Workspace } from "./workspace.ts";

/** A workspace in which `dir` is now a directory and now a link to a directory outside with a secret in it. */
function contested() {
  const ws = new Workspace();
  const outside = realpathSync(tempDir());
  writeFileSync(`${outside}/file`, "secret");
  mkdirSync(ws.at("dir"));
  writeFileSync(ws.at("dir/file"), "harmless");
  symlinkSync(outside, ws.at("link"));
  return { ws, outside };
}

/** What many guards do: ask where the path leads, then open it by name. */
function naiveRead(root: string, path: string, between: () => void = () => {}): string | undefined {
  try {
    if (!realpathSync(path).startsWith(`${root}/`)) return undefined;
    between();
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

describe("a directory that turns into a link between check and use", () => {
  it("[CE-2.2] is refused when it happens after the path was resolved and decided on, where a naive guard follows", async () => {
    const { ws } = contested();
    const swap = () => {
      renameSync(ws.at("dir"), ws.at("spare"));
      renameSync(ws.at("link"), ws.at("dir"));
    };
    expect(await resolvePath("dir/file", ws.root)).toEqual({ ok: true, path: ws.at("dir/file") });
    const asked = ws.request("dir/file", "read");
    const permit = await permitFor(asked);
    expect(naiveRead(ws.root, ws.at("dir/file"))).toBe("harmless");
    expect(naiveRead(ws.root, ws.at("dir/file"), swap)).toBe("secret");
    expect(await readFile(permit, asked, ws.root, 100)).toMatchObject({ ok: false, fault: "link" });
  });

  it("[CE-2.2] is refused when the root itself, or what is above it, becomes a link", async () => {
    const { ws, outside } = contested();
    mkdirSync(`${outside}/sub`);
    writeFileSync(`${outside}/sub/file`, "secret");
    mkdirSync(ws.at("a/sub"), { recursive: true });
    writeFileSync(ws.at("a/sub/file"), "harmless");
    const asked = ws.request("a/sub/file", "read");
    const read = async () => readFile(await permitFor(asked), asked, ws.at("a/sub"), 100);
    expect(await read()).toMatchObject({ ok: true, text: "harmless" });
    renameSync(ws.at("a"), ws.at("moved"));
    symlinkSync(outside, ws.at("a"));
    expect(await read()).toMatchObject({ ok: false, fault: "link" });
  });
});
