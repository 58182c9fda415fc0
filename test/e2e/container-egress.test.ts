import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Egress, openEgress } from "../../src/net/index.ts";
import { visitPage } from "../../src/sandbox/browser/page.ts";
import { browserCommand, browserSpec } from "../../src/sandbox/browser/profile.ts";
import { docker } from "../../src/sandbox/container/docker.ts";
import { podman } from "../../src/sandbox/container/podman.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { podmanPlace, startDockerd } from "../sandbox/engine.ts";

interface Bench {
  readonly box: Sandbox;
  readonly owner: number;
  stop(): void | Promise<void>;
}

const makers: Readonly<Record<string, (directory: string) => Promise<Bench>>> = {
  docker: async (directory) => {
    const { socket, stop } = await startDockerd(directory);
    return { box: docker({ socket }), owner: 1_000, stop };
  },
  podman: async (directory) => {
    const { options, stop } = podmanPlace(directory);
    return { box: podman({ options }), owner: 0, stop };
  },
};

/** 3 MiB in which no part is like another. */
const large = Buffer.from(
  Array.from({ length: 3 << 18 }, (_, i) => i.toString(16).padStart(4, "0").slice(-4)).join(""),
);

// Nobody but root starts Docker's engine; Podman without root is tried in `sandbox-podman-user.test.ts`.
describe.skipIf(process.getuid?.() !== 0).each(["docker", "podman"])("the way out of a container of %s", (name) => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  const asked: string[] = [];
  let [bench, server, egress]: [Bench?, Server?, Egress?] = [];
  let port = 0;

  beforeAll(async () => {
    bench = await (makers[name] as (typeof makers)[string])(join(directory, "engine"));
    server = createServer((request, response) => {
      asked.push(`${request.headers.host} ${request.url}`);
      if (request.url === "/large") return response.end(large);
      if (request.url === "/echo") return request.pipe(response);
      if (request.url === "/never") return response.write("first\n");
      return response.setHeader("content-type", "text/html").end("<p>Pancakes");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
    egress = await openEgress({
      socket: join(directory, "ways", "proxy"),
      policy: { hosts: ["pages.test"], privateHosts: ["pages.test"], ports: [port], methods: ["GET", "PUT"] },
      resolver: async () => ["127.0.0.1"],
      mayReach: async () => true,
      record: () => {},
    });
  }, 120_000);
  afterAll(async () => {
    await egress?.close();
    server?.closeAllConnections();
    server?.close();
    await bench?.box.warm?.close();
    await bench?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(script: string, parts: Partial<SandboxSpec> = {}, signal?: AbortSignal) {
    const { box, owner } = bench as Bench;
    const workspace = realpathSync(mkdtempSync(join(directory, "workspace-")));
    chownSync(workspace, owner, owner);
    const spec = workspaceSpec(workspace, { network: { socket: egress?.socket ?? "" }, ...parts });
    return box.run({ argv: ["/bin/sh", "-c", script], cwd: parts.readWrite?.[0] ?? workspace }, spec, signal);
  }

  /** Pids of helpers that carry, on the host. */
  const carriers = () =>
    readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("/run/warden\0carry");
      } catch {
        return false;
      }
    });

  it("[OC-8] [CE-2.1] leads to a host that is opened, whole and in both directions", async () => {
    const { exit, stdout, stderr } = await run(`curl -sS http://pages.test:${port}/page`);
    expect([exit, stdout, stderr]).toEqual([0, "<p>Pancakes", ""]);
    const many = await run(
      `for i in 1 2 3 4 5 6 7 8; do curl -sS http://pages.test:${port}/large | sha256sum & done; wait
       curl -sS http://pages.test:${port}/large >all; curl -sS -T all http://pages.test:${port}/echo | cmp - all && echo same`,
    );
    const lines = many.stdout.trim().split("\n");
    expect(new Set(lines.slice(0, 8)).size).toBe(1);
    expect(lines.slice(8)).toEqual(["same"]);
  });

  it.each([
    ["another host", () => `curl -sS http://other.test:${port}/page`],
    ["another method", () => `curl -sS -X DELETE http://pages.test:${port}/page`],
    ["an address of the machine", () => `curl -sS http://127.0.0.1:${port}/page --noproxy ''`],
    ["a tunnel", () => `curl -sS -p http://pages.test:${port}/page`],
    ["what it asks for past the proxy", () => `curl -sS --noproxy '*' http://127.0.0.1:${port}/page`],
  ])("[OC-8] [CE-2.2] does not lead to %s", async (_what, command) => {
    const before = asked.length;
    expect((await run(command())).stdout).not.toContain("Pancakes");
    expect(asked.length).toBe(before);
  });

  it("[CE-2.1] shows no socket of the host, and no helper that a command could take on", async () => {
    const script = `python3 -c 'import socket; socket.socket(socket.AF_UNIX)' 2>&1 | tail -1
      for pid in /proc/[0-9]*; do
        [ "$(head -c 17 $pid/cmdline | tr '\\0' ' ')" = "/run/warden carry" ] || continue
        echo FOUND; kill -9 \${pid#/proc/}; true <$pid/fd/0 && echo OPENED; true >$pid/mem && echo OPENED
      done 2>/dev/null
      echo x 2>/dev/null >/run/warden && echo WRITTEN
      curl -sS http://pages.test:${port}/page`;
    const { stdout } = await run(script);
    expect(stdout).toMatch(/(?:not permitted|not supported)/i);
    expect(stdout).toContain("FOUND");
    expect(stdout).not.toMatch(/OPENED|WRITTEN/);
    expect(stdout).toContain("Pancakes");
  });

  it("[OC-4] [OC-8] ends with the command, and a container that is kept leads out anew, or nowhere", async () => {
    const workspace = realpathSync(mkdtempSync(join(directory, "kept-")));
    chownSync(workspace, bench?.owner ?? 0, bench?.owner ?? 0);
    const parts = { readWrite: [workspace], keep: "key" };
    const get = `curl -sS -m 10 http://pages.test:${port}/page; hostname`;
    for (let i = 0; i < 3; i++) {
      expect((await run(get, parts)).stdout).toBe("<p>Pancakessandbox\n");
      expect(carriers()).toEqual([]);
    }
    expect(await bench?.box.warm?.list()).toHaveLength(1);
    expect((await run(get, { ...parts, network: "none" })).stdout).not.toContain("Pancakes");
  });

  it("[CE-2.1] cuts what a command leaves open when it is over, given up or out of time", async () => {
    const never = `curl -sS -N http://pages.test:${port}/never`;
    expect((await run(`${never} >/dev/null & sleep 1; echo over`)).stdout).toContain("over");
    expect((await run(never, { wallMs: 1_000 })).timedOut).toBe(true);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1_500);
    expect((await run(never, {}, stop.signal)).cancelled).toBe(true);
    expect(carriers()).toEqual([]);
    await expect.poll(() => new Promise((resolve) => server?.getConnections((_, count) => resolve(count)))).toBe(0);
  });

  it("[CE-2.1] holds more connections than it carries, one after the other", async () => {
    const script = `for i in $(seq 100); do curl -sS http://pages.test:${port}/page >/dev/null && echo ok & done; wait`;
    const { stdout } = await run(script);
    expect(stdout.split("\n").filter((line) => line === "ok")).toHaveLength(100);
  });

  it("[OC-4] [OC-8] leads a browser too", async () => {
    const spec = browserSpec({ network: { socket: egress?.socket ?? "" }, wallMs: 60_000 });
    const { page } = await visitPage(
      (streams) => (bench as Bench).box.run({ argv: browserCommand(), cwd: "/tmp", streams }, spec),
      { url: `http://pages.test:${port}/page`, longest: 1_000 },
    );
    expect(page).toMatchObject({ text: "Pancakes", status: 200 });
    expect(carriers()).toEqual([]);
  });
});
