import { analyseCommand, programNames } from "../../command/index.ts";
import { realPathOf, resolvePath } from "../../files/index.ts";
import {
  runSandboxed,
  type SandboxFinding,
  type SandboxStatus,
  type UsableSandbox,
  type WayOut,
} from "../../sandbox/index.ts";
import type { FileLabels } from "../file-labels.ts";
import { joinProvenance, provenanceOf, taintedBy } from "../provenance.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { bindingOf, changedSince } from "./exec-binding.ts";
import { labelsRead, labelsRun } from "./exec-labels.ts";
import { changedMeanwhile, resultOf, tooLarge } from "./exec-result.ts";
import { type Confinement, defaultEnvironment, specFor } from "./exec-spec.ts";
import { toolRequest } from "./request.ts";

/** What running commands needs. */
export interface ExecServices extends Confinement {
  /** Absent when no sandbox could be verified; commands are then refused, and the status says how to mend that. */
  readonly sandbox: UsableSandbox | undefined;
  readonly sandboxStatus: SandboxStatus;
  /** Opens the way out to hosts that a permit names; absent where there is none. */
  readonly openWayOut?: ((hosts: readonly string[], context: ToolContext) => Promise<WayOut>) | undefined;
  /** Told of what a command tried or left. */
  readonly onFinding: (finding: SandboxFinding, context: ToolContext) => void;
  /** Every variable that commands see. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a shell command in the sandbox. */
export function execTool(services: ExecServices, labels: FileLabels): Tool {
  return {
    name: "exec",
    description: "Run a bash command in the workspace, inside a sandbox.",
    parameters: {
      type: "object",
      properties: { command: { type: "string", description: "The command", maxLength: 65_536 } },
      required: ["command"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { command } = args as { command: string };
      const { environment = defaultEnvironment } = services;
      const analysis = analyseCommand(command);
      const shell = await resolvePath("/bin/bash", "/");
      const place = { ...context, environment, cwd: services.workspace === "none" ? "/tmp" : context.cwd };
      const binding = await bindingOf(analysis, environment, place);
      // INVARIANT: a turn that runs what others wrote is tainted by it before it runs.
      const judged = taintedBy(context, await labelsRun(analysis, place, labels));
      const request = toolRequest(judged, "exec", { type: "command", id: command, access: "execute" }, args, {
        argv: ["/bin/bash", "--norc", "--noprofile", "-c", command],
        executable: shell.ok ? shell.path : "/bin/bash",
        cwd: place.cwd,
        environment: Object.keys(environment),
        targets: programNames(analysis),
        ...(binding.ok && { bound: binding.lines }),
      });
      if (!binding.ok) return { request, refusal: { rule: "exec.unbound", message: binding.message } };
      const { sandbox, sandboxStatus, openWayOut } = services;
      if (sandbox === undefined) {
        const message = `commands need a working sandbox, and ${sandboxStatus.requested} is not one here`;
        const remedy = sandboxStatus.fix === undefined ? {} : { remedy: sandboxStatus.fix };
        return { request, refusal: { rule: "sandbox.missing", message, ...remedy } };
      }
      if (!sandbox.confines && context.scope.sandbox === "required") {
        const message = "the scope requires a sandbox, and commands run without one here";
        return { request, refusal: { rule: "sandbox.required", message } };
      }
      return {
        request,
        async run(permit, signal) {
          // INVARIANT: looked for now and not when it was asked, since an approval may have taken minutes.
          const { environment = defaultEnvironment } = services;
          const spec = await specFor(services, context, environment);
          const read = await labelsRead(analysis, place, labels);
          const tainted = joinProvenance([provenanceOf(context), read]);
          return labels.changing(context.scope.roots.write.map(realPathOf), async (note) => {
            if (tainted !== undefined) await note(tainted);
            // INVARIANT: the last thing looked at before the command starts; what was decided on is what runs.
            const now = await bindingOf(analysis, environment, place);
            const changed = now.ok ? changedSince(binding.lines, now.lines) : now.message;
            if (changed !== undefined) {
              permit.spend(request, ["sandbox", "limit"]);
              return changedMeanwhile(changed);
            }
            if (spec === undefined) return tooLarge;
            const result = await runSandboxed(permit, request, sandbox, spec, {
              signal,
              ...(openWayOut && {
                async openWayOut(hosts) {
                  // INVARIANT: what comes over the network is others' before the first byte of it can be written.
                  await note({ tier: context.tier, sources: hosts.map((host) => `host:${host}`) });
                  return openWayOut(hosts, judged);
                },
              }),
            });
            for (const finding of result.findings) services.onFinding(finding, context);
            return resultOf(result, sandbox.name, read);
          });
        },
      };
    },
  };
}
