import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resolvePath } from "../../src/files/index.ts";
import { Workspace } from "./workspace.ts";

describe("resolving a written path", () => {
  it("gives the real absolute path, of what does not exist yet too", async () => {
    const ws = new Workspace();
    mkdirSync(ws.at("real"));
    writeFileSync(ws.at("real/f"), "");
    symlinkSync("real", ws.at("link"));
    for (const [written, real] of [
      ["real/f", "real/f"],
      ["./real//f", "real/f"],
      ["link/f", "real/f"],
      ["link/new", "real/new"],
      ["link/new/deep", "real/new/deep"],
      ["real/../real/f", "real/f"],
      [ws.at("link"), "real"],
    ] as const) {
      expect(await resolvePath(written, ws.root), written).toEqual({ ok: true, path: ws.at(real) });
    }
  });

  it("[CE-2.2] shows where a link leads, so that the scope is asked about that", async () => {
    const ws = new Workspace();
    symlinkSync("/etc", ws.at("innocent"));
    expect(await resolvePath("innocent/passwd", ws.root)).toEqual({ ok: true, path: "/etc/passwd" });
    expect(await resolvePath("../../../../../../etc/passwd", ws.root)).toEqual({ ok: true, path: "/etc/passwd" });
  });

  it("refuses what is no path, links in a circle and links to nothing", async () => {
    const ws = new Workspace();
    symlinkSync("loop", ws.at("loop"));
    symlinkSync("nowhere", ws.at("dangling"));
    expect(await resolvePath("", ws.root)).toMatchObject({ fault: "outside" });
    expect(await resolvePath("a\0b", ws.root)).toMatchObject({ fault: "outside" });
    expect(await resolvePath("\ud800", ws.root)).toMatchObject({ fault: "outside" });
    expect(await resolvePath("x/".repeat(3000), ws.root)).toMatchObject({ fault: "outside" });
    expect(await resolvePath("loop", ws.root)).toMatchObject({ ok: false });
    expect(await resolvePath("dangling", ws.root)).toMatchObject({ fault: "link" });
    expect(await resolvePath("dangling/x", ws.root)).toMatchObject({ fault: "link" });
  });
});
