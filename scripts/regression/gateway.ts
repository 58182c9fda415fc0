import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { converse, type Worker } from "../../test/escape/workers.ts";
import type { Engine } from "./engine.ts";

/** A gateway in a container, confined as it is deployed, beside secrets of a host that it could reach if it were free to. */
export interface ContainedGateway {
  readonly name: string;
  /** Runs a program in the container as the gateway's user: its exit status and what it said. */
  exec(...argv: readonly string[]): { readonly status: number; readonly said: string };
  /** A process beside the gateway that tries things, by itself and through it. */
  readonly worker: Worker;
  /** Ends the gateway as an engine does, and says how long it took and with what status it ended. */
  stop(): { readonly status: string; readonly ms: number };
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = "/usr/bin/node";
const cli = [node, "/opt/sallyport/bin/sallyport.js"];

/** Every call goes through the sandbox, and commands are held by it rather than by what policy thinks of them. */
const config = {
  ...{ gateway: { host: "0.0.0.0", port: 8443 }, models: { default: { type: "demo" } } },
  agents: [{ id: "main", profile: "full", workspace: "/world/workspace", exec: { mode: "full", ask: "off" } }],
  sandbox: { mode: "required", backend: "auto" },
  approvals: { timeoutSeconds: 1 },
  budgets: { turns: 100_000, toolCalls: 100, tokens: 1_000_000, seconds: 120 },
};

/** Starts one from an image that has tools. */
export async function startGateway(engine: Engine, image: string, directory: string): Promise<ContainedGateway> {
  const name = `sallyport-regression-${engine.name}`;
  const [tried, settings] = [join(directory, "tried"), join(directory, "config.json5")];
  for (const path of ["src", "native", "test/escape", "package.json"])
    cpSync(join(root, path), join(tried, path), { recursive: true });
  spawnSync("chmod", ["-R", "go-w,a+rX", directory]);
  writeFileSync(settings, JSON.stringify(config));
  chmodSync(settings, 0o644);
  mkdirSync(join(directory, "home"), { recursive: true });
  spawnSync("chown", ["-R", "1000:1000", join(directory, "home")]);
  const options = [
    ...engine.confinement,
    "--network=none",
    "--tmpfs=/world:size=64m,mode=1777,nosuid,nodev,exec",
    `--volume=${join(directory, "home")}:/data`,
    `--volume=${settings}:/data/config.json5:ro`,
    `--volume=${tried}:/tried:ro`,
    // What nobody should do and people do: the engine's own socket, for whoever is in the container.
    `--volume=${engine.socket}:/run/docker.sock`,
    "--env=HOST_CANARY=canary-of-the-environment",
  ];
  const token = engine
    .run("run", "--rm", ...options, image, "token")
    .split("\n")
    .at(-1) as string;
  engine.run("run", "--detach", "--name", name, ...options, image);
  addAddresses(engine.run("inspect", "--format", "{{.State.Pid}}", name));
  const exec: ContainedGateway["exec"] = (...argv) => {
    const [program, ...args] = [...engine.command, "exec", name, ...argv] as [string, ...string[]];
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 60_000 });
    return { status: status ?? -1, said: `${stderr}${stdout}`.trim() };
  };
  for (let i = 0; exec(node, "/opt/sallyport/deploy/healthcheck.js").status !== 0; i++) {
    if (i > 60) throw new Error(`the gateway did not start: ${engine.run("logs", name)}`);
    await sleep(500);
  }
  const told = {
    ...{ GATEWAY_URL: "https://127.0.0.1:8443", GATEWAY_TOKEN: token, NODE_EXTRA_CA_CERTS: "/data/tls/authority.pem" },
    ...{ ESCAPE_WORLD: "/world", HOME: "/world/home" },
  };
  const variables = Object.entries(told).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  const child = engine.start("exec", "--interactive", ...variables, name, node, "/tried/test/escape/worker.ts");
  const worker = converse(
    child,
    child.stdin as NonNullable<typeof child.stdin>,
    child.stdout as NonNullable<typeof child.stdout>,
  );
  return {
    name,
    exec,
    worker,
    stop() {
      const from = performance.now();
      engine.run("stop", "--time", "20", name);
      const status = engine.run("inspect", "--format", "{{.State.ExitCode}}", name);
      return { status, ms: Math.round(performance.now() - from) };
    },
    async remove() {
      await worker.close();
      engine.run("rm", "--force", name);
    },
  };
}

/** The gateway's own status, as data. */
export function statusOf({ exec }: ContainedGateway): {
  readonly sandbox?: { readonly resolved: string; readonly verified: boolean };
} {
  return JSON.parse(exec(...cli, "status", "--json").said.split("\n")[0] ?? "{}");
}

/** Makes the addresses of a cloud's metadata service and of a neighbour real in the container's network. */
function addAddresses(pid: string): void {
  for (const address of ["169.254.169.254", "10.77.0.1"]) {
    const argv = ["--target", pid, "--net", "ip", "address", "add", `${address}/32`, "dev", "lo"];
    const { status, stderr } = spawnSync("nsenter", argv, { encoding: "utf8" });
    if (status !== 0) throw new Error(`the network of the container could not be set up: ${stderr}`);
  }
}
