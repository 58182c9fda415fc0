import { SallyportError, SandboxFailed, SandboxNotAccepted } from "../errors.ts";
import { launch } from "./launch.ts";
import type { Cgroup } from "./limits/cgroup.ts";
import { limitBy } from "./limits/limiting.ts";
import { groups, trustedProgram } from "./machine.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "./sandbox.ts";
import { ownEnvironment } from "./shown-paths.ts";
import type { SandboxSpec } from "./spec.ts";
import { checkSpec } from "./spec-check.ts";

/** What an operator has accepted for a time: that commands run without a sandbox. */
export interface Unconfined {
  /** The last day, as `YYYY-MM-DD`. */
  readonly until: string;
  readonly reason: string;
  /** Whether that day has not passed yet, when it is asked. */
  isAccepted(): boolean;
}

/**
 * No sandbox: commands run as the gateway's own user, who can read and change whatever that user can. The environment is
 * still empty but for that of the spec, time and output are still bounded, and control groups still limit the whole tree.
 */
export function unconfined(accepted: Unconfined): Sandbox {
  const detail = `unconfined until ${accepted.until}: ${accepted.reason}`;
  return {
    name: "none",
    probe: async () => ({
      checks: [{ name: "confines commands", ok: false, detail }],
      fix: "set sandbox.mode to required and remove sandbox.dangerouslyUnconfined",
    }),
    run(command, spec, signal) {
      // INVARIANT: asked for each command, since a gateway runs for longer than a risk is accepted.
      requireAccepted(accepted);
      return run(command, spec, signal);
    },
  };
}

/** @throws {SandboxNotAccepted} when the day has passed. */
export function requireAccepted({ until, isAccepted }: Unconfined): void {
  if (isAccepted()) return;
  throw new SandboxNotAccepted(`running commands without a sandbox was accepted until ${until}`, {
    fix: "set sandbox.mode to required, or accept the risk until a later date and start again",
  });
}

/** Sets the directory, and becomes the command. */
const enterAndBecome = 'cd -- "$1" || exit 125; shift; exec "$@"';

async function run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult> {
  checkSpec(command, { ...spec, network: "none" });
  let cgroup: Cgroup | undefined;
  try {
    cgroup = process.platform === "linux" ? groups()?.create(spec) : undefined;
    const before = process.platform === "linux" ? limitBy(spec, cgroup).before : [];
    // A session of its own has no terminal to type into.
    const session = trustedProgram(["/usr/bin/setsid"]);
    const environment = Object.entries({ ...ownEnvironment, HOME: "/nonexistent", ...spec.environment });
    const { result } = await launch({
      argv: [
        ...before,
        ...(session === undefined ? [] : [session]),
        ...["/usr/bin/env", "-i", ...environment.map(([name, value]) => `${name}=${value}`)],
        ...["/bin/sh", "-c", enterAndBecome, "sh", command.cwd, ...command.argv],
      ],
      descriptors: [],
      limits: spec,
      cgroup,
      signal,
      streams: command.streams,
      becomesCommand: true,
    });
    return result;
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the command could not be started: ${(cause as Error).message}`, { cause });
  } finally {
    await cgroup?.remove();
  }
}
