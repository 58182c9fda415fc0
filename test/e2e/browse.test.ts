import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statusOf } from "../../src/assembly/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { browsers } from "../sandbox/browsers.ts";

const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** A web of HTML pages on the loopback interface, which notes what is asked of it, and with which body. */
interface Web {
  readonly port: number;
  readonly asked: string[];
  close(): void;
}

async function startWeb(pages: () => Readonly<Record<string, string>>): Promise<Web> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "";
    asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    if (path === "/gone") return response.writeHead(302, { location: pages()["/gone"] }).end();
    if (path === "/file") return response.setHeader("content-disposition", "attachment; filename=taken").end("taken");
    const page = pages()[path];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html" }).end(page ?? "nothing here");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a page of somebody who wishes no good tries; what it can tell of it, it sends home and shows. */
const hostile = (home: number, internal: number) => `<title>hostile</title><p id=shown>said</p>
<link rel=dns-prefetch href="//prefetched.test"><link rel=preconnect href="http://127.0.0.1:${internal}/">
<link rel=prefetch href="http://127.0.0.1:${internal}/prefetch">
<img src="http://127.0.0.1:${internal}/image"><img src="http://169.254.169.254/latest/meta-data/">
<iframe src="file:///etc/passwd"></iframe><iframe src="http://127.0.0.1:${internal}/frame"></iframe>
<iframe src="http://127.0.0.1:3128/"></iframe><a id=file download href="/file">file</a>
<script>
  alert("stop");
  const show = (text) => { document.getElementById("shown").append(" ", text); };
  const attempt = (name, what) => Promise.resolve().then(what).then((said) => show(name + " REACHED " + said), () => show(name + " failed"));
  const text = (url, options) => fetch(url, options).then((answer) => answer.text());
  document.getElementById("file").click();
  open("http://127.0.0.1:${internal}/popup");
  const gather = () => new Promise((found, none) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${internal}" }] });
    peer.createDataChannel("x");
    peer.onicecandidate = ({ candidate }) => candidate === null ? none() : / (?:srflx|relay) /.test(candidate.candidate) && found(candidate.candidate);
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    setTimeout(none, 400);
  });
  const socket = () => new Promise((found, none) => {
    const it = new WebSocket("ws://127.0.0.1:${internal}/socket");
    it.onopen = () => found("socket"); it.onerror = none;
  });
  Promise.all([
    text("http://127.0.0.1:${internal}/", { mode: "no-cors" }),
    text("http://other.test:${home}/", { mode: "no-cors" }),
    text("http://169.254.169.254/latest/meta-data/", { mode: "no-cors" }),
    attempt("local file", () => text("file:///etc/passwd")),
    attempt("post", () => text("/post", { method: "POST", body: "x" }).then((said) => { if (!said.includes("nothing here")) throw said; return said; })),
    attempt("socket", socket),
    attempt("peer", gather),
  ]).then(() => { show("tried all"); text("/tried"); });
</script>`;

let web: Web;
let internal: Web;

beforeAll(async () => {
  internal = await startWeb(() => ({ "/": "the heron stands in the reeds" }));
  web = await startWeb(() => ({
    "/page": `<title>Kitchen</title><p>before<script>document.querySelector("p").textContent = "Pancakes: " + 6 * 7 + " eggs"</script><p hidden>unseen`,
    "/loaded": `<p id=a>waiting</p><script>fetch("/part").then((a) => a.text()).then((t) => { document.getElementById("a").textContent = t; })</script>`,
    "/part": "it came later",
    "/hostile": hostile(web.port, internal.port),
    "/gone": `http://127.0.0.1:${internal.port}/`,
    "/liar": `<p>honest</p><script>Object.defineProperty(HTMLElement.prototype, "innerText", { get: () => "lie" }); String.prototype.slice = () => "lie";</script>`,
    "/endless": "<p>endless<script>for (;;) ;</script>",
    "/long": `<p>${"word ".repeat(100_000)}`,
  }));
});
afterAll(() => {
  web.close();
  internal.close();
});

describe("an agent's browser", () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await install({
      model: obey,
      resolver: async () => ["127.0.0.1"],
      config: ({ workspace }) => ({
        agents: [
          { id: "main", profile: "full", workspace },
          { id: "elsewhere", profile: "full", workspace, scope: { hosts: ["example.com"] } },
        ],
        sandbox: { backend: "bubblewrap", egress: { hosts: ["pages.test"], ports: [web.port], methods: ["GET"] } },
        net: {
          dangerouslyAllowPrivate: {
            hosts: ["pages.test"],
            until: tomorrow,
            reason: "the pages of this test are on this machine",
          },
        },
      }),
    });
  });
  afterAll(() => installation.close());

  async function browse(url: string, agent = "main"): Promise<string> {
    const token = await installation.token();
    const session = crypto.randomUUID();
    return (await drivers.api(installation.url, order("browse", { url }), { token, agent, session })).text;
  }

  it("[OC-4] [OC-8] reads what the scripts of a page have made of it, as somebody else's words", async () => {
    const text = await browse(`http://pages.test:${web.port}/page`);
    expect(text).toContain("Kitchen");
    expect(text).toContain("Pancakes: 42 eggs");
    expect(text).not.toContain("unseen");
    expect(text).toContain(`url:http://pages.test:${web.port}/page`);
    expect(await browse(`http://pages.test:${web.port}/loaded`)).toContain("it came later");
    expect(await browse(`http://pages.test.:${web.port}/page`)).toContain("Pancakes: 42 eggs");
    const [record] = (await installation.records({ kind: "egress" })).slice(-1);
    expect(record?.body).toMatchObject({ agent: "main", host: "pages.test", method: "GET", effect: "allow" });
    const [decided] = (await installation.records({ kind: "decision" })).filter(({ body }) =>
      JSON.stringify(body).includes('"browse"'),
    );
    expect(JSON.stringify(decided?.body)).toContain(`http://pages.test:${web.port}/page`);
  });

  it("[OC-4] [OC-8] [CE-2.2] lets a page reach nothing but its own host", async () => {
    const before = internal.asked.length;
    const asked = web.asked.length;
    const text = await browse(`http://pages.test:${web.port}/hostile`);
    // It did run, and has tried it all.
    expect(text).toContain("tried all");
    expect(text).not.toContain("REACHED");
    expect(text).not.toContain("heron");
    expect(internal.asked.length).toBe(before);
    const own = `GET pages.test:${web.port} `;
    expect(web.asked.slice(asked)).toContain(`${own}/tried`);
    expect(web.asked.slice(asked).filter((line) => !line.startsWith(own))).toEqual([]);
    expect(existsSync("/tmp/browser")).toBe(false);
    const refused = async () => {
      const records = (await installation.records({ kind: "egress" })).map(({ body }) => body);
      return records.filter(({ effect }) => effect === "deny").map(({ method, host }) => `${method} ${host}`);
    };
    const expected = ["127.0.0.1", "169.254.169.254", "other.test"].map((host) => `GET ${host}`);
    await expect.poll(refused).toEqual(expect.arrayContaining([...expected, "POST pages.test"]));
    const findings = await installation.records({ kind: "finding" });
    expect(JSON.stringify(findings.map(({ body }) => body))).toContain("sandbox.net.denied");
    expect(JSON.stringify(findings.map(({ body }) => body))).not.toContain("sandbox.limit.output");
  });

  it.each([
    ["another host", () => `http://other.test:${web.port}/page`],
    ["another port", () => `http://pages.test:${internal.port}/`],
    ["an address of the machine", () => `http://127.0.0.1:${internal.port}/`],
    ["the proxy itself", () => "http://127.0.0.1:3128/"],
    ["where a redirect leads", () => `http://pages.test:${web.port}/gone`],
    ["the metadata of a cloud", () => "http://169.254.169.254/latest/meta-data/"],
    ["a file", () => "file:///etc/passwd"],
    ["the browser's own pages", () => "chrome://version/"],
    ["a page in the address", () => "data:text/html,heron"],
    ["a download", () => `http://pages.test:${web.port}/file`],
  ])("[OC-8] [CE-2.2] does not show %s", async (_what, url) => {
    const before = internal.asked.length;
    const text = await browse(url());
    expect(text).not.toMatch(/Pancakes|heron|agent:x|taken/);
    expect(internal.asked.length).toBe(before);
  });

  it("[OC-8] [SP-5] is narrowed by the scope of the agent", async () => {
    expect(await browse(`http://pages.test:${web.port}/page`, "elsewhere")).not.toContain("Pancakes");
  });

  it("[OC-4] is not told what to see by the page, and takes so much of it", async () => {
    expect(await browse(`http://pages.test:${web.port}/liar`)).toContain("honest");
    const long = await browse(`http://pages.test:${web.port}/long`);
    expect(long).toContain("(only the first 60000 characters)");
    expect(long.length).toBeLessThan(62_000);
  });

  it("[OC-4] leaves no process, no socket and no file, even of a page that never ends", async () => {
    await browse(`http://pages.test:${web.port}/endless`);
    expect(browsers()).toEqual([]);
    expect(readdirSync(homePaths(installation.home).egress)).toEqual([]);
    expect(readdirSync(installation.workspace)).toEqual([]);
  }, 90_000);

  it("[OC-4] says that it is there", async () => {
    expect((await statusOf(installation.port)).browser).toEqual({
      active: true,
      detail: "in bubblewrap, to pages.test",
    });
  });
});

describe("a browser that leads nowhere", () => {
  it.each([
    ["no egress is set", { backend: "bubblewrap" }, "sandbox.egress is not set"],
    [
      "the sandbox leads nowhere",
      { backend: "landlock", egress: { hosts: ["pages.test"] } },
      "the sandbox landlock leads nowhere",
    ],
  ])("[OC-4] is not offered when %s, and the status says why", async (_what, sandbox, why) => {
    const offered: (readonly string[])[] = [];
    const installation = await install({
      model(asked) {
        offered.push(asked.tools);
        return obey(asked);
      },
      config: () => ({ sandbox }),
    });
    try {
      const token = await installation.token();
      const asked = order("browse", { url: "http://pages.test/" });
      const { text } = await drivers.api(installation.url, asked, { token, agent: "main", session: "s" });
      expect(text).toContain('there is no tool "browse"');
      expect(offered[0]).toContain("web_fetch");
      expect(offered[0]).not.toContain("browse");
      const { browser } = await statusOf(installation.port);
      expect([browser.active, browser.detail]).toEqual([false, expect.stringContaining(why)]);
    } finally {
      await installation.close();
    }
  });
});

describe("sallyport sandbox browse", () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  const home = join(outside, "home");
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(outside, { recursive: true, force: true });
  });

  async function sallyport(...args: string[]) {
    const child = spawn(process.execPath, [main, "sandbox", "browse", "--backend", "bubblewrap", ...args], {
      cwd: outside,
      env: { PATH: process.env["PATH"], SALLYPORT_HOME: home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text) => {
        said[name] += text;
      });
    const [code] = await once(child, "close");
    return { code: code as number, ...said };
  }

  /** What the operator opens for a day, or nothing. */
  function configure(hosts?: readonly string[]): void {
    const net = { dangerouslyAllowPrivate: { hosts, until: tomorrow, reason: "pages of this test" } };
    rmSync(home, { recursive: true, force: true });
    const { config } = homePaths(home);
    const egress = { hosts: ["unused.test"], ports: [web.port, internal.port] };
    const value = { sandbox: { egress }, ...(hosts && { net }) };
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(config, JSON.stringify(value), { mode: 0o600 });
  }

  it("[OC-4] [OC-8] prints the text of a page, writes what it looks like, and records both", async () => {
    configure([`127.0.0.1:${web.port}`]);
    const url = `http://127.0.0.1:${web.port}/page`;
    const { code, stdout } = await sallyport(url);
    expect([code, stdout]).toEqual([0, "Kitchen\n\nPancakes: 42 eggs\n"]);
    const picture = await sallyport(url, "--screenshot", "page.png", "--json");
    expect([picture.code, JSON.parse(picture.stdout)]).toEqual([
      0,
      expect.objectContaining({ url, title: "Kitchen", status: 200, screenshot: "page.png", reached: ["127.0.0.1"] }),
    ]);
    const png = readFileSync(join(outside, "page.png"));
    expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    const log = readFileSync(join(homePaths(home).operatorAudit, "records.jsonl"), "utf8");
    expect(log).toContain(url);
    expect(log).toContain('"egress"');
    expect(browsers()).toEqual([]);
    expect(readdirSync(outside).toSorted()).toEqual(["home", "page.png"]);
  });

  it("[OC-8] shows neither what is not public nor what was not named", async () => {
    configure();
    const closed = await sallyport(`http://127.0.0.1:${web.port}/page`);
    expect([closed.code, closed.stdout]).toEqual([1, expect.not.stringContaining("Pancakes")]);
    configure([`127.0.0.1:${web.port}`, `127.0.0.1:${internal.port}`]);
    const elsewhere = await sallyport(`http://127.0.0.1:${web.port}/page`, "--net", "example.com");
    expect([elsewhere.code, elsewhere.stdout]).toEqual([1, expect.not.stringContaining("Pancakes")]);
    const missing = await sallyport(`http://127.0.0.1:${web.port}/missing`);
    expect(missing.code).toBe(1);
    for (const url of ["file:///etc/passwd", "chrome://version", "javascript:1", "nothing"])
      expect((await sallyport(url)).code, url).toBe(2);
  });
});
