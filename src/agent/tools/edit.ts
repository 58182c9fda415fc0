import { editFile } from "../../files/index.ts";
import type { Tool } from "../tool.ts";
import { proposePath } from "./path-request.ts";

const maxBytes = 1 << 20;

/** Replaces one passage of a file of the workspace. */
export const editTool: Tool = {
  name: "edit",
  description: "Replace a passage of a text file of the workspace; the passage must occur exactly once.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string", description: "Path of the file", maxLength: 4096 },
      find: { type: "string", description: "The passage as it stands now", maxLength: maxBytes },
      replace: { type: "string", description: "What stands there afterwards", maxLength: maxBytes },
    },
    required: ["path", "find", "replace"],
    additionalProperties: false,
  },
  prepare(args, context) {
    const { find, replace } = args as { find: string; replace: string };
    return proposePath("edit", "write", args as { path: string }, context, async (permit, request, root) => {
      const written = await editFile(permit, request, root, [{ find, replace }], maxBytes);
      if (!written.ok) return written;
      const text = `Changed ${request.resource.id} (${written.bytes} bytes).`;
      return {
        ok: true,
        text,
        source: `file:${request.resource.id}`,
        untrusted: false,
        sensitive: false,
        detail: { bytes: written.bytes },
      };
    });
  },
};
