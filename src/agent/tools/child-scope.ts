import type { JsonObject, ScopeRequest } from "../../decision/index.ts";
import { type Refused, resolvePath } from "../../files/index.ts";
import type { ObjectSchema, ValueSchema } from "../arguments.ts";

const names = (description: string): ValueSchema => ({
  type: "array",
  description,
  items: { type: "string", maxLength: 253 },
  maxItems: 64,
});
const paths = (description: string): ValueSchema => ({
  type: "array",
  description,
  items: { type: "string", maxLength: 4096 },
  maxItems: 64,
});
const amount = (description: string): ValueSchema => ({ type: "integer", description, minimum: 0 });

/** What a model may ask of the scope of a sub-agent; all else is what the agent itself has. */
export const childScopeSchema: ObjectSchema = {
  type: "object",
  description: "What the sub-agent may do at most, within what you may do; what is left out is as for you",
  properties: {
    tools: names("Names of tools"),
    hosts: names("Hosts it may reach, such as *.example.com"),
    roots: {
      type: "object",
      description: "Directories, from the workspace",
      properties: {
        read: paths("Beneath which it may read"),
        write: paths("Beneath which it may write; default: those it may read"),
      },
      additionalProperties: false,
    },
    budgets: {
      type: "object",
      description: "How much it may use up",
      properties: {
        turns: amount("Turns, its sub-agents' included"),
        toolCalls: amount("Tool calls"),
        tokens: amount("Tokens of the model"),
        seconds: amount("Seconds of wall clock"),
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

/** Such a scope as the model writes it, already checked against the schema. */
interface ChildScopeText extends Pick<ScopeRequest, "budgets"> {
  readonly tools?: readonly string[];
  readonly hosts?: readonly string[];
  readonly roots?: { readonly read?: readonly string[]; readonly write?: readonly string[] };
}

/** The scope that is asked for, its directories resolved from `cwd` to real paths. */
export async function readChildScope(
  value: JsonObject,
  cwd: string,
): Promise<{ readonly ok: true; readonly scope: ScopeRequest } | Refused> {
  const { roots: { read, write = read } = {}, ...rest } = value as ChildScopeText;
  const roots: { read?: readonly string[]; write?: readonly string[] } = {};
  for (const [mode, written] of [
    ["read", read],
    ["write", write],
  ] as const) {
    if (written === undefined) continue;
    const resolved = await Promise.all(written.map((path) => resolvePath(path, cwd)));
    const refused = resolved.find((each) => !each.ok);
    if (refused !== undefined) return refused;
    roots[mode] = resolved.flatMap((each) => (each.ok ? [each.path] : []));
  }
  return { ok: true, scope: { ...rest, roots } };
}
