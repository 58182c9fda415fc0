import { availableParallelism } from "node:os";
import type { SandboxSpec } from "../spec.ts";
import type { Identity } from "./engine.ts";

/** What no engine takes less of. */
const leastMemory = 6 << 20;
/** Processes of ours in a container: the two that keep it, and the two around a command; one more leads out. */
const ownProcesses = 4;
/** Who keeps a container alive: another than its commands, so that they cannot touch it. */
export const keeper = 65_534;

/** Where the descriptor with the system call filter is found by the engine's command line. */
const filter = "/proc/self/fd/3";

/** What a container has and may use up, beside what it sees; `plain` goes with file systems in memory. */
export function containerOptions(spec: SandboxSpec, identity: Identity, plain: readonly string[]): readonly string[] {
  const bytes = (value: number) => String(Math.floor(value));
  const memory = bytes(Math.max(spec.memoryBytes, leastMemory));
  const pids = spec.pids + ownProcesses + (spec.network === "none" ? 0 : 1);
  const size = bytes(spec.tmpBytes);
  const temporary = ["rw", "exec", "nosuid", "nodev", "mode=1777", `size=${size}`, ...plain].join(",");
  return [
    ...["--network", "none", "--ipc", "private", "--hostname", "sandbox", "--read-only"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--security-opt", `seccomp=${filter}`],
    ...["--memory", memory, "--memory-swap", memory, "--pids-limit", String(pids)],
    ...["--cpus", String(Math.min(spec.cpus, availableParallelism()))],
    ...["--tmpfs", `/tmp:${temporary}`, "--shm-size", size],
    ...["--log-driver", "none", "--no-healthcheck", "--stop-timeout", "0", "--user", `${keeper}:${keeper}`],
    ...identity.options,
  ];
}
