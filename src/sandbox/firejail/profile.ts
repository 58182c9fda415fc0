import { readdirSync } from "node:fs";
import { isBeneath } from "../../decision/index.ts";
import { SandboxSpecInvalid } from "../../errors.ts";
import { deniedPaths, pinnedPaths, shownPaths } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { systemPaths } from "../system-paths.ts";
import { ownFiles } from "./stage.ts";

/** What a profile is made for, besides a spec. */
export interface ProfileTerms {
  readonly protectedPaths: readonly string[];
  /** Whether the gateway is root: firejail then keeps the command root, and its files have to be mounted against it. */
  readonly asRoot: boolean;
}

/** Directories that firejail sets up itself: the kernel's, and its own workplace. */
const ownSetUp = ["proc", "sys", "dev", "run"];

/**
 * The profile that firejail reads, a line for each thing, in the order in which it takes effect. By default firejail shows
 * the host; so each directory of the root is hidden, or has only what is listed in it.
 * @throws {SandboxSpecInvalid} for a path with a character that has a meaning of its own in a profile.
 */
export function firejailProfile(spec: SandboxSpec, { protectedPaths, asRoot }: ProfileTerms): string {
  const shown = shownPaths(spec);
  const system = systemPaths().map(({ path }) => path);
  const denied = deniedPaths(spec);
  const settings = [...system.filter((path) => path.startsWith("/etc/")), ...Object.keys(ownFiles)];
  const listed = [...new Set([...settings, ...shown.map(({ path }) => path)])];
  const whole = [...system, ...ownSetUp.map((name) => `/${name}`)];
  // A link leads to what is hidden or listed under its own name.
  const hidden = readdirSync("/", { withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .map(({ name }) => `/${name}`)
    .filter((path) => !whole.includes(path) && !listed.some((other) => isBeneath(path, other)) && path !== "/tmp");
  const lines = [
    ...listed.filter((path) => !isSystem(path, system)).map((path) => `whitelist ${plain(path)}`),
    // A list with nothing that exists in it leaves an empty directory.
    ...["/tmp", "/run"].map((path) => `whitelist ${path}/nothing-of-the-host`),
    ...hidden.map((path) => `blacklist ${plain(path)}`),
    ...shown.map(({ path, writable }) => `${writable ? "read-write" : "read-only"} ${plain(path)}`),
    // Read-only and writable again: what has been both is a mount of its own.
    ...pinnedPaths(denied, spec).flatMap((path) => [`read-only ${plain(path)}`, `read-write ${plain(path)}`]),
    ...protectedPaths.map((path) => `read-only ${plain(path)}`),
    ...denied.map((path) => `blacklist ${plain(path)}`),
    ...(asRoot ? againstRoot : ["noroot", "caps.drop all"]),
    ...["net none", "ipc-namespace", "hostname sandbox", "nonewprivs", "nogroups", "private-dev", "machine-id"],
    ...["dbus-user none", "dbus-system none", "deterministic-exit-code", "deterministic-shutdown"],
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * INVARIANT: only bounded file systems can be written. A process of root owns the root directory, /etc and the directories
 * of firejail even without capabilities. Its one capability is needed to become another user, and goes with that.
 */
const againstRoot = [
  ...["read-only /etc", "read-only /run", "read-only /run/firejail", "read-write /run/firejail/mnt"],
  ...["read-only /dev/pts", "read-only /dev", "read-write /dev/shm", "caps.keep setfcap"],
];

function isSystem(path: string, system: readonly string[]): boolean {
  return system.some((root) => !root.startsWith("/etc/") && isBeneath(root, path));
}

/** No comma, quote, star, bracket, `#`, `$` or `~`: firejail lets none of them be quoted. */
function plain(path: string): string {
  if (/^(?:\/[\p{L}\p{N}._+@=:-]+(?: [\p{L}\p{N}._+@=:-]+)*)+$/u.test(path)) return path;
  throw new SandboxSpecInvalid(`firejail cannot be told of the path ${JSON.stringify(path)}`, {
    fix: "rename it with letters, digits and . _ + @ = : - alone, or use another sandbox",
  });
}
