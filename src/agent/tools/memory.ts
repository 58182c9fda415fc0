import type { Memory } from "../memory.ts";
import { joinProvenance, provenanceOf } from "../provenance.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

const name = { type: "string", description: "Name of the note", maxLength: 128 } as const;

/** Keeps a note for later sessions with the principal; it is from then on as trusted as the turn that wrote it. */
export function memoryWriteTool(memory: Memory): Tool {
  return {
    name: "memory_write",
    description: "Keep a note for later sessions with this person; an empty text forgets it.",
    parameters: {
      type: "object",
      properties: { name, text: { type: "string", description: "The note", maxLength: 8_192 } },
      required: ["name", "text"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { name: id } = args as { name: string };
      const request = toolRequest(context, "memory_write", { type: "memory", id, access: "write" }, args);
      return {
        request,
        async run(permit) {
          const ok = await memory.write(permit, request, provenanceOf(context));
          const text = ok ? "Noted." : "Not noted: there is no room; forget another note first.";
          return { ok, text, source: "memory", untrusted: false, sensitive: false };
        },
      };
    },
  };
}

/** Shows what was noted in earlier sessions with the principal; what a tainted turn noted is untrusted. */
export function memoryReadTool(memory: Memory): Tool {
  return {
    name: "memory_read",
    description: "Show what you have noted about this person, all of it or one note.",
    parameters: { type: "object", properties: { name }, required: [], additionalProperties: false },
    async prepare(args, context) {
      const { name: id = "*" } = args as { name?: string };
      const request = toolRequest(context, "memory_read", { type: "memory", id, access: "read" }, args);
      return {
        request,
        async run(permit) {
          const notes = await memory.read(permit, request);
          const provenance = joinProvenance(notes.map((note) => note.provenance));
          return {
            ok: true,
            text: notes.map((note) => `${note.name}: ${note.text}`).join("\n") || "(nothing)",
            source: "memory",
            untrusted: provenance !== undefined,
            ...(provenance && { provenance }),
            sensitive: true,
            detail: { notes: notes.length },
          };
        },
      };
    },
  };
}
