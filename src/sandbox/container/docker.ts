import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { SandboxFailed } from "../../errors.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { containerSandbox } from "./container.ts";
import { ask, demand, type Engine, failed, type Identity } from "./engine.ts";
import { rootArchive, rootEntries } from "./root.ts";

/** Which engine, and what containers are made from. */
export interface DockerOptions {
  /** An image that the engine has; the programs of the host when absent. */
  readonly image?: string | undefined;
  /** Where the engine listens, in place of where it usually does. */
  readonly socket?: string;
}

/** Docker: containers without network, capabilities or devices, with our own root and system call filter. */
export function docker(options: DockerOptions = {}): Sandbox {
  return containerSandbox(dockerEngine(options));
}

/** Who runs commands for a gateway that is root and lends nothing. */
const somebody = 1_000;

function dockerEngine({ image, socket = usualSocket() }: DockerOptions): Engine {
  const engine: Engine = {
    name: "docker",
    programs: ["/usr/bin/docker", "/usr/local/bin/docker", "/run/current-system/sw/bin/docker"],
    installation: "apt-get install docker.io",
    options: ["--host", `unix://${socket}`],
    environment: {},
    bounds: "tree",
    plainMemory: [],
    image,
    ...(process.getuid?.() === 0 && { needsOwner: somebody }),
    identify: ownerOf,
    makeRoot: async (identity) => [
      await (image === undefined ? importRoot(engine, identity) : ownImage(engine, image)),
    ],
    check: async () => {
      await demand(engine, ["version", "--format", "{{.Server.Version}}"]);
      if (image !== undefined) await ownImage(engine, image);
    },
  };
  return engine;
}

function usualSocket(): string {
  const rootless = `/run/user/${process.getuid?.()}/docker.sock`;
  return existsSync("/run/docker.sock") || !existsSync(rootless) ? "/run/docker.sock" : rootless;
}

/**
 * Docker maps no accounts: who a command is inside, it is outside. That is this process's user, or where this is root, the
 * owner of what may be written.
 * @throws {SandboxFailed} when that is root as well: a command would be root of the host.
 */
export function ownerOf({ readWrite: [first] }: SandboxSpec): Identity {
  const own = { uid: process.getuid?.() ?? somebody, gid: process.getgid?.() ?? somebody };
  if (own.uid !== 0) return { ...own, options: [] };
  if (first === undefined) return { uid: somebody, gid: somebody, options: [] };
  const { uid, gid } = statSync(first);
  if (uid === 0)
    throw new SandboxFailed(`${first} belongs to root, and nobody else could write to it in a container`, {
      fix: `give it to another user: chown -R ${somebody}:${somebody} ${first}; or use bubblewrap, which maps users`,
    });
  return { uid, gid: gid === 0 ? uid : gid, options: [] };
}

/** The name of our own root, which the engine has then. */
async function importRoot(engine: Engine, identity: Identity): Promise<string> {
  const archive = rootArchive(rootEntries(identity));
  const name = `sallyport-root:${createHash("sha256").update(archive).digest("hex").slice(0, 32)}`;
  if ((await ask(engine, ["image", "inspect", name])).exit !== 0)
    await demand(engine, ["import", "-", name], { stdin: archive });
  return name;
}

/** An image that the engine has. @throws {SandboxFailed} when it does not: nothing is ever fetched. */
export async function ownImage(engine: Engine, image: string): Promise<string> {
  // What begins like an option would be one.
  if (!/^[a-z0-9][\w./:@-]*$/i.test(image)) throw new SandboxFailed(`${JSON.stringify(image)} is no name of an image`);
  const { exit, stderr } = await ask(engine, ["image", "inspect", "--format", "{{.Id}}", image]);
  if (exit === 0) return image;
  if (!/no such image|image not known|failed to find image/i.test(stderr)) throw failed(engine, stderr);
  throw new SandboxFailed(`${engine.name} does not have the image ${image}`, {
    fix: `fetch it: ${engine.name} pull ${image}; or load it: ${engine.name} load`,
  });
}
