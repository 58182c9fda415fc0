import { deniedPaths, pinnedPaths } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";

/** Read-only, for programs to start: libraries, frameworks, tools, time zones and certificates; no state of users. */
const system = [
  ...[
    "/bin",
    "/sbin",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/libexec",
    "/usr/share",
    "/usr/local",
    "/opt/homebrew",
  ],
  ...[
    "/System/Library",
    "/System/Cryptexes",
    "/System/Volumes/Preboot/Cryptexes",
    "/Library/Apple",
    "/Library/Frameworks",
  ],
  ...["/Library/Developer/CommandLineTools", "/private/var/db/timezone", "/private/var/db/dyld", "/private/etc/ssl"],
];
const devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

/** What a profile is made for, besides a spec: real paths of a private directory, and of what must stay as it is. */
export interface SeatbeltTerms {
  readonly temporary: string;
  readonly protectedPaths: readonly string[];
}

/**
 * The profile for `sandbox-exec`, in its own language (SBPL, Scheme): nothing is allowed but what is listed, and of several
 * rules that match, the last one holds.
 */
export function seatbeltProfile(spec: SandboxSpec, { temporary, protectedPaths }: SeatbeltTerms): string {
  const denied = deniedPaths(spec);
  const writable = [...spec.readWrite, temporary];
  const lines = [
    "(version 1)",
    "(deny default)",
    "(allow process-fork)",
    "(allow process-exec)",
    "(allow signal (target same-sandbox))",
    "(allow process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    // Programs look at the names of directories on the way to what they may read, and at no contents of them.
    "(allow file-read-metadata)",
    ...rule("allow file-read*", [literal("/"), ...[...system, ...spec.readOnly, ...writable].map(subpath)]),
    ...rule("allow file-read* file-write-data", devices.map(literal)),
    ...rule("allow file-write*", writable.map(subpath)),
    ...rule("deny file-write*", spec.readOnly.map(subpath)),
    // What lies deeper says more.
    ...rule(
      "allow file-write*",
      spec.readWrite.filter((path) => spec.readOnly.some((outer) => path.startsWith(`${outer}/`))).map(subpath),
    ),
    ...rule("deny file-write-setugid", ['(subpath "/")']),
    ...rule("deny file-write*", protectedPaths.map(subpath)),
    ...rule("deny file-write-unlink", pinnedPaths(denied, spec).map(literal)),
    ...rule("deny file-read* file-write*", denied.map(subpath)),
    "(deny network*)",
    "(deny mach-lookup)",
  ];
  return `${lines.join("\n")}\n`;
}

/** One rule for several paths; none for no path, since a rule without a filter matches everything. */
function rule(head: string, filters: readonly string[]): readonly string[] {
  return filters.length === 0 ? [] : [`(${head} ${filters.join(" ")})`];
}

function subpath(path: string): string {
  return `(subpath ${quoted(path)})`;
}

function literal(path: string): string {
  return `(literal ${quoted(path)})`;
}

/** A string of Scheme: only the backslash and the quote mean something in it. INVARIANT: nothing ends it early. */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, "\\$&")}"`;
}
