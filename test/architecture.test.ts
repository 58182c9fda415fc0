import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { breaches, loadedWith, type Rules } from "./house/architecture.ts";

/**
 * The diagram: decision ← engines ← provider, agent ← edges. A folder imports the faces (`index.ts`) of the folders in
 * its row, and what lies at the top: `errors.ts`, `own-text.ts`, `suggestion.ts`.
 * ARCHITECTURE.md shows this table; change it there too.
 */
const rules: Rules = {
  imports: {
    // The decision point.
    decision: [],
    // Engines: each knows the decision point and nearly nothing else.
    policy: ["decision", "command"],
    command: ["decision"],
    content: ["decision"],
    judge: ["decision", "content", "dlp", "net", "store"],
    dlp: [],
    net: ["decision"],
    files: ["decision"],
    sandbox: ["decision"],
    store: ["decision"],
    audit: ["decision"],
    approval: ["decision", "command", "store"],
    intent: ["decision", "store"],
    incident: ["decision", "store"],
    session: ["decision", "store"],
    schedule: ["decision", "store"],
    transport: [],
    // The runtime.
    provider: [
      "decision",
      "policy",
      "command",
      "files",
      "net",
      "audit",
      "approval",
      "sandbox",
      "content",
      "dlp",
      "store",
      "incident",
    ],
    agent: ["decision", "provider", "net", "files", "sandbox", "command", "store", "intent", "schedule"],
    skill: ["decision", "files", "store", "agent"],
    // The edges.
    config: ["decision", "policy", "incident"],
    ingress: ["decision", "content", "session"],
    gateway: [
      "ingress",
      "session",
      "transport",
      "decision",
      "dlp",
      "content",
      "agent",
      "provider",
      "audit",
      "approval",
    ],
    // Where everything is put together, and what is put on top.
    assembly: "*",
    demo: ["assembly", "agent", "config", "content"],
    cli: "*",
  },
  chokePoints: [
    { name: "starting processes", modules: ["node:child_process"], only: ["sandbox/", "demo/unprotected.ts"] },
    {
      name: "opening sockets",
      modules: ["node:net", "node:http", "node:https", "node:http2", "node:tls", "node:dgram", "node:dns", "undici"],
      harmless: ["isIP", "isIPv4", "isIPv6", "BlockList", "SocketAddress"],
      words: /(?<![.\w])fetch\(|\bnew (?:WebSocket|EventSource)\(/,
      // The canary of the sandbox tries to get out, to show that it cannot; connections of containers are led to the proxy.
      // The demonstration has a web of its own, and an agent that nothing holds back.
      only: [
        "net/",
        "gateway/",
        "transport/",
        "sandbox/probe.ts",
        "sandbox/container/carried.ts",
        "demo/world.ts",
        "demo/unprotected.ts",
      ],
    },
    {
      name: "touching files",
      modules: ["node:fs"],
      only: [
        "files/",
        "store/",
        "audit/",
        "transport/",
        "config/",
        "policy/shipped",
        "own-text.ts",
        // Which files a glob means, whether they changed, and the engine's own module.
        "provider/cedar/files.ts",
        "judge/shipped-model.ts",
        "sandbox/",
        // The socket of the egress proxy lies in a directory that is made for it.
        "net/egress/socket.ts",
        "cli/input.ts",
        "cli/scan/",
        "demo/",
      ],
    },
    // The lock of the audit log is SQLite's: it goes when its process does, which Node has no other way to say.
    { name: "opening databases", modules: ["node:sqlite"], only: ["store/", "audit/lock.ts"] },
    { name: "reading the environment", words: /\bprocess\s*(?:\.\s*env\b|\[)/, only: ["config/environment.ts"] },
    {
      name: "importing by a computed name",
      words: /\bimport\((?!\s*["'])/,
      // A provider that the configuration pins by its bytes, and the policy engine, whose files are looked for at run time.
      only: ["provider/module/", "provider/cedar/files.ts"],
    },
    {
      name: "loading code past the rules",
      modules: ["node:vm", "node:worker_threads", "node:cluster", "node:inspector", "node:wasi"],
      words: /\bgetBuiltinModule\b|\bcreateRequire\b|\bprocess\.(?:binding|dlopen)\b|\bnew Function\(|(?<![.\w])eval\(/,
      only: [],
    },
  ],
  maxLines: 600,
};

const root = fileURLToPath(new URL("../src/", import.meta.url));
const paths = globSync("**/*.{ts,js,json}", { cwd: root });
const tree = new Map(paths.map((path) => [path, readFileSync(root + path, "utf8")]));

it("the source imports and uses only what the diagram allows", () => {
  expect(tree.size).toBeGreaterThan(10);
  expect(breaches(tree, rules)).toEqual([]);
});

it.each(["cli/main.ts", "cli/run.ts", "cli/table.ts"])("%s starts without any package", (file) => {
  expect([...loadedWith(file, tree)].filter((name) => !name.startsWith("node:"))).toEqual([]);
});
