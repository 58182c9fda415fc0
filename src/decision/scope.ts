import type { Request } from "./request.ts";

/** A set of names: everything, or exactly these. Hosts may be written `*.example.com`. */
export type Names = "*" | readonly string[];

/** How hard a sandbox is demanded; higher is narrower. */
export type SandboxLevel = "off" | "preferred" | "required";

/** What may be used up; `Infinity` is no bound. Tokens of the model, seconds of wall clock. */
export interface Budgets {
  readonly turns: number;
  readonly toolCalls: number;
  readonly tokens: number;
  readonly seconds: number;
}

/** The most a context may do, whatever any decider says. */
export interface Scope {
  readonly tools: Names;
  /** Names of programs that commands may run. */
  readonly commands: Names;
  /** Absolute directories, each with all that lies beneath it. */
  readonly roots: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly hosts: Names;
  readonly credentials: Names;
  readonly models: Names;
  readonly sandbox: SandboxLevel;
  /** Whether an `ask` may be put to a person; `false` turns every ask into a denial. */
  readonly approvals: boolean;
  readonly budgets: Budgets;
  /** How many further levels of delegation are left. */
  readonly delegationDepth: number;
}

export const sandboxLevels: readonly SandboxLevel[] = ["off", "preferred", "required"];

/** The scope in which nothing may be done. */
export const emptyScope: Scope = {
  tools: [],
  commands: [],
  roots: { read: [], write: [] },
  hosts: [],
  credentials: [],
  models: [],
  sandbox: "required",
  approvals: false,
  budgets: { turns: 0, toolCalls: 0, tokens: 0, seconds: 0 },
  delegationDepth: 0,
};

/** True when `name` is in the set; host patterns match any depth of sub-domain and nothing else. */
export function includesName(names: Names, name: string): boolean {
  return names === "*" || names.some((pattern) => coversName(pattern, name));
}

/** True when every name that `pattern` stands for is also meant by `cover`. */
export function coversName(cover: string, pattern: string): boolean {
  if (cover === pattern) return true;
  return cover.startsWith("*.") && pattern.length > cover.length - 1 && pattern.endsWith(cover.slice(1));
}

/** True when the absolute path `path` is `root` or lies beneath it, by text; both are taken as already resolved. */
export function isBeneath(root: string, path: string): boolean {
  if (path.split("/").includes("..") || root.split("/").includes("..")) return false;
  const base = root.endsWith("/") ? root.slice(0, -1) : root;
  return path === base || path === root || path.startsWith(`${base}/`);
}

/** A way in which a request lies outside a scope. */
export interface OutOfScope {
  readonly field: "tools" | "commands" | "roots.read" | "roots.write" | "hosts" | "credentials" | "models";
  readonly value: string;
}

/** Everything in the request that the scope does not hold; empty when it is within. */
export function outsideScope(scope: Scope, request: Request): readonly OutOfScope[] {
  const outside: OutOfScope[] = [];
  const check = (field: OutOfScope["field"], held: boolean, value: string) => {
    if (!held) outside.push({ field, value });
  };
  const { action, resource, context } = request;
  check("tools", includesName(scope.tools, action.name), action.name);
  switch (resource.type) {
    case "command":
      for (const program of context.targets ?? [resource.id]) {
        check("commands", includesName(scope.commands, program), program);
      }
      break;
    case "path": {
      const mode = resource.access === "read" ? "read" : "write";
      for (const path of context.targets ?? [resource.id]) {
        check(
          `roots.${mode}`,
          scope.roots[mode].some((root) => isBeneath(root, path)),
          path,
        );
      }
      break;
    }
    case "url": {
      const host = URL.parse(resource.id)?.hostname ?? "";
      check("hosts", host !== "" && includesName(scope.hosts, host), host);
      break;
    }
    case "credential":
      check("credentials", includesName(scope.credentials, resource.id), resource.id);
      break;
    case "model":
      check("models", includesName(scope.models, resource.id), resource.id);
      break;
  }
  return outside;
}
