import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../../src/sandbox/browser/browser.ts";
import { browserCommand, browserSpec } from "../../src/sandbox/browser/profile.ts";
import { bubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { docker } from "../../src/sandbox/container/docker.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { browsers, textOf } from "../sandbox/browsers.ts";
import { type Dockerd, startDockerd } from "../sandbox/engine.ts";

const isRoot = process.getuid?.() === 0;
const directory = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
let engine: Dockerd | undefined;
afterAll(async () => {
  await engine?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const boxes: Readonly<Record<string, () => Promise<Sandbox>>> = {
  bubblewrap: async () => bubblewrap,
  docker: async () => {
    engine = await startDockerd(join(directory, "engine"));
    return docker({ socket: engine.socket });
  },
};

// Nobody but root starts Docker's engine.
describe.each(isRoot ? ["bubblewrap", "docker"] : ["bubblewrap"])("[OC-4] a browser in %s", (name) => {
  // Other tests have browsers too, but none in a container.
  const running = () =>
    name === "docker" ? browsers((pid) => textOf(`/proc/${pid}/cgroup`).includes("docker")) : browsers();

  function workspace(): string {
    const at = realpathSync(mkdtempSync(join(directory, "workspace-")));
    writeFileSync(
      join(at, "page.html"),
      "<title>before</title><script>document.title = `after ${6 * 7}`</script><p>text",
    );
    if (name === "docker") chownSync(at, 1_000, 1_000);
    return at;
  }

  it("is driven by the one who started it, reaches nothing, is reached by nobody, and leaves nothing", async () => {
    const at = workspace();
    mkdirSync(join(directory, "outside"), { recursive: true });
    writeFileSync(join(directory, "outside", "canary.html"), "<title>canary</title>");
    let requests = 0;
    const host = createServer((_, response) => {
      requests++;
      response.end("<title>reached</title>");
    }).listen(0, "127.0.0.1");
    await once(host, "listening");
    const box = await (boxes[name] as () => Promise<Sandbox>)();
    const spec = browserSpec({ readWrite: [at] });
    const browser = openBrowser((streams) => box.run({ argv: browserCommand(), cwd: at, streams }, spec));
    try {
      expect(await browser.send("Browser.getVersion")).toMatchObject({ protocolVersion: expect.any(String) });
      expect(await titleOf(browser, `file://${at}/page.html`)).toBe("after 42");
      expect(await titleOf(browser, "data:text/html,<title>inline</title>")).toBe("inline");
      expect(await titleOf(browser, `file://${directory}/outside/canary.html`)).not.toBe("canary");
      expect(await titleOf(browser, `http://127.0.0.1:${(host.address() as AddressInfo).port}/`)).not.toBe("reached");
      expect(requests).toBe(0);
      await expect(browser.send("No.suchThing")).rejects.toThrow(/refused/);

      const pids = running();
      expect(pids.length).toBeGreaterThan(1);
      for (const pid of pids) expect(listeners(pid), String(pid)).toEqual([]);
      await expect(connected(9_222)).rejects.toThrow("ECONNREFUSED");
      if (isRoot) {
        const attempt = `for pid in ${pids.join(" ")}; do for fd in 3 4; do : >/proc/$pid/fd/$fd && echo reached; : </proc/$pid/fd/$fd && echo reached; done; done 2>/dev/null`;
        expect(spawnSync("sh", ["-c", attempt], { uid: 65_534, gid: 65_534, encoding: "utf8" }).stdout).toBe("");
      }
    } finally {
      host.close();
      const { timedOut, cancelled } = await browser.close();
      expect([timedOut, cancelled]).toEqual([false, false]);
    }
    await sleep(100);
    expect(running()).toEqual([]);
    expect(readdirSync(at)).toEqual(["page.html"]);
    await expect(browser.send("Browser.getVersion")).rejects.toThrow(/has ended/);
  });
});

describe("[OC-8] a browser with a way out", () => {
  it("takes it for every page, and no other", async () => {
    const at = realpathSync(mkdtempSync(join(directory, "workspace-")));
    const asked: string[] = [];
    const proxy = createServer(({ url = "" }, response) => {
      asked.push(url);
      response.setHeader("content-type", "text/html");
      response.end("<title>by the proxy</title>");
    }).listen(join(directory, "proxy"));
    await once(proxy, "listening");
    const spec = browserSpec({ readWrite: [at], network: { socket: join(directory, "proxy") } });
    const browser = openBrowser((streams) => bubblewrap.run({ argv: browserCommand(), cwd: at, streams }, spec));
    try {
      expect(await titleOf(browser, "http://www.example.org/x")).toBe("by the proxy");
      expect(asked).toContain("http://www.example.org/x");
    } finally {
      await browser.close();
      proxy.close();
    }
  });
});

describe("[OC-4] a browser that is none", () => {
  const result = {
    exit: 0,
    signal: null,
    stdout: "",
    stderr: "gone",
    truncated: false,
    timedOut: false,
    cancelled: false,
    limits: [],
    findings: [],
    ms: 0,
  };

  it("is not listened to any more when what it says is no message, or is too long", async () => {
    for (const said of ["no message\0", "5\0", "\0", Buffer.alloc(65 << 20, "x")]) {
      const browser = openBrowser(async ({ input, output }) => {
        output.write(said);
        for await (const _ of input ?? []) void _;
        return result;
      });
      await expect(browser.send("Browser.getVersion")).rejects.toThrow(/said|has ended/);
      await browser.close();
    }
  });

  it("answers nothing that was not asked, and nobody waits for it when it has ended", async () => {
    const events: string[] = [];
    const browser = openBrowser(
      async ({ output }) => {
        output.write('{"id":7,"result":{}}\0{"method":"Target.x","par');
        output.write('ams":{"a":1}}\0{}\0');
        await sleep(50);
        return result;
      },
      ({ method }) => events.push(method),
    );
    await expect(browser.send("Browser.getVersion")).rejects.toThrow(/has ended: gone/);
    expect(events).toEqual(["Target.x"]);
  });
});

/** What a page is called once it has been loaded, or could not be. */
async function titleOf(browser: Browser, url: string): Promise<unknown> {
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  await browser.send("Page.enable", {}, String(sessionId));
  await browser.send("Page.navigate", { url }, String(sessionId));
  const expression =
    "new Promise((done) => document.readyState === 'complete' ? done(document.title) : addEventListener('load', () => done(document.title)))";
  const evaluated = await browser.send("Runtime.evaluate", { expression, awaitPromise: true }, String(sessionId));
  return (evaluated["result"] as { value?: unknown }).value;
}

/** Sockets that listen in the network of a process; one that has ended meanwhile has none. */
function listeners(pid: number): readonly string[] {
  const rows = ["tcp", "tcp6"].flatMap((family) => textOf(`/proc/${pid}/net/${family}`).split("\n").slice(1));
  return rows.filter((row) => row.trim().split(/\s+/)[3] === "0A");
}

async function connected(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}
