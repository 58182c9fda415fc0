import type { Names, Resource } from "../decision/index.ts";
import { didYouMean } from "../suggestion.ts";

/** What a tool acts on, and how. */
export interface ToolEntry {
  readonly type: Resource["type"];
  readonly access: Resource["access"];
}

/** Every action that rules may name: the tools, and `ingress.message`, the coming in of a message. */
export const toolCatalogue: Readonly<Record<string, ToolEntry>> = {
  exec: { type: "command", access: "execute" },
  read: { type: "path", access: "read" },
  write: { type: "path", access: "write" },
  edit: { type: "path", access: "write" },
  list: { type: "path", access: "read" },
  search: { type: "path", access: "read" },
  web_fetch: { type: "url", access: "connect" },
  browse: { type: "url", access: "connect" },
  message: { type: "message", access: "send" },
  sessions_list: { type: "session", access: "read" },
  sessions_history: { type: "session", access: "read" },
  sessions_spawn: { type: "session", access: "use" },
  delegate: { type: "session", access: "use" },
  model_switch: { type: "model", access: "use" },
  memory_read: { type: "memory", access: "read" },
  memory_write: { type: "memory", access: "write" },
  config_set: { type: "config", access: "write" },
  skill_run: { type: "tool", access: "execute" },
  verifiable_intent: { type: "tool", access: "read" },
  cron_add: { type: "tool", access: "write" },
  cron_list: { type: "tool", access: "read" },
  cron_run: { type: "tool", access: "use" },
  cron_remove: { type: "tool", access: "write" },
  "ingress.message": { type: "message", access: "use" },
};

/** Names of the tools in the catalogue. */
export const toolNames: readonly string[] = Object.keys(toolCatalogue);

/** Groups of tools, by the name under which rules and scopes mention them. */
export const toolGroups: Readonly<Record<string, readonly string[]>> = {
  "group:fs": ["read", "write", "edit", "list", "search"],
  "group:runtime": ["exec"],
  "group:web": ["web_fetch", "browse"],
  "group:messaging": ["message"],
  "group:sessions": ["sessions_list", "sessions_history"],
  "group:delegation": ["sessions_spawn", "delegate"],
  "group:models": ["model_switch"],
  "group:memory": ["memory_read", "memory_write"],
  "group:config": ["config_set"],
  "group:skills": ["skill_run"],
  "group:intent": ["verifiable_intent"],
  "group:cron": ["cron_add", "cron_list", "cron_run", "cron_remove"],
  "group:ingress": ["ingress.message"],
};

/** A name that is no tool and no group, with what it may have been meant to be. */
export interface UnknownTool {
  readonly name: string;
  readonly fix: string;
}

/** Tools with groups replaced by their members, and `*` by every tool; names that are neither are reported. */
export function expandTools(names: Names): {
  readonly tools: readonly string[];
  readonly unknown: readonly UnknownTool[];
} {
  if (names === "*") return { tools: toolNames, unknown: [] };
  const tools = new Set<string>();
  const unknown: UnknownTool[] = [];
  for (const name of names) {
    if (name === "*") for (const tool of toolNames) tools.add(tool);
    else if (Object.hasOwn(toolGroups, name)) for (const tool of toolGroups[name] ?? []) tools.add(tool);
    else if (Object.hasOwn(toolCatalogue, name)) tools.add(name);
    else unknown.push({ name, fix: didYouMean(name, [...toolNames, ...Object.keys(toolGroups)]) });
  }
  return { tools: [...tools], unknown };
}
