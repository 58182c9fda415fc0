import { writeFile } from "../../files/index.ts";
import type { Tool } from "../tool.ts";
import { proposePath } from "./path-request.ts";

/** Writes a file of the workspace, as a whole. */
export const writeTool: Tool = {
  name: "write",
  description: "Write a text file of the workspace; what was in it is replaced.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string", description: "Path of the file", maxLength: 4096 },
      content: { type: "string", description: "The whole new text", maxLength: 1 << 20 },
    },
    required: ["path", "content"],
    additionalProperties: false,
  },
  prepare(args, context) {
    const { content } = args as { content: string };
    return proposePath(
      "write",
      "write",
      args as { path: string; content: string },
      context,
      async (permit, request, root) => {
        const written = await writeFile(permit, request, root, content);
        if (!written.ok) return written;
        const text = `${written.created ? "Created" : "Replaced"} ${request.resource.id} (${written.bytes} bytes).`;
        const detail = { bytes: written.bytes, created: written.created };
        return { ok: true, text, source: `file:${request.resource.id}`, untrusted: false, sensitive: false, detail };
      },
    );
  },
};
