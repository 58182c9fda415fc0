import { isBeneath, type JsonObject, type Request } from "../../decision/index.ts";
import { type Refused, resolvePath } from "../../files/index.ts";
import type { EffectResult, Proposal, RefusedProposal } from "../../provider/index.ts";
import type { ToolContext } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** What a path tool does once its path is permitted: `root` is the directory of the scope that holds it. */
export type PathEffect = (
  permit: Parameters<Proposal["run"]>[0],
  request: Request,
  root: string,
) => Promise<EffectResult | Refused>;

/** Makes a call on a path into a proposal: the path is resolved once, and the effect happens on just that path. */
export async function proposePath(
  tool: string,
  access: "read" | "write",
  args: JsonObject & { readonly path: string },
  context: ToolContext,
  effect: PathEffect,
): Promise<Proposal | RefusedProposal> {
  const resolved = await resolvePath(args.path, context.cwd);
  const id = resolved.ok ? resolved.path : args.path;
  const request = toolRequest(context, tool, { type: "path", id, access }, args, { cwd: context.cwd, targets: [id] });
  if (!resolved.ok) return { request, refusal: { rule: `path.${resolved.fault}`, message: resolved.message } };
  const root = context.scope.roots[access].find((candidate) => isBeneath(candidate, id));
  if (root === undefined)
    return { request, refusal: { rule: `scope.roots.${access}`, message: `${id} is outside the workspace` } };
  return {
    request,
    run: async (permit) => {
      const result = await effect(permit, request, root);
      return "fault" in result
        ? { ok: false, text: result.message, source: `file:${id}`, untrusted: false, sensitive: false }
        : result;
    },
  };
}
