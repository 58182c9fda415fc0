import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A Docker engine of a test's own: nothing of the host's engine, its network or its images. */
export interface Dockerd {
  /** Where it listens. */
  readonly socket: string;
  /** The engine's own command line, as the user does it: what it printed. */
  docker(...args: readonly string[]): string;
  /** Ends the engine and everything that it runs, and removes its state. */
  stop(): Promise<void>;
}

/** Starts `dockerd` with its state beneath a directory. @throws when it is not installed, or does not start. */
export async function startDockerd(directory: string): Promise<Dockerd> {
  const program = "/usr/sbin/dockerd";
  if (!existsSync(program)) throw new Error(`there is no ${program}`);
  const at = (name: string) => join(directory, name);
  const socket = at("docker.sock");
  const state = ["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("docker.pid")];
  const network = ["--iptables=false", "--bridge=none", "--ip-forward=false"];
  mkdirSync(directory, { recursive: true });
  // To a file: an engine whose log nobody reads stops, and this process waits for it in the meantime.
  const log = openSync(at("log"), "w");
  const daemon = spawn(program, [...state, ...network, "-H", `unix://${socket}`], {
    stdio: ["ignore", "ignore", log],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  closeSync(log);
  const docker = (...args: readonly string[]) => must("/usr/bin/docker", ["-H", `unix://${socket}`, ...args]);
  const stop = () => stopEngine(daemon, directory, docker);
  for (let i = 0; daemon.exitCode === null && i < 300; i++) {
    if (existsSync(socket) && answers(() => docker("version"))) return { socket, docker, stop };
    await sleep(100);
  }
  const said = readFileSync(at("log"), "utf8").slice(-4_000);
  await stop();
  throw new Error(`dockerd did not start: ${said}`);
}

async function stopEngine(daemon: ChildProcess, directory: string, docker: Dockerd["docker"]): Promise<void> {
  answers(() => {
    const left = docker("ps", "-aq").split("\n").filter(Boolean);
    if (left.length > 0) docker("rm", "-f", ...left);
  });
  if (daemon.exitCode === null && daemon.signalCode === null) {
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    await Promise.race([ended, sleep(15_000)]);
    daemon.kill("SIGKILL");
  }
  removeState(directory);
}

/** Podman with its state beneath a directory: options of its command line, which has no engine behind it. */
export interface PodmanPlace {
  readonly options: readonly string[];
  podman(...args: readonly string[]): string;
  stop(): void;
}

/** A place for Podman's state, of the user who runs this process. */
export function podmanPlace(directory: string): PodmanPlace {
  const options = ["--root", join(directory, "root"), "--runroot", join(directory, "run")];
  const manager = existsSync("/run/systemd/system") ? [] : ["--cgroup-manager", "cgroupfs"];
  mkdirSync(directory, { recursive: true });
  const podman = (...args: readonly string[]) => must("/usr/bin/podman", [...options, ...manager, ...args]);
  return {
    options,
    podman,
    stop() {
      answers(() => podman("rm", "--all", "--force", "--time", "0"));
      removeState(directory);
    },
  };
}

function must(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    encoding: "utf8",
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

function answers(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}

/** Storage drivers leave mounts where they were killed. */
function removeState(directory: string): void {
  const mounted = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(`${directory}/`));
  for (const path of mounted.reverse()) spawnSync("umount", ["-l", path]);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
