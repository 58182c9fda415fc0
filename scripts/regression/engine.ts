import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { podmanPlace, startDockerd } from "../../test/sandbox/engine.ts";
import { composeOptions, deploymentFile, quadletOptions } from "../deployment.ts";

/** A container engine of the run's own, whose state is gone with it. */
export interface Engine {
  readonly name: EngineName;
  /** The command line up to the subcommand. */
  readonly command: readonly string[];
  /** How the gateway's container is confined: what `deploy/` says for this engine. */
  readonly confinement: readonly string[];
  /** Where the engine takes orders. */
  readonly socket: string;
  /** Runs a subcommand and gives what it printed. @throws when it fails. */
  run(...args: readonly string[]): string;
  /** Starts a subcommand and leaves it running, to be talked to. */
  start(...args: readonly string[]): ChildProcess;
  close(): Promise<void>;
}

export const engineNames = ["docker", "podman"] as const;
export type EngineName = (typeof engineNames)[number];

/** Opens an engine with its state beneath the directory. @throws when it is not installed or does not start: none is skipped. */
export async function openEngine(name: EngineName, directory: string): Promise<Engine> {
  switch (name) {
    case "docker":
      return await openDocker(directory);
    case "podman":
      return await openPodman(directory);
    default:
      throw new Error(`there is no engine ${name}`);
  }
}

async function openDocker(directory: string): Promise<Engine> {
  const { socket, stop } = await startDockerd(join(directory, "docker"));
  openToAll(socket);
  const command = ["/usr/bin/docker", "-H", `unix://${socket}`];
  return {
    name: "docker",
    ...speak(command),
    confinement: composeOptions(deploymentFile("compose.yaml")),
    socket,
    close: stop,
  };
}

async function openPodman(directory: string): Promise<Engine> {
  const { options, stop } = podmanPlace(join(directory, "podman"));
  const manager = existsSync("/run/systemd/system") ? [] : ["--cgroup-manager", "cgroupfs"];
  // Its usual runtime refuses machines that have control groups of both versions.
  const runtime = existsSync("/sys/fs/cgroup/unified") ? ["--runtime", "runc"] : [];
  const command = ["/usr/bin/podman", "--log-level", "error", ...options, ...manager, ...runtime];
  const socket = join(directory, "podman.sock");
  const service = spawn(
    command[0] as string,
    [...command.slice(1), "system", "service", "--time", "0", `unix://${socket}`],
    {
      stdio: "ignore",
      env: environment,
    },
  );
  const close = async () => {
    service.kill();
    stop();
  };
  for (let i = 0; !existsSync(socket); i++) {
    if (i > 100) throw new Error("podman does not listen");
    await sleep(100);
  }
  openToAll(socket);
  // A user's processes have a limit, which without the right to raise it cannot be the one Podman would set.
  const confinement = [...quadletOptions(deploymentFile("quadlet/sallyport.container")), "--ulimit=nproc=1024"];
  return { name: "podman", ...speak(command), confinement, socket, close };
}

/** So that what keeps the gateway's user from the engine is no file mode. */
function openToAll(socket: string): void {
  chmodSync(socket, 0o666);
}

const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root" };

function speak(command: readonly string[]): Pick<Engine, "command" | "run" | "start"> {
  const [program, ...before] = command as [string, ...string[]];
  return {
    command,
    run(...args) {
      const { status, stdout, stderr, error } = spawnSync(program, [...before, ...args], {
        encoding: "utf8",
        env: environment,
      });
      if (status !== 0)
        throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? (stderr.trim() || `exit ${status}`)}`);
      return stdout.trim();
    },
    start: (...args) => spawn(program, [...before, ...args], { stdio: ["pipe", "pipe", "inherit"], env: environment }),
  };
}
