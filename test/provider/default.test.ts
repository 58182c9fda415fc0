import { describe, expect, it } from "vitest";
import type { CommandAnalysis } from "../../src/command/index.ts";
import type { Request } from "../../src/decision/index.ts";
import { createDefaultProvider } from "../../src/provider/default.ts";
import { DecisionPrimitives } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { policySet } from "../fixtures/policies.ts";
import { request } from "../fixtures/request.ts";

const { agents } = policySet({ main: wideScope });
const provider = createDefaultProvider({ policyFor: (agent) => agents.get(agent), raise: () => {} });
const primitives = new DecisionPrimitives(provider, { agent: "main", principal: "ann", generation: 1, cwd: "/ws" });
const decide = async (r: Request) => provider.decide(r, new AbortController().signal);

describe("the decision primitives of the default provider", () => {
  it("[SP-4] says which commands are allowed, and how risky they are", async () => {
    expect(await primitives.commandAllowed("ls -l")).toBe("allow");
    expect(await primitives.commandAllowed("rm -rf /")).toBe("deny");
    expect(await primitives.commandAllowed("some-unknown-program")).toBe("ask");
    expect(await primitives.commandRisk("ls -l")).toBe("low");
    expect(await primitives.commandRisk("rm -rf /")).toBe("critical");
  });

  it("[CE-1.1] a second parser that reads a command differently has a person asked, and is not asked about the rest", async () => {
    const seen: string[] = [];
    const differs = (analysis: CommandAnalysis) => {
      seen.push(analysis.source);
      return analysis.source === "ls -a" ? { rule: "command.second-opinion", message: "no", remedy: "no" } : undefined;
    };
    const main = agents.get("main");
    const doubting = createDefaultProvider({
      policyFor: () => main && { ...main, secondOpinion: { differs } },
      raise: () => {},
    });
    const asked = new DecisionPrimitives(doubting, { agent: "main", principal: "ann", generation: 1, cwd: "/ws" });
    expect(await asked.commandAllowed("ls -a")).toBe("ask");
    expect(await asked.commandAllowed("ls -l")).toBe("allow");
    expect(await asked.commandAllowed("rm -rf /")).toBe("deny");
    expect(seen).toEqual(["ls -a", "ls -l"]);
  });

  it("[SP-4] says which paths may be read and written, secret ones never", async () => {
    expect(await primitives.pathReadable("/ws/notes.txt")).toBe("allow");
    expect(await primitives.pathWritable("/ws/notes.txt")).toBe("allow");
    for (const secret of [
      "/ws/.env",
      "/ws/sub/id_ed25519",
      "/home/u/.aws/credentials",
      "/state/state.db",
      "/proc/self/environ",
    ]) {
      expect(await primitives.pathReadable(secret), secret).toBe("deny");
      expect(await primitives.pathWritable(secret), secret).toBe("deny");
    }
    for (const guarded of ["/ws/.git/hooks/pre-commit", "/ws/skills/x/SKILL.md", "/ws/AGENTS.md", "/ws/.mcp.json"]) {
      expect(await primitives.pathReadable(guarded), guarded).toBe("allow");
      expect(await primitives.pathWritable(guarded), guarded).toBe("deny");
    }
  });

  it("[SP-4] says which tools, addresses and credentials may be used", async () => {
    expect(await primitives.toolAllowed("sessions_list", { type: "session", id: "*", access: "read" })).toBe("allow");
    expect(await primitives.toolAllowed("nonesuch", { type: "tool", id: "nonesuch", access: "use" })).toBe("deny");
    expect(await primitives.urlAllowed("https://example.com/")).toBe("allow");
    for (const url of [
      "http://169.254.169.254/",
      "http://2852039166/",
      "http://localhost/",
      "file:///etc/passwd",
      "http://[::ffff:127.0.0.1]/",
    ]) {
      expect(await primitives.urlAllowed(url), url).toBe("deny");
    }
    expect(await primitives.credentialAllowed("anything")).toBe("deny");
  });

  it("[SP-6] denies for an agent that nobody configured", async () => {
    expect(await decide(request({ subject: { id: "stranger" } }))).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "agent.unknown" }],
    });
  });
});

describe("a turn that has read untrusted text", () => {
  const tainted = (sensitive: boolean) => ({
    taint: { untrusted: true, sensitive, sources: ["url:https://evil.example/"] },
  });
  const act = (access: "read" | "write", id = "/ws/a") =>
    request({ action: { name: access }, resource: { type: "path", id, access }, context: tainted(true) });
  const connect = (sensitive: boolean) =>
    request({
      action: { name: "web_fetch" },
      resource: { type: "url", id: "https://example.com/", access: "connect" },
      context: tainted(sensitive),
    });
  const exec = (command: string) =>
    request({
      action: { name: "exec" },
      resource: { type: "command", id: command, access: "execute" },
      context: { ...tainted(false), cwd: "/ws" },
    });

  it("[TT-D] may look, and needs approval to change or send anything", async () => {
    expect((await decide(act("read"))).effect).toBe("allow");
    expect((await decide(act("write"))).effect).toBe("ask");
    expect((await decide(exec("ls"))).effect).toBe("allow");
    expect((await decide(exec("npm test"))).effect).toBe("ask");
    expect(
      (await decide(request({ action: { name: "write" }, resource: { type: "path", id: "/ws/a", access: "write" } })))
        .effect,
    ).toBe("allow");
  });

  it("[NB-1] needs approval to reach out once it has read sensitive data too", async () => {
    expect((await decide(connect(false))).effect).toBe("allow");
    expect(await decide(connect(true))).toMatchObject({ effect: "ask", reasons: [{ rule: "taint.trifecta" }] });
  });
});
