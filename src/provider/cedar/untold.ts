import { posix } from "node:path";
import type { Request } from "../../decision/index.ts";
import { hostOf } from "./host.ts";

/** Characters of the longest path, of the longest host, and of everything that is told of one request. */
const [longestPath, longestHost, most] = [4_096, 253, 4 << 20];

/**
 * Why a request cannot be put to policies; `undefined` when it can. INVARIANT: what has no one form that policies can
 * name is not put to them, since they would take it for something else.
 */
export function untold({ subject, action, resource, context }: Request): string | undefined {
  if (subject.id.length > longestPath) return "the name of the agent is too long";
  for (const path of [resource.type === "path" ? resource.id : undefined, context.cwd]) {
    if (path === undefined) continue;
    if (path.length > longestPath) return "the path is longer than paths are";
    if (posix.resolve("/", path) !== path) return "the path is not in its resolved form";
  }
  if (resource.type === "url") {
    const url = URL.parse(resource.id);
    if (url === null) return "the address is not a URL";
    if (hostOf(url).length > longestHost) return "the host is longer than hosts are";
  }
  return textFault([subject, action, resource, context]);
}

function textFault(root: unknown): string | undefined {
  let characters = 0;
  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "string") {
      if (!next.isWellFormed()) return "a text in it is not Unicode";
      characters += next.length;
      if (characters > most) return `it is longer than ${most} characters`;
    } else if (typeof next === "object" && next !== null) {
      // The names of an argument's parts are text as well.
      for (const [name, value] of Object.entries(next)) open.push(name, value ?? null);
    }
  }
  return undefined;
}
