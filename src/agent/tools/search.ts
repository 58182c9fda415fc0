import { type SearchQuery, searchFiles } from "../../files/index.ts";
import type { FileLabels } from "../file-labels.ts";
import { joinProvenance } from "../provenance.ts";
import type { Tool } from "../tool.ts";
import { proposePath } from "./path-request.ts";

/** Searches the files of the workspace for a text, secrets and Sallyport's own state left out. */
export const searchTool = (labels: FileLabels, hidden: Pick<SearchQuery, "statePaths" | "secretsIn">): Tool => ({
  name: "search",
  description: "Search the files of the workspace for a text, taken literally.",
  parameters: {
    type: "object",
    properties: {
      query: { type: "string", description: "The text to look for", maxLength: 1000 },
      path: { type: "string", description: "Directory to search beneath; default: the workspace", maxLength: 4096 },
      ignore_case: { type: "boolean", description: "Whether case does not matter" },
      suffix: { type: "string", description: "Only files whose names end so, such as .ts", maxLength: 64 },
    },
    required: ["query"],
    additionalProperties: false,
  },
  prepare(args, context) {
    const {
      query,
      ignore_case,
      suffix,
      path = ".",
    } = args as { query: string; path?: string; ignore_case?: boolean; suffix?: string };
    return proposePath("search", "read", { ...args, path }, context, async (permit, request, root) => {
      const found = await searchFiles(permit, request, root, {
        text: query,
        ...hidden,
        ...(ignore_case !== undefined && { ignoreCase: ignore_case }),
        ...(suffix !== undefined && { suffix }),
      });
      if (!found.ok) return found;
      const lines = found.matches.map((match) => `${match.path}:${match.line}: ${match.text}`);
      const provenance = joinProvenance(
        await Promise.all([...found.digests].map(([file, digest]) => labels.of(file, digest))),
      );
      const detail = { matches: found.matches.length, files: found.files };
      return {
        ok: true,
        text: lines.length === 0 ? "(no matches)" : lines.join("\n"),
        ...(found.truncated && { note: "\n(and perhaps more)" }),
        source: `file:${request.resource.id}`,
        untrusted: provenance !== undefined,
        ...(provenance && { provenance }),
        sensitive: found.matches.length > 0,
        detail,
      };
    });
  },
});
