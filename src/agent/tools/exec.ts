import { analyseCommand, programNames } from "../../command/index.ts";
import { resolvePath, secretsBeneath } from "../../files/index.ts";
import type { EffectResult } from "../../provider/index.ts";
import {
  runSandboxed,
  type SandboxLimits,
  type SandboxSpec,
  type SandboxStatus,
  type VerifiedSandbox,
} from "../../sandbox/index.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { bindingOf, changedSince } from "./exec-binding.ts";
import { toolRequest } from "./request.ts";

/** What running commands needs. */
export interface ExecServices {
  /** Absent when no sandbox could be verified; commands are then refused, and the status says how to mend that. */
  readonly sandbox: VerifiedSandbox | undefined;
  readonly sandboxStatus: SandboxStatus;
  readonly limits: SandboxLimits;
  readonly statePaths: readonly string[];
  /** Every variable that commands see. */
  readonly environment?: Readonly<Record<string, string>>;
}

const defaultEnvironment: Readonly<Record<string, string>> = {
  HOME: "/home/agent",
  LANG: "C.UTF-8",
  PATH: "/usr/local/bin:/usr/bin:/bin",
};

/** Runs a shell command in the sandbox. */
export function execTool(services: ExecServices): Tool {
  return {
    name: "exec",
    description: "Run a bash command in the workspace, inside a sandbox without network.",
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
      const binding = await bindingOf(analysis, environment, context);
      const request = toolRequest(context, "exec", { type: "command", id: command, access: "execute" }, args, {
        argv: ["/bin/bash", "--norc", "--noprofile", "-c", command],
        executable: shell.ok ? shell.path : "/bin/bash",
        cwd: context.cwd,
        environment: Object.keys(environment),
        targets: programNames(analysis),
        ...(binding.ok && { bound: binding.lines }),
      });
      if (!binding.ok) return { request, refusal: { rule: "exec.unbound", message: binding.message } };
      const { sandbox, sandboxStatus } = services;
      if (sandbox === undefined) {
        const message = `commands need a working sandbox, and ${sandboxStatus.requested} is not one here`;
        const remedy = sandboxStatus.fix === undefined ? {} : { remedy: sandboxStatus.fix };
        return { request, refusal: { rule: "sandbox.missing", message, ...remedy } };
      }
      return {
        request,
        async run(permit, signal) {
          // INVARIANT: looked for now and not when it was asked, since an approval may have taken minutes.
          const { environment = defaultEnvironment } = services;
          const spec = await sandboxSpec(services, context, environment);
          // INVARIANT: the last thing looked at before the command starts; what was decided on is what runs.
          const now = await bindingOf(analysis, environment, context);
          const changed = now.ok ? changedSince(binding.lines, now.lines) : now.message;
          if (changed !== undefined) {
            permit.spend(request, ["sandbox", "limit"]);
            return changedMeanwhile(changed);
          }
          if (spec === undefined) return tooLarge;
          const result = await runSandboxed(permit, request, sandbox, spec, { signal });
          const ended = result.signal === null ? `exit status ${result.exit}` : `ended by ${result.signal}`;
          const hit = result.limits.length > 0 ? `, limit reached: ${result.limits.join(", ")}` : "";
          const output = [result.stdout, result.stderr]
            .filter((text) => text !== "")
            .map((text) => text.replace(/\n?$/, "\n"));
          return {
            ok: result.exit === 0,
            text: `${output.join("")}(${ended}${hit})`,
            source: "command",
            untrusted: false,
            sensitive: true,
            detail: {
              exit: result.exit ?? -1,
              ms: Math.round(result.ms),
              limits: result.limits.join(","),
              sandbox: sandbox.name,
            },
          };
        },
      };
    },
  };
}

const tooLarge: EffectResult = {
  ok: false,
  text: "the workspace is too large to keep its secrets out of the sandbox",
  source: "runtime",
  untrusted: false,
  sensitive: false,
  detail: { rule: "sandbox.secrets" },
};

/** The permit is void: it was for a command that would have done something else. */
function changedMeanwhile(what: string): EffectResult {
  return {
    ok: false,
    text: `not run: this changed after the command was decided on: ${what}`,
    source: "runtime",
    untrusted: false,
    sensitive: false,
    detail: { rule: "exec.changed", changed: what },
  };
}

/** The workspace as the scope has it, without its secrets; `undefined` when they could not all be found. */
async function sandboxSpec(
  services: ExecServices,
  { scope }: ToolContext,
  environment: Readonly<Record<string, string>>,
): Promise<SandboxSpec | undefined> {
  const { read, write } = scope.roots;
  const denied: string[] = [];
  for (const root of new Set([...read, ...write])) {
    const secrets = await secretsBeneath(root, services.statePaths);
    if (secrets === undefined) return undefined;
    denied.push(...secrets);
  }
  const readOnly = read.filter((root) => !write.includes(root));
  return { readOnly, readWrite: write, denied, network: "none", environment, ...services.limits };
}
