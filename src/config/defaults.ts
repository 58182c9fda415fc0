import type { Config } from "./config.ts";

const MiB = 1 << 20;

/** What holds where the configuration says nothing: safe, and it works. The schema takes its defaults from here. */
export const defaults: Config = {
  version: 1,
  gateway: {
    host: "127.0.0.1",
    port: 8443,
    names: [],
    origins: [],
    limits: { bodyBytes: MiB, headerBytes: 16 << 10, connections: 256, requestSeconds: 30 },
  },
  agents: [
    {
      id: "main",
      profile: "minimal",
      model: "default",
      tier: "A",
      providerByPrincipal: {},
      scope: {},
      exec: { mode: "allowlist", ask: "on-miss" },
      delegatesTo: [],
    },
  ],
  models: { default: { type: "demo" } },
  policy: { rules: [], files: [], layers: [] },
  security: { provider: [], providers: {}, deadlineMs: 5_000 },
  sandbox: {
    mode: "required",
    backend: "auto",
    scope: "session",
    workspace: "rw",
    containers: { idleHours: 24, maxAgeDays: 7, max: 32 },
    limits: {
      memoryBytes: 1024 * MiB,
      cpuSeconds: 60,
      cpus: 2,
      processes: 128,
      wallSeconds: 120,
      outputBytes: 256 << 10,
      fileBytes: 256 * MiB,
      tmpBytes: 64 * MiB,
      openFiles: 1_024,
      growthBytes: 1024 * MiB,
    },
  },
  approvals: {
    timeoutSeconds: 300,
    approvers: ["operator"],
    fourEyes: false,
    quorum: { high: 1, critical: 1 },
    learned: { days: 30, uses: 100 },
    socket: { enabled: true, principal: "operator" },
  },
  identity: { oidc: {} },
  net: { hosts: "*" },
  dlp: {
    personal: ["card", "iban"],
    patterns: [],
    secrets: [],
    modes: { egress: "block", results: "redact", files: "alert" },
    reveal: { hosts: [] },
    links: { mode: "withhold", hosts: [] },
  },
  judge: {
    actions: {
      operator: { suspicious: "run", dangerous: "confirm", unknown: "confirm" },
      ingress: { suspicious: "confirm", dangerous: "block", unknown: "confirm" },
      arguments: { suspicious: "confirm", dangerous: "block", unknown: "confirm" },
      commands: { suspicious: "confirm", dangerous: "block", unknown: "block" },
      results: { suspicious: "confirm", dangerous: "block", unknown: "confirm" },
      egress: { suspicious: "run", dangerous: "confirm", unknown: "confirm" },
    },
    policies: [],
    rules: [],
    cache: { hours: 24, entries: 4_096 },
  },
  budgets: { turns: 200, toolCalls: 32, tokens: 200_000, seconds: 600 },
  audit: { origin: "sallyport.local/audit" },
  logging: { level: "info", format: "text" },
  incidents: { playbooks: {} },
};
