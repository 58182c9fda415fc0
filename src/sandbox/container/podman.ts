import { existsSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { withinHard } from "../limits/limiting.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { containerSandbox } from "./container.ts";
import { ownerOf, ownImage } from "./docker.ts";
import { demand, type Engine, type Identity } from "./engine.ts";
import { keeper } from "./options.ts";
import { layOutRoot, rootEntries } from "./root.ts";

/** Where Podman keeps its state, and what containers are made from. */
export interface PodmanOptions {
  /** An image that Podman has; the programs of the host when absent. */
  readonly image?: string | undefined;
  /** Options before every subcommand, such as where its state lies. */
  readonly options?: readonly string[];
}

/** Podman, with or without root: containers as with Docker, and accounts that are mapped. */
export function podman(options: PodmanOptions = {}): Sandbox {
  return containerSandbox(podmanEngine(options));
}

/** Who a command is inside. */
const agent = 1_000;
/** Accounts of the host that nobody has, for those inside that own nothing: root, and who keeps the container. */
const nobodies = 0x7ffe_0000;

function podmanEngine({ image, options = [] }: PodmanOptions): Engine {
  const isRoot = process.getuid?.() === 0;
  // Without its help, groups are made by Podman itself.
  const manager = existsSync("/run/systemd/system") ? [] : ["--cgroup-manager", "cgroupfs"];
  // Its usual runtime refuses machines that have control groups of both versions.
  const runtime = existsSync("/sys/fs/cgroup/unified") && existsSync("/usr/sbin/runc") ? ["--runtime", "runc"] : [];
  const engine: Engine = {
    name: "podman",
    programs: ["/usr/bin/podman", "/usr/local/bin/podman", "/run/current-system/sw/bin/podman"],
    installation: "apt-get install podman uidmap",
    options: ["--log-level", "error", ...manager, ...runtime, ...options],
    environment: environment(),
    // A user may set limits on a tree where all control groups are of version 2.
    bounds: isRoot || existsSync("/sys/fs/cgroup/cgroup.controllers") ? "tree" : "process",
    image,
    plainMemory: ["notmpcopyup"],
    ...(isRoot && image !== undefined && { needsOwner: agent }),
    identify: (spec) => held(isRoot && image !== undefined ? ownerOf(spec) : mapped(spec, isRoot)),
    makeRoot: async (identity, mountPoints, directory) => {
      if (image !== undefined) return [await ownImage(engine, image)];
      layOutRoot(rootEntries(identity), mountPoints, directory);
      return ["--no-hosts", "--passwd=false", "--rootfs", directory];
    },
    check: async () => {
      await demand(engine, ["version", "--format", "{{.Client.Version}}"]);
      if (image !== undefined) await ownImage(engine, image);
    },
  };
  return engine;
}

/** What Podman needs to find its state as a user; nothing else of the environment reaches it. */
function environment(): Readonly<Record<string, string>> {
  const { uid, homedir } = userInfo();
  const runtime = `/run/user/${uid}`;
  return {
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: homedir,
    ...(existsSync(runtime) && { XDG_RUNTIME_DIR: runtime }),
  };
}

/** The account of a command as the owner of what it may write, or as this process's user. */
function mapped({ readWrite: [first] }: SandboxSpec, isRoot: boolean): Identity {
  const owner = isRoot && first !== undefined ? statSync(first) : { uid: 0, gid: 0 };
  const base = isRoot ? nobodies : 1;
  const map = (kind: "uid" | "gid") =>
    [`0:${base}:1`, `${agent}:${owner[kind]}:1`, `${keeper}:${base + 1}:1`].flatMap((entry) => [`--${kind}map`, entry]);
  return { uid: agent, gid: agent, options: [...map("uid"), ...map("gid")] };
}

/** Files of the kernel that a gateway's own root could write to as their owner, even without capabilities. */
const uncovered = "mask=/proc/mtrr:/proc/pressure";

/** Podman would raise these as far as they go, which a user may not, and make more directories writable. */
function held(identity: Identity): Identity {
  const limits = { nofile: withinHard("open files", 1 << 20), nproc: withinHard("processes", 1 << 14) };
  const ulimits = Object.entries(limits).flatMap(([name, value]) => ["--ulimit", `${name}=${value}:${value}`]);
  return {
    ...identity,
    options: [...identity.options, ...ulimits, "--read-only-tmpfs=false", "--security-opt", uncovered],
  };
}
