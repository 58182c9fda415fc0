import { realpathSync } from "node:fs";
import { normalize } from "node:path";
import { isBeneath } from "../decision/index.ts";
import { SandboxFailed, SandboxSpecInvalid } from "../errors.ts";
import type { Obstacle } from "./probe.ts";
import { protectedNames } from "./protected-paths.ts";
import type { SandboxCommand } from "./sandbox.ts";
import type { SandboxLimits, SandboxSpec } from "./spec.ts";

/** Never shown, nor anything beneath: windows to the kernel. */
const kernel = ["/proc", "/sys", "/dev", "/boot"];
/** Never changed, nor anything beneath: what the host itself runs and obeys. */
const system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc"];
/** Too wide to be shown whole: state and sockets of the host lie beneath. */
const wide = ["/", "/tmp", "/run", "/var", "/var/run", "/var/tmp", "/home", "/root"];

/** Bytes of `sun_path`, without the NUL at its end. */
const longestSocket = 107;
const noWayOut: Obstacle = { what: "this sandbox has no way out", fix: "use bubblewrap or a container engine" };

/**
 * Refuses a spec that contradicts itself or would open the host, and one whose directories are missing or links. `wayOut`
 * tells whether the back end can lead to the proxy of a spec; it cannot when absent.
 * @throws {SandboxSpecInvalid | SandboxFailed}
 */
export function checkSpec(command: SandboxCommand, spec: SandboxSpec, wayOut?: Obstacle | "available"): void {
  const shown = [...spec.readOnly, ...spec.readWrite];
  for (const path of [...shown, ...spec.denied, command.cwd]) requireAbsolute(path);
  for (const path of shown) {
    if (wide.includes(path) || kernel.some((root) => isBeneath(root, path)))
      throw new SandboxSpecInvalid(`${path} would open the host to the sandbox`, { fix: "name what is needed of it" });
    const hider = spec.denied.find((denied) => isBeneath(denied, path));
    if (hider !== undefined)
      throw new SandboxSpecInvalid(`${path} is shown and, with ${hider}, denied`, { fix: "remove one of the two" });
    requireReal(path);
  }
  const writableSystem = spec.readWrite.find((path) => system.some((root) => isBeneath(root, path)));
  if (writableSystem !== undefined)
    throw new SandboxSpecInvalid(`${writableSystem} belongs to the system and cannot be made writable`);
  if (![...shown, "/tmp"].some((path) => isBeneath(path, command.cwd)))
    throw new SandboxSpecInvalid(`the directory ${command.cwd} is not part of the sandbox`, {
      fix: "run the command in its workspace",
    });
  checkNames(command, spec);
  checkNetwork(spec, wayOut);
  checkLimits(spec);
}

function checkNetwork({ network }: SandboxSpec, wayOut: Obstacle | "available" = noWayOut): void {
  if (network === "none") return;
  if (wayOut !== "available") throw new SandboxSpecInvalid(`no network here: ${wayOut.what}`, { fix: wayOut.fix });
  requireAbsolute(network.socket);
  if (Buffer.byteLength(network.socket) > longestSocket)
    throw new SandboxSpecInvalid(`the path of the proxy's socket, ${network.socket}, is too long for a socket`);
}

function checkNames(command: SandboxCommand, spec: SandboxSpec): void {
  for (const name of spec.unprotected ?? [])
    if (!protectedNames.includes(name)) throw new SandboxSpecInvalid(`"${name}" is not protected in the first place`);
  for (const [name, value] of Object.entries(spec.environment))
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes("\0"))
      throw new SandboxSpecInvalid(`the environment variable ${JSON.stringify(name)} cannot be set`);
  if (command.argv.length === 0 || command.argv[0] === "" || command.argv.some((word) => word.includes("\0")))
    throw new SandboxSpecInvalid("the argument vector names no program, or has a NUL in it");
}

function checkLimits(limits: SandboxLimits): void {
  const { memoryBytes, cpuSeconds, cpus, pids, wallMs, outputBytes, fileBytes, tmpBytes, openFiles, growthBytes } =
    limits;
  const sizes = { memoryBytes, fileBytes, tmpBytes, growthBytes };
  for (const [name, value] of Object.entries({ ...sizes, cpuSeconds, cpus, pids, openFiles, wallMs }))
    if (!Number.isFinite(value) || value <= 0)
      throw new SandboxSpecInvalid(`the limit ${name} is ${value}`, { fix: "give a number above 0" });
  if (!Number.isFinite(outputBytes) || outputBytes < 0)
    throw new SandboxSpecInvalid(`the limit outputBytes is ${outputBytes}`, { fix: "give a number from 0 on" });
}

function requireAbsolute(path: string): void {
  if (!path.startsWith("/") || path.includes("\0") || normalize(path) !== path || (path.endsWith("/") && path !== "/"))
    throw new SandboxSpecInvalid(`${JSON.stringify(path)} is not a plain absolute path`);
}

/** A path with a link in it could be turned elsewhere between here and the mount. */
function requireReal(path: string): void {
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (cause) {
    throw new SandboxFailed(`${path} cannot be shown to the sandbox: it does not exist`, {
      cause,
      fix: "create it, or correct the workspace in the configuration",
    });
  }
  if (real !== path)
    throw new SandboxFailed(`${path} is or passes through a link`, { fix: `name what it leads to: ${real}` });
}
