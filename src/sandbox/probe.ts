import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SallyportError } from "../errors.ts";
import type { Sandbox, SandboxCheck, SandboxProbe, SandboxResult } from "./sandbox.ts";
import { workspaceSpec } from "./spec.ts";

/** Why a back end cannot work here at all, and what would change that. */
export interface Obstacle {
  readonly what: string;
  readonly fix: string;
}

/** What a back end knows of itself before it is tried. */
export interface ProbeTerms {
  readonly obstacle: Obstacle | undefined;
  /** What its limits bound: the whole tree, or each process. */
  readonly limitedBy: string;
  /** The canaries that mean something on its system; all of them when absent. */
  readonly only?: readonly string[];
  /** Whom a workspace must belong to, where that is not this process's user. */
  readonly owner?: number | undefined;
}

/** Tries from inside what a sandbox must prevent and what it must allow; a back end is what it holds, not what its version says. */
export async function probeSandbox(sandbox: Sandbox, terms: ProbeTerms): Promise<SandboxProbe> {
  const { obstacle, limitedBy, only, owner } = terms;
  if (obstacle !== undefined)
    return { checks: [{ name: "is there", ok: false, detail: obstacle.what }], fix: obstacle.fix };
  const outside = mkdtempSync(join(tmpdir(), "sallyport-probe-"));
  const workspace = join(outside, "workspace");
  const listener = createServer((socket) => socket.destroy());
  let connections = 0;
  listener.on("connection", () => connections++);
  try {
    mkdirSync(workspace);
    if (owner !== undefined) chownSync(workspace, owner, owner);
    writeFileSync(join(outside, "canary"), "canary");
    writeFileSync(join(workspace, "denied"), "canary");
    writeFileSync(join(workspace, ".envrc"), "canary");
    const port = await listen(listener);
    const spec = workspaceSpec(workspace, {
      denied: [join(workspace, "denied")],
      wallMs: 20_000,
      memoryBytes: 64 << 20,
    });
    const shell = (script: string, parts = {}) =>
      sandbox.run({ argv: ["/bin/sh", "-c", script], cwd: workspace }, { ...spec, ...parts });
    const tried = await shell(canaries(outside, port));
    const limited = await shell(excesses, { pids: 16 });
    const checks = [
      ...reported(tried),
      { name: "cannot write outside", ok: !existsSync(join(outside, "written")), detail: "looked for on the host" },
      { name: "reaches no socket of the host", ok: connections === 0, detail: "a listener on 127.0.0.1" },
      {
        name: "can write to the workspace",
        ok: textOf(join(workspace, "made")) === "made\n",
        detail: "read on the host",
      },
      { name: "leaves no stand-in", ok: !existsSync(join(workspace, ".git")), detail: "looked for on the host" },
      { name: "memory is limited", ok: !limited.stdout.includes(`all ${excessBytes}`), detail: limitedBy },
      { name: "processes are limited", ok: !limited.stdout.includes("forked all"), detail: limitedBy },
    ];
    return judge(only === undefined ? checks : checks.filter(({ name }) => only.includes(name)));
  } catch (error) {
    const probe = judge([{ name: "starts", ok: false, detail: (error as Error).message }]);
    return error instanceof SallyportError && error.fix !== undefined ? { ...probe, fix: error.fix } : probe;
  } finally {
    listener.close();
    rmSync(outside, { recursive: true, force: true });
  }
}

/**
 * `no` tries what must fail, and fail by being refused: a program that is not there (126, 127) has tried nothing.
 * `yes` tries what must work. Each prints the name and how it went.
 */
function canaries(outside: string, port: number): string {
  return `
no() { name=$1; shift; said=$("$@" 2>&1); code=$?
  if [ $code -ne 0 ] && [ $code -lt 126 ]; then echo "ok:$name:exit $code"; else echo "not:$name:exit $code $said" | head -n 1; fi; }
yes() { name=$1; shift; said=$("$@" 2>&1) && echo "ok:$name:exit 0" || echo "not:$name:$said" | head -n 1; }
no 'cannot read outside' cat '${outside}/canary'
echo x 2>/dev/null >'${outside}/written'
no 'cannot read what is denied' cat denied
no 'cannot change what is protected' sh -c 'echo x >.envrc'
no 'cannot make what is protected' sh -c 'echo x >.bashrc'
no 'cannot write to the system' sh -c 'echo x >/usr/canary'
no 'cannot write to the kernel' sh -c ': >>/proc/sys/kernel/core_pattern'
no 'cannot connect to the host' bash -c 'exec 9<>/dev/tcp/127.0.0.1/${port}'
no 'cannot mount' mount -t tmpfs none /tmp
no 'cannot make namespaces' unshare -U true
no 'cannot set a set-user-id bit' sh -c ': >set-id && chmod u+s set-id'
while read -r key value; do case $key in CapEff:) caps=$value;; NoNewPrivs:) bound=$value;; Seccomp:) filter=$value;; esac; done </proc/self/status
yes 'has no capabilities' test "$caps" = 0000000000000000
yes 'cannot gain privileges' test "$bound" = 1
yes 'filters system calls' test "$filter" = 2
yes 'hides the environment of the host' sh -c '! tr "\\0" "\\n" </proc/1/environ | grep -v "^PWD=\\|^OLDPWD=\\|^SHLVL=\\|^_=\\|^$"'
for fd in /proc/self/fd/*; do case $fd in */[012]) seen=$seen$fd;; *) case $(readlink $fd) in /dev/null|"") ;; *) seen=no$fd;; esac;; esac; done
yes 'inherits no descriptors' test "$seen" = /proc/self/fd/0/proc/self/fd/1/proc/self/fd/2
yes 'runs programs' sh -c 'echo a | grep -q a'
echo made >made
`;
}

const excessBytes = 192 << 20;

/** Uses up more than it may: memory that \`tail\` must hold, and processes. */
const excesses = `
echo "all $(head -c ${excessBytes} /dev/zero | tail -c ${excessBytes} | wc -c)"
i=0; while [ $i -lt 32 ]; do sleep 5 & i=$((i+1)); done 2>/dev/null && echo forked all
kill $(jobs -p) 2>/dev/null
`;

const expected = [...canaries("", 0).matchAll(/^(?:yes|no) '([^']+)'/gm)].map(([, name]) => name as string);

function reported({ stdout, stderr }: SandboxResult): readonly SandboxCheck[] {
  const seen = new Map(
    [...stdout.matchAll(/^(ok|not):([^:]*):(.*)$/gm)].map(([, verdict, name = "", detail = ""]) => [
      name,
      { name, ok: verdict === "ok", detail },
    ]),
  );
  // INVARIANT: a canary that did not report counts as one that got through.
  return expected.map(
    (name) => seen.get(name) ?? { name, ok: false, detail: `did not report ${stderr.slice(0, 200)}` },
  );
}

function judge(checks: readonly SandboxCheck[]): SandboxProbe {
  const failed = checks.filter(({ ok }) => !ok);
  return failed.length === 0 ? { checks } : { checks, fix: fixOf(failed) };
}

function fixOf(failed: readonly SandboxCheck[]): string {
  if (failed.some(({ detail }) => detail.includes("Unknown option"))) return "install bubblewrap 0.6 or newer";
  if (failed.every(({ name }) => name.endsWith("limited")))
    return "run Sallyport as a user other than root, or where it can make control groups for memory and pids";
  if (failed.some(({ name }) => name === "starts"))
    return "let this user make namespaces: see kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns and, in a container, its seccomp profile";
  return "update the kernel and bubblewrap; until then untrusted commands have no safe place here";
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}
