import type { Json, JsonObject } from "../../decision/index.ts";
import type { ToolCall } from "../model.ts";
import { limits } from "./limits.ts";

/** How much of an argument text that cannot be read is kept. */
const shownCharacters = 1_000;

/** A call as a server wrote it: arguments as JSON text (OpenAI) or already parsed (Ollama). */
export interface ToolCallDraft {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** The calls of one answer, decoded, each with an id of its own. */
export function decodeToolCalls(drafts: readonly ToolCallDraft[]): readonly ToolCall[] {
  const taken = new Set<string>();
  return drafts.map((draft, i) => {
    const given = draft.id.slice(0, limits.nameCharacters).toWellFormed();
    const id = given === "" || taken.has(given) ? `call_${i + 1}_${crypto.randomUUID().slice(0, 8)}` : given;
    taken.add(id);
    const name = draft.name.slice(0, limits.nameCharacters).toWellFormed();
    const decoded = decodeArguments(draft.arguments);
    return decoded === undefined
      ? { id, name, malformed: textOf(draft.arguments).slice(0, shownCharacters).toWellFormed() }
      : { id, name, arguments: decoded };
  });
}

/** The object that was written; no text at all stands for no arguments. */
function decodeArguments(written: unknown): JsonObject | undefined {
  const value = typeof written === "string" ? parse(written) : (written ?? {});
  return isObject(value) && isShallow(value, limits.argumentDepth) ? (value as JsonObject) : undefined;
}

function parse(text: string): unknown {
  if (text.trim() === "") return {};
  if (text.length > limits.argumentCharacters) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** INVARIANT: everything after this may recurse over arguments without running out of stack. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value as Record<string, Json>).every((member) => isShallow(member, levels - 1));
}

function textOf(written: unknown): string {
  if (typeof written === "string") return written;
  try {
    return JSON.stringify(written) ?? "";
  } catch {
    return "(nested too deeply to show)";
  }
}
