import { readFile } from "../../files/index.ts";
import type { FileLabels } from "../file-labels.ts";
import type { Tool } from "../tool.ts";
import { endingWhole } from "./cut.ts";
import { proposePath } from "./path-request.ts";

const maxBytes = 256 << 10;

/** Reads a text file of the workspace; one that others wrote is as untrusted as they are. */
export const readTool = (labels: FileLabels): Tool => ({
  name: "read",
  description: "Read a text file of the workspace.",
  parameters: {
    type: "object",
    properties: { path: { type: "string", description: "Path of the file", maxLength: 4096 } },
    required: ["path"],
    additionalProperties: false,
  },
  prepare: (args, context) =>
    proposePath("read", "read", args as { path: string }, context, async (permit, request, root) => {
      const content = await readFile(permit, request, root, maxBytes);
      if (!content.ok) return content;
      const text = content.encoding === "binary" ? `(a binary file of ${content.bytes} bytes)` : content.text;
      const provenance = await labels.of(request.resource.id, content.digest);
      const isCut = content.truncated && content.encoding !== "binary";
      const detail = { bytes: content.bytes, truncated: content.truncated };
      return {
        ok: true,
        text: isCut ? endingWhole(text) : text,
        ...(content.truncated && { note: `\n(only the first ${content.bytes} bytes)` }),
        source: `file:${request.resource.id}`,
        untrusted: provenance !== undefined,
        ...(provenance && { provenance }),
        sensitive: true,
        detail,
      };
    }),
});
