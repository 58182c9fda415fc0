import { contentDigest, writeFile } from "../../files/index.ts";
import type { FileLabels } from "../file-labels.ts";
import { provenanceOf } from "../provenance.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { proposePath } from "./path-request.ts";

/** What of a text that is to be written may stand in a file; what is taken out is out before anything is decided. */
export type FileText = (text: string, context: ToolContext) => string;

/** Writes a file of the workspace, as a whole; it is from then on as trusted as the turn that wrote it. */
export const writeTool = (labels: FileLabels, fileText: FileText): Tool => ({
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
    const { path, content: given } = args as { path: string; content: string };
    const content = fileText(given, context);
    return proposePath("write", "write", { path, content }, context, async (permit, request, root) => {
      const provenance = provenanceOf(context);
      const { id } = request.resource;
      // INVARIANT: labelled before it is written; a label for a file that was not written costs an approval at most.
      if (provenance !== undefined) await labels.wrote(id, contentDigest(content), provenance);
      const written = await writeFile(permit, request, root, content);
      if (!written.ok) return written;
      if (provenance === undefined) await labels.wrote(id, written.digest, undefined);
      const text = `${written.created ? "Created" : "Replaced"} ${id} (${written.bytes} bytes).`;
      const detail = { bytes: written.bytes, created: written.created };
      return { ok: true, text, source: `file:${id}`, untrusted: false, sensitive: false, detail };
    });
  },
});
