import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homePaths } from "../../src/config/index.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { type Pages, startPages } from "../matrix/pages.ts";

const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

let pages: Pages;
let internal: Pages;
let installation: Installation;

beforeAll(async () => {
  internal = await startPages({ "/": "the heron stands in the reeds" });
  pages = await startPages({
    "/page": "Pancakes: flour, milk, eggs.\n",
    "/away": { location: `http://127.0.0.1:${internal.port}/` },
  });
  installation = await install({
    model: obey,
    resolver: async () => ["127.0.0.1"],
    config: ({ workspace }) => ({
      agents: [
        { id: "main", profile: "full", workspace },
        { id: "elsewhere", profile: "full", workspace, scope: { hosts: ["example.com"] } },
      ],
      approvals: { timeoutSeconds: 6 },
      sandbox: { egress: { hosts: ["pages.test"], ports: [pages.port], methods: ["GET"] } },
      net: {
        dangerouslyAllowPrivate: {
          hosts: ["pages.test"],
          until: tomorrow,
          reason: "the pages of this test are on this machine",
        },
      },
    }),
  });
  // Whatever needs leave gets it, so that only the proxy is left to hold.
  const { approvals } = installation.port;
  approvals.subscribe(({ id, state }) => {
    if (state === "pending") void approvals.answer(id, "allow-once", "operator");
  });
});
afterAll(async () => {
  await installation.close();
  pages.close();
  internal.close();
});

async function run(command: string, agent = "main"): Promise<string> {
  const token = await installation.token();
  const told = await drivers.api(installation.url, order("exec", { command }), {
    token,
    agent,
    session: crypto.randomUUID(),
  });
  return told.text;
}

describe("a command's way out", () => {
  it("[OC-8] [CE-2.1] leads to a host that is opened, and its answer counts as somebody else's words", async () => {
    expect(await run(`curl -sS http://pages.test:${pages.port}/page`)).toContain("Pancakes");
    const [record] = (await installation.records({ kind: "egress" })).slice(-1);
    expect(record?.body).toMatchObject({
      agent: "main",
      host: "pages.test",
      port: pages.port,
      method: "GET",
      effect: "allow",
    });
    const [outcome] = (await installation.records({ kind: "outcome" })).slice(-1);
    expect(JSON.stringify(outcome?.body)).toContain('"reached":"pages.test"');
  });

  it.each([
    ["another host", () => `curl -sS http://other.test:${pages.port}/page`],
    ["another method", () => `curl -sS -X POST -d a=b http://pages.test:${pages.port}/page`],
    ["another port", () => `curl -sS http://pages.test:${internal.port}/`],
    ["an address of the machine", () => `curl -sS http://127.0.0.1:${internal.port}/ --noproxy ''`],
    ["a tunnel", () => `curl -sS -p http://pages.test:${pages.port}/page`],
    ["where a redirect leads", () => `curl -sSL http://pages.test:${pages.port}/away`],
    ["what it asks for past the proxy", () => `curl -sS --noproxy '*' http://127.0.0.1:${internal.port}/`],
  ])("[OC-8] [CE-2.2] does not lead to %s", async (_what, command) => {
    const before = internal.asked.length;
    const text = await run(command());
    expect(text).not.toContain("Pancakes");
    expect(text).not.toContain("heron");
    expect(internal.asked.length).toBe(before);
  });

  it("[OC-8] [CE-2.2] tells of what was refused", async () => {
    await run(`curl -sS http://other.test:${pages.port}/page`);
    const findings = await installation.records({ kind: "finding" });
    expect(JSON.stringify(findings.map(({ body }) => body))).toContain("sandbox.net.denied");
  });

  it("[OC-8] [SP-5] is narrowed by the scope of the agent", async () => {
    expect(await run(`curl -sS http://pages.test:${pages.port}/page`, "elsewhere")).not.toContain("Pancakes");
  });

  it("[OC-8] leaves no socket behind", async () => {
    await run(`curl -sS http://pages.test:${pages.port}/page`);
    expect(readdirSync(homePaths(installation.home).egress)).toEqual([]);
  });
});
