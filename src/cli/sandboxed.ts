import { netPolicy, runForOperator, sandboxChoice, sandboxLimits } from "../assembly/index.ts";
import { type EgressConfig, recallConfig, type SandboxConfig } from "../config/index.ts";
import { isBeneath, type JsonObject } from "../decision/index.ts";
import { SandboxFailed, UsageInvalid } from "../errors.ts";
import { resolvePath } from "../files/index.ts";
import {
  type CommandStreams,
  type RunResult,
  resolveSandbox,
  type SandboxSpec,
  type UsableSandbox,
  workspaceSpec,
} from "../sandbox/index.ts";
import type { Invocation } from "./command.ts";
import { bytesOf } from "./sandbox-options.ts";
import { failedChecks } from "./sandbox-text.ts";
import { version } from "./version.ts";

/** What a command line asks for besides its options. */
export interface Wanted {
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly wallMs?: number;
  readonly streams?: CommandStreams;
  /** What it may use, where it sees nothing of this directory and the options do not say. */
  readonly spec?: SandboxSpec;
  /** Hosts it may reach where `--net` is not given. */
  readonly hosts?: readonly string[];
  readonly about?: JsonObject;
}

/** The terms of a way out, where the configuration has none. */
const usualEgress: EgressConfig = {
  hosts: [],
  ports: [443, 80],
  methods: ["GET", "HEAD", "CONNECT"],
  maxBytes: 64 << 20,
  maxSeconds: 120,
};

/**
 * Runs a command in a sandbox that was verified just now, as the options of `sandboxOptions` say; SIGINT and SIGTERM end it.
 * @throws {UsageInvalid | SandboxFailed | SandboxSpecInvalid | AuditUnwritable | AuditTampered} Nothing was run.
 */
export async function runInSandbox(invocation: Invocation, wanted: Wanted): Promise<RunResult> {
  const { home } = invocation.environment;
  const { config: all } = await recallConfig(home, version);
  const config = all.sandbox;
  const sandbox = await verifiedSandbox(config, invocation.text("backend"));
  const workspace = await realPath(invocation.text("workspace") ?? ".", process.cwd());
  const net = invocation.text("net");
  const hosts = net === undefined ? (wanted.hosts ?? []) : hostsOf(net);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    return await runForOperator(
      {
        ...{ home, sandbox, hosts, argv: wanted.argv, cwd: wanted.spec === undefined ? workspace : "/tmp" },
        spec: wanted.spec ?? (await specOf(invocation, config, workspace, wanted)),
        egress: config.egress ?? usualEgress,
        privateHosts: netPolicy(all).privateHosts,
        ...(wanted.about && { about: wanted.about }),
      },
      { signal: stop.signal, ...(wanted.streams && { streams: wanted.streams }) },
    );
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

/** INVARIANT: a sandbox, whatever the configuration accepts for its agents. */
async function verifiedSandbox(config: SandboxConfig, backend: string | undefined): Promise<UsableSandbox> {
  const configured = sandboxChoice(config);
  const mode = configured.mode === "off" ? "required" : configured.mode;
  const choice =
    backend === undefined ? { ...configured, mode } : { ...configured, mode: "required" as const, backend };
  const { sandbox, status } = await resolveSandbox(choice);
  if (sandbox !== undefined) return sandbox;
  throw new SandboxFailed(`the sandbox ${status.requested} does not hold: ${failedChecks(status)}`, {
    fix: status.fix ?? "sallyport sandbox doctor tells more",
  });
}

async function specOf(
  invocation: Invocation,
  config: SandboxConfig,
  workspace: string,
  { environment = {}, wallMs }: Wanted,
): Promise<SandboxSpec> {
  const { home } = invocation.environment;
  const shown = await Promise.all(invocation.texts("read").map((path) => realPath(path, process.cwd())));
  const denied = await Promise.all(invocation.texts("deny").map((path) => realPath(path, workspace)));
  const limits = sandboxLimits(config);
  const [memory, tmp, seconds] = [invocation.text("memory"), invocation.text("tmp"), invocation.number("time")];
  const cpus = invocation.text("cpus");
  if (cpus !== undefined && !(Number(cpus) > 0)) throw new UsageInvalid("--cpus takes a number such as 0.5");
  return workspaceSpec(workspace, {
    ...limits,
    readOnly: shown,
    // INVARIANT: the state of this installation is never part of what is shown.
    denied: [...denied, ...([workspace, ...shown].some((root) => isBeneath(root, home)) ? [home] : [])],
    environment: { ...environment, ...variablesOf(invocation.texts("env")) },
    memoryBytes: memory === undefined ? limits.memoryBytes : bytesOf("memory", memory),
    tmpBytes: tmp === undefined ? limits.tmpBytes : bytesOf("tmp", tmp),
    cpus: cpus === undefined ? limits.cpus : Number(cpus),
    pids: invocation.number("pids") ?? limits.pids,
    wallMs: seconds === undefined ? (wallMs ?? limits.wallMs) : seconds * 1_000,
  });
}

async function realPath(written: string, from: string): Promise<string> {
  const resolved = await resolvePath(written, from);
  if (!resolved.ok) throw new UsageInvalid(`${written}: ${resolved.message}`);
  return resolved.path;
}

function hostsOf(text: string): readonly string[] {
  if (text === "none") return [];
  const hosts = text.split(",").map((host) => host.trim().toLowerCase());
  if (!hosts.includes("") && !hosts.includes("none")) return hosts;
  throw new UsageInvalid("--net takes none, or hosts with commas between them", {
    fix: "--net registry.npmjs.org,github.com",
  });
}

function variablesOf(given: readonly string[]): Readonly<Record<string, string>> {
  const pairs = given.map((text): [string, string] => {
    const equals = text.indexOf("=");
    if (equals < 1) throw new UsageInvalid(`--env takes NAME=VALUE, not ${JSON.stringify(text)}`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  return Object.fromEntries(pairs);
}
