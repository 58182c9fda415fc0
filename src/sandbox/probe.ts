import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProbeCheck, SandboxBackend, SandboxProbe } from "./sandbox.ts";
import { defaultLimits, type SandboxSpec } from "./spec.ts";

/**
 * Each line tries something from inside and prints `name ok` or `name FAIL`. A back end is what it keeps from happening,
 * not what its version says.
 */
function canaries(outside: string, workspace: string, port: number): string {
  return `
t() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name ok"; else echo "$name FAIL"; fi; }
f() { name=$1; shift; if ( "$@" ) >/dev/null 2>&1; then echo "$name FAIL"; else echo "$name ok"; fi; }
f "cannot read outside" cat ${outside}/canary
sh -c 'echo x >${outside}/written' 2>/dev/null
f "cannot write to the system" sh -c 'echo x >/usr/sallyport-canary'
f "cannot change a guarded file" sh -c 'echo x >${workspace}/.bashrc'
f "cannot connect" bash -c 'exec 9<>/dev/tcp/127.0.0.1/${port}'
f "cannot mount" mount -t tmpfs none /tmp
f "cannot make namespaces" unshare -U true
f "cannot set a set-user-id bit" sh -c 'touch ${workspace}/s && chmod u+s ${workspace}/s'
t "has no capabilities" grep -q '^CapEff:[[:space:]]*0000000000000000$' /proc/self/status
t "cannot gain privileges" grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/self/status
t "filters system calls" grep -q '^Seccomp:[[:space:]]*2$' /proc/self/status
f "hides the launcher's environment" sh -c 'test -s /proc/1/environ'
f "inherits no descriptors" sh -c 'for f in /proc/self/fd/*; do case $f in */[012]) ;; *) readlink $f | grep -v "^/proc/" && exit 0;; esac; done; exit 1'
t "can write to the workspace" sh -c 'echo x >${workspace}/made && test -s ${workspace}/made'
t "can run programs" sh -c 'echo a | grep -q a'
`;
}

/** Runs the canaries in a back end, unless something it needs is missing. */
export async function probeBackend(
  backend: SandboxBackend,
  missing?: { reason: string; fix: string },
): Promise<SandboxProbe> {
  if (missing !== undefined) return { verified: false, checks: [], ...missing };
  const outside = mkdtempSync(join(tmpdir(), "sallyport-probe-"));
  const listener = createServer((socket) => socket.destroy());
  try {
    const workspace = join(outside, "workspace");
    mkdirSync(workspace);
    writeFileSync(join(outside, "canary"), "canary");
    const port = await listen(listener);
    const spec: SandboxSpec = {
      readOnly: [],
      readWrite: [workspace],
      denied: [],
      environment: { PATH: "/usr/bin:/bin" },
      limits: { ...defaultLimits, wallMs: 20_000 },
    };
    const command = { argv: ["/bin/sh", "-c", canaries(outside, workspace, port)], cwd: workspace };
    const result = await backend.run(command, spec);
    // Inside, the path may lie in a private /tmp: what counts is whether the host has it.
    const written = { name: "cannot write outside", ok: !existsSync(join(outside, "written")) };
    return judge(result.stdout, result.stderr, [written]);
  } catch (error) {
    return {
      verified: false,
      checks: [],
      reason: (error as Error).message,
      fix: "see whether this machine allows user namespaces",
    };
  } finally {
    listener.close();
    rmSync(outside, { recursive: true, force: true });
  }
}

const expected =
  canaries("", "", 0)
    .match(/^[tf] "[^"]+"/gm)
    ?.map((line) => line.slice(3, -1)) ?? [];

function judge(stdout: string, stderr: string, seenOutside: readonly ProbeCheck[]): SandboxProbe {
  const seen = new Map(stdout.split("\n").map((line) => [line.replace(/ (ok|FAIL)$/, ""), line.endsWith(" ok")]));
  // INVARIANT: a canary that did not report counts as one that got through.
  const checks = [...expected.map((name) => ({ name, ok: seen.get(name) === true })), ...seenOutside];
  if (checks.every(({ ok }) => ok)) return { verified: true, checks };
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const reason =
    seen.size <= 1
      ? `the sandbox does not start: ${stderr.trim().slice(0, 500)}`
      : `it does not hold: ${failed.join(", ")}`;
  return {
    verified: false,
    checks,
    reason,
    fix: "see whether this machine allows unprivileged user namespaces and seccomp",
  };
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}
