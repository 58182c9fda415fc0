import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import type { Request } from "../../src/decision/index.ts";
import { cedarSettings } from "../../src/provider/cedar/settings.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { asked, cedarOf } from "../fixtures/cedar.ts";
import { agentPolicy } from "../fixtures/policies.ts";
import { request } from "../fixtures/request.ts";

const root = new URL("../../", import.meta.url);
const shipped = (name: string) => readFileSync(new URL(`policies/cedar/${name}`, root), "utf8");

const read = request({ context: { cwd: "/ws" } });
const write = request({ action: { name: "write" }, resource: { access: "write" }, context: { cwd: "/ws" } });
const run = (targets: string[], id = targets.join(" | ")) =>
  request({ action: { name: "exec" }, resource: { type: "command", id, access: "execute" }, context: { targets } });
const fetch = (id: string) =>
  request({ action: { name: "web_fetch" }, resource: { type: "url", id, access: "connect" } });
const send = request({ action: { name: "message" }, resource: { type: "message", id: "bob", access: "send" } });
const under = (
  asks: Request,
  subject: Partial<Request["subject"]>,
  context: Partial<Request["context"]> = {},
): Request => ({
  ...asks,
  subject: { ...asks.subject, ...subject },
  context: { ...asks.context, ...context },
});
const tainted = { taint: { untrusted: true, sensitive: false, sources: ["webchat"] } };
const carrying = { taint: { untrusted: true, sensitive: true, sources: ["webchat"] } };
const permitAll = "permit (principal, action, resource);";

/** What each file of the library answers, alone or with a policy besides: at least one of each that it can give. */
const library: Readonly<Record<string, readonly [Request, string, besides?: string][]>> = {
  "base.cedar": [
    [
      request({ action: { name: "ingress.message" }, resource: { type: "message", id: "webchat", access: "use" } }),
      "allow",
    ],
    [request({ resource: { type: "session", id: "*", access: "read" } }), "allow"],
    [read, "allow"],
    [under(read, {}, { cwd: "/other" }), "deny"],
    [write, "deny"],
    [run(["ls"]), "deny"],
  ],
  "commands.cedar": [
    [run(["git"]), "allow"],
    [run(["git", "grep"]), "allow"],
    [run(["git", "curl"]), "ask"],
    [run([]), "ask"],
    [run(["rm"], "rm -rf /"), "deny"],
    [read, "deny"],
  ],
  "untrusted.cedar": [
    [write, "allow", permitAll],
    [under(write, {}, { tier: "C" }), "deny", permitAll],
    [under(write, {}, tainted), "ask", permitAll],
    [under(write, {}, { ...tainted, tier: "C" }), "deny", permitAll],
    [under(fetch("https://example.com/"), {}, tainted), "allow", permitAll],
    [under(fetch("https://example.com/"), {}, carrying), "deny", permitAll],
    [under(send, {}, carrying), "deny", permitAll],
    [send, "allow", permitAll],
  ],
  "web.cedar": [
    [fetch("https://example.com/a"), "allow"],
    [fetch("https://api.example.com/a"), "allow"],
    [fetch("http://example.com/a"), "deny"],
    [fetch("https://example.com.evil.net/"), "deny"],
    [read, "deny"],
  ],
  "people.cedar": [
    [under(write, { principal: "operator@example.com" }), "allow"],
    [under(write, { principal: "operator@example.com" }, { tier: "B" }), "deny"],
    [write, "deny"],
    [write, "allow", permitAll],
    [under(write, { id: "main/research" }), "deny", permitAll],
    [under(read, { id: "main/research" }), "allow", permitAll],
  ],
};

describe("the library of Cedar policies", () => {
  it("[SP-1] is tested whole", () => {
    const files = globSync("*.cedar", { cwd: new URL("policies/cedar/", root).pathname });
    expect(files.sort()).toEqual(Object.keys(library).sort());
  });

  it.each(Object.entries(library))("[SP-1] %s answers as it says", async (file, cases) => {
    const policyFor = () => agentPolicy({ ...wideScope, roots: { read: ["/"], write: ["/ws"] } });
    for (const [asks, effect, besides = ""] of cases) {
      const provider = await cedarOf(`${shipped(file)}\n${besides}`, { policyFor });
      const { subject, action, resource } = asks;
      expect((await asked(provider, asks)).effect, JSON.stringify([subject, action, resource])).toBe(effect);
    }
  });

  it("[SP-1] can be used together", async () => {
    const provider = await cedarOf(Object.keys(library).map(shipped).join("\n"));
    expect((await asked(provider, read)).effect).toBe("allow");
    expect((await asked(provider, fetch("https://example.com/"))).obligations?.map(({ id }) => id)).toEqual([
      "envelope",
      "limit",
      "redact",
    ]);
  });
});

describe("the guide to Cedar", () => {
  const guide = readFileSync(new URL("docs/guide/cedar.md", root), "utf8");
  const examples = [...guide.matchAll(/```cedar\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

  it("[SP-1] shows policies that are sound, one by one and all together", async () => {
    expect(examples.length).toBeGreaterThan(3);
    const tools = { deploy: { type: "tool", access: "use" } };
    for (const example of [...examples, examples.join("\n")]) await cedarOf(example, {}, { tools });
  });

  it("[SP-12] shows a configuration that is taken, with every setting", async () => {
    const [shown = ""] = [...guide.matchAll(/```json5\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    const { config } = await parseConfig(shown);
    const { kind, ...given } = config.security.providers["mine"] ?? { kind: "" };
    expect([kind, config.security.provider]).toEqual(["cedar", [{ name: "mine", owns: [] }]]);
    expect(cedarSettings.parse(given)).toEqual(given);
    expect(Object.keys(given)).toEqual(Object.keys(cedarSettings.parse({ inline: permitAll })));
  });

  it("[SP-1] names every type, attribute and annotation", () => {
    const schema = shipped("sallyport.cedarschema");
    const names = [...schema.matchAll(/^\s+(?:entity )?(\w+)\??(?:: | \{| in | tags)/gm)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(25);
    for (const name of names.filter((each) => !["principal", "resource", "context", "type"].includes(each))) {
      expect(guide).toContain(name);
    }
    for (const annotation of ["id", "reason", "effect", "sandbox", "limit_bytes", "limit_ms", "envelope", "redact"]) {
      expect(guide).toContain(`@${annotation}`);
    }
  });
});
