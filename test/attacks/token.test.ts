import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { openGateway, type Sallyport } from "../../src/assembly/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { fakeEntry } from "../fixtures/provider.ts";
import { openInstallation, turn } from "./installation.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
type Called = (method: string, params: object, token: string) => Promise<any>;

/** Calls methods of a gateway over an installation, as a client does. */
async function serve(port: Sallyport): Promise<Called> {
  const gateway = await openGateway(port, { port: 0, stream: new Writable({ write: (_, __, done) => done() }) });
  onTestFinished(() => gateway.close(0));
  const ca = readFileSync(join(homePaths(port.home).tls, "authority.pem"));
  return (method, params, token) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      const call = request(`${gateway.url}/rpc`, { method: "POST", ca, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      });
      call.on("error", reject);
      call.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    });
}

const issue = async (port: Sallyport, agent?: string) =>
  (await port.tokens.issue({ principal: "ann", role: "user", tier: "A", ...(agent !== undefined && { agent }) })).text;

describe("a token for one agent", () => {
  it("[OC-13] sees neither the sessions nor the messages of another, which one for any agent does", async () => {
    const send = { calls: [{ name: "message", arguments: { channel: "ann", text: "the code is 7" } }] };
    const { port } = await openInstallation([send, { text: "sent" }, { text: "hello" }], {
      agents: [
        { id: "main", profile: "full" },
        { id: "other", profile: "full" },
      ],
    });
    const call = await serve(port);
    const [any, bound] = [await issue(port), await issue(port, "other")];
    await call("message.send", { text: "go", agent: "main" }, any);
    await call("message.send", { text: "hi" }, bound);
    const agentsIn = (reply: { result: { agent: string }[] }) => [...new Set(reply.result.map(({ agent }) => agent))];
    expect(agentsIn(await call("sessions.list", {}, any)).sort()).toEqual(["main", "other"]);
    expect(agentsIn(await call("messages.list", {}, any))).toEqual(["main"]);
    expect(agentsIn(await call("sessions.list", {}, bound))).toEqual(["other"]);
    expect(agentsIn(await call("messages.list", {}, bound))).toEqual([]);
  });
});

describe("what a failing provider says", () => {
  const inner = "connect ECONNREFUSED 10.9.8.7:8181";
  const failing = fakeEntry("flaky", { decide: () => Promise.reject(new Error(inner)) });

  it("[SP-1] is for the operator: neither caller nor model reads it", async () => {
    const { port } = await openInstallation(
      [{ calls: [{ name: "list", arguments: { path: "." } }] }, { text: "." }],
      { security: { provider: "flaky" } },
      { providers: { flaky: failing } },
    );
    const call = await serve(port);
    const [user, operator] = [
      await issue(port),
      (await port.tokens.issue({ principal: "operator", role: "operator", tier: "A" })).text,
    ];
    const refused = await call("message.send", { text: "hi" }, user);
    expect(refused.error.message).toContain("flaky");
    expect(JSON.stringify(refused)).not.toContain("10.9.8.7");
    expect(JSON.stringify(await call("security.providers.list", {}, user))).not.toContain("10.9.8.7");
    expect(JSON.stringify(await call("security.providers.list", {}, operator))).toContain("10.9.8.7");
    const session = crypto.randomUUID();
    await turn(port, "go", { session });
    expect(JSON.stringify(port.agents.get("main")?.history(session)?.lines)).not.toContain("10.9.8.7");
    expect(JSON.stringify(await call("audit.tail", { count: 50, kind: "decision" }, operator))).toContain("10.9.8.7");
  });
});
