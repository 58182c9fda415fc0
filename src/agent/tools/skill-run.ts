import {
  includesName,
  type JsonObject,
  meetNames,
  narrow,
  type Reason,
  type ScopeRequest,
} from "../../decision/index.ts";
import { realPathOf, surveyStanding } from "../../files/index.ts";
import { runSandboxed } from "../../sandbox/index.ts";
import { checkArguments, type ObjectSchema } from "../arguments.ts";
import type { FileLabels } from "../file-labels.ts";
import { joinProvenance, provenanceOf } from "../provenance.ts";
import type { Tool, ToolContext } from "../tool.ts";
import type { ExecServices } from "./exec.ts";
import { changedSince } from "./exec-binding.ts";
import { changedMeanwhile, resultOf, tooLarge } from "./exec-result.ts";
import { defaultEnvironment, specFor } from "./exec-spec.ts";
import { toolRequest } from "./request.ts";

/** A skill that the operator trusts as it is, and the most that it may have. */
export interface RunnableSkill {
  readonly name: string;
  /** Of everything in its folder. */
  readonly hash: string;
  /** Where the copy lies that is run. */
  readonly folder: string;
  readonly interpreter: string;
  readonly script: string;
  readonly arguments: ObjectSchema;
  readonly workspace: "none" | "read" | "write";
  readonly hosts: readonly string[];
  readonly seconds: number;
  /** Sees to it that the copy is there, and is what was hashed; false when it cannot be. */
  lay(): Promise<boolean>;
}

/** Where skills are looked up. */
export interface SkillSource {
  find(name: string): Promise<{ readonly ok: true; readonly skill: RunnableSkill } | ({ readonly ok: false } & Reason)>;
}

/** What running skills needs besides what running commands does. */
export interface SkillServices {
  readonly source: SkillSource;
  /** Told of a skill that is no longer what was pinned. */
  readonly onChanged: (skill: string, message: string, context: ToolContext) => void;
}

/** Bytes of the arguments as JSON: half of what Linux takes for one word. */
const longest = 65_536;

/** Runs the script of a skill in the sandbox, with arguments that its schema takes. */
export function skillRunTool(exec: ExecServices, { source, onChanged }: SkillServices, labels: FileLabels): Tool {
  return {
    name: "skill_run",
    description: "Run a skill: a script that the operator has put there, with arguments as its description says.",
    parameters: {
      type: "object",
      properties: {
        skill: { type: "string", description: "Name of the skill", maxLength: 64 },
        arguments: { type: "string", description: "Its arguments, as a JSON object", maxLength: longest },
      },
      required: ["skill"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { skill: name, arguments: text = "{}" } = args as { skill: string; arguments?: string };
      const resource = { type: "tool", id: name, access: "execute" } as const;
      const found = await source.find(name);
      if (!found.ok) {
        if (found.rule === "skill.changed") onChanged(name, found.message, context);
        return { request: toolRequest(context, "skill_run", resource, args), refusal: found };
      }
      const { skill } = found;
      const { scope } = narrow(context.scope, requestOf(skill, context));
      const place: ToolContext = { ...context, scope };
      const cwd = exec.workspace === "none" || skill.workspace === "none" ? "/tmp" : context.cwd;
      const { environment = defaultEnvironment } = exec;
      const bound = await boundTo(skill.hash, skill.interpreter, environment);
      const values = objectOf(text);
      const request = toolRequest(context, "skill_run", resource, args, {
        argv: [skill.interpreter, `${skill.folder}/${skill.script}`, JSON.stringify(values ?? {})],
        ...(bound.program !== undefined && { executable: bound.program }),
        cwd,
        environment: Object.keys(environment),
        targets: [skill.interpreter],
        bound: bound.lines,
      });
      const refusal = refusalOf(skill, values, context, exec) ?? bound.refusal;
      if (refusal !== undefined) return { request, refusal };
      const sandbox = exec.sandbox as NonNullable<typeof exec.sandbox>;
      return {
        request,
        async run(permit, signal) {
          const read = await labels.beneath(scope.roots.read.map(realPathOf));
          const tainted = joinProvenance([provenanceOf(context), read]);
          return labels.changing(scope.roots.write.map(realPathOf), async (note) => {
            if (tainted !== undefined) await note(tainted);
            const spec = await specFor(exec, place, environment);
            // INVARIANT: the last thing looked at before it starts; what was decided on is what runs.
            const again = await source.find(name);
            const now = await boundTo(again.ok ? again.skill.hash : undefined, skill.interpreter, environment);
            const changed = changedSince(bound.lines, now.lines);
            if (changed !== undefined || !(await skill.lay())) {
              permit.spend(request, ["sandbox", "limit"]);
              onChanged(name, `${changed ?? "its copy"} changed after it was decided on`, context);
              return changedMeanwhile(changed ?? `skill ${name}`);
            }
            if (spec === undefined) return tooLarge;
            const { openWayOut } = exec;
            const { keep: _, ...alone } = spec;
            const confined = {
              ...alone,
              readOnly: [...spec.readOnly, skill.folder],
              wallMs: Math.min(spec.wallMs, skill.seconds * 1_000),
            };
            const result = await runSandboxed(permit, request, sandbox, confined, {
              signal,
              ...(openWayOut && {
                async openWayOut(hosts) {
                  const open = meetNames(skill.hosts, meetNames(context.scope.hosts, hosts)) as readonly string[];
                  // INVARIANT: what comes over the network is others' before the first byte of it can be written.
                  await note({ tier: context.tier, sources: open.map((host) => `host:${host}`) });
                  return openWayOut(open, context);
                },
              }),
            });
            for (const finding of result.findings) exec.onFinding(finding, context);
            return { ...resultOf(result, sandbox.name, read), source: `skill:${name}` };
          });
        },
      };
    },
  };
}

/** What a skill asks for, as a scope that the agent's is narrowed by; it asks for a sandbox whatever the agent may do without. */
function requestOf({ workspace, hosts, interpreter }: RunnableSkill, { scope }: ToolContext): ScopeRequest {
  const read = workspace === "none" ? [] : scope.roots.read;
  const write = workspace === "write" ? scope.roots.write : [];
  return {
    tools: ["skill_run"],
    commands: [interpreter],
    roots: { read, write },
    hosts,
    sandbox: "required",
    delegationDepth: 0,
  };
}

/** Why a skill is not run, before anybody is asked. */
function refusalOf(
  skill: RunnableSkill,
  values: JsonObject | undefined,
  { scope }: ToolContext,
  { sandbox, sandboxStatus }: ExecServices,
): Reason | undefined {
  const problems =
    values === undefined ? ["the arguments are no JSON object"] : checkArguments(skill.arguments, values);
  if (problems.length > 0) return { rule: "skill.arguments", message: problems.join("; ") };
  if (Buffer.byteLength(JSON.stringify(values)) > longest)
    return { rule: "skill.arguments", message: "the arguments are too long" };
  if (!includesName(scope.commands, skill.interpreter))
    return { rule: "scope.commands", message: `${skill.interpreter}, which runs the skill, is outside the scope` };
  if (sandbox?.confines === true) return undefined;
  const message = `skills need a sandbox, and ${sandboxStatus.requested} is not one here`;
  return { rule: "sandbox.missing", message, ...(sandboxStatus.fix !== undefined && { remedy: sandboxStatus.fix }) };
}

/** What a run rests on: the skill as it was hashed, and the program that runs it. */
async function boundTo(
  hash: string | undefined,
  interpreter: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly lines: readonly string[]; readonly program?: string; readonly refusal?: Reason }> {
  const searchPath = (environment["PATH"] ?? "").split(":").filter((directory) => directory.startsWith("/"));
  const nothing = { directories: [], code: [], paths: [], mayRead: () => false };
  const standing = await surveyStanding({ ...nothing, programs: [interpreter], searchPath });
  const programs = standing.ok ? standing.lines : [];
  const lines = [`skill sha256:${hash}`, ...programs];
  const path = programs[0]?.split(" ")[1];
  return path === undefined
    ? { lines, refusal: { rule: "skill.interpreter", message: `there is no program ${interpreter} to run the skill` } }
    : { lines, program: realPathOf(path) };
}

/** The JSON object in a text; `undefined` when there is none. */
function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
