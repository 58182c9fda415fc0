import { editFile } from "../../files/index.ts";
import type { FileLabels } from "../file-labels.ts";
import { joinProvenance, provenanceOf } from "../provenance.ts";
import type { Tool } from "../tool.ts";
import { proposePath } from "./path-request.ts";
import type { FileText } from "./write.ts";

const maxBytes = 1 << 20;

/** Replaces one passage of a file of the workspace; it keeps its label, and gets that of the turn as well. */
export const editTool = (labels: FileLabels, fileText: FileText): Tool => ({
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
    const { path, find, replace: given } = args as { path: string; find: string; replace: string };
    const replace = fileText(given, context);
    return proposePath("edit", "write", { path, find, replace }, context, async (permit, request, root) => {
      const { id } = request.resource;
      const before = await labels.of(id);
      const provenance = joinProvenance([before, provenanceOf(context)]);
      if (provenance !== undefined) await labels.wrote(id, undefined, provenance);
      const written = await editFile(permit, request, root, [{ find, replace }], maxBytes);
      if (!written.ok) return written;
      if (provenance !== undefined) await labels.wrote(id, written.digest, provenance);
      const text = `Changed ${id} (${written.bytes} bytes).`;
      return {
        ok: true,
        text,
        source: `file:${id}`,
        untrusted: false,
        sensitive: false,
        detail: { bytes: written.bytes },
      };
    });
  },
});
