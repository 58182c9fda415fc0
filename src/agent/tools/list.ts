import { listDirectory } from "../../files/index.ts";
import type { Tool } from "../tool.ts";
import { proposePath } from "./path-request.ts";

/** Lists a directory of the workspace. */
export const listTool: Tool = {
  name: "list",
  description: "List a directory of the workspace.",
  parameters: {
    type: "object",
    properties: { path: { type: "string", description: "Path of the directory; . is the workspace", maxLength: 4096 } },
    required: ["path"],
    additionalProperties: false,
  },
  prepare: (args, context) =>
    proposePath("list", "read", args as { path: string }, context, async (permit, request, root) => {
      const listing = await listDirectory(permit, request, root);
      if (!listing.ok) return listing;
      const lines = listing.entries.map(({ name, kind }) =>
        kind === "directory" ? `${name}/` : kind === "link" ? `${name}@` : name,
      );
      const text = (lines.length === 0 ? "(empty)" : lines.join("\n")) + (listing.truncated ? "\n(and more)" : "");
      const detail = { entries: listing.entries.length };
      return { ok: true, text, source: `file:${request.resource.id}`, untrusted: false, sensitive: false, detail };
    }),
};
