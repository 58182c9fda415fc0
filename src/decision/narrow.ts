import {
  type Budgets,
  coversName,
  isBeneath,
  type Names,
  type SandboxLevel,
  type Scope,
  sandboxLevels,
} from "./scope.ts";

/** A field in which a child asked for more than its parent has. */
export interface ScopeViolation {
  readonly field:
    | Exclude<keyof Scope, "roots" | "budgets">
    | `roots.${keyof Scope["roots"]}`
    | `budgets.${keyof Budgets}`;
  readonly requested: string;
  readonly granted: string;
}

/** A requested scope; an absent field asks for what the parent has. */
export interface ScopeRequest extends Partial<Omit<Scope, "roots" | "budgets">> {
  readonly roots?: Partial<Scope["roots"]>;
  readonly budgets?: Partial<Budgets>;
}

/** The child's scope, parent ⊓ requested over every field, and what was cut off. */
export interface Narrowed {
  readonly scope: Scope;
  readonly violations: readonly ScopeViolation[];
}

/** Computes the scope of a child; the result is never wider than the parent in any field. */
export function narrow(parent: Scope, requested: ScopeRequest): Narrowed {
  const violations: ScopeViolation[] = [];
  const note = <T>(field: ScopeViolation["field"], wanted: T, granted: T): T => {
    if (!sameValue(wanted, granted)) violations.push({ field, requested: show(wanted), granted: show(granted) });
    return granted;
  };
  const names = (field: "tools" | "commands" | "hosts" | "credentials" | "models"): Names => {
    const wanted = requested[field] ?? parent[field];
    return note(field, wanted, meetNames(parent[field], wanted));
  };
  const roots = (mode: keyof Scope["roots"]): readonly string[] => {
    const wanted = requested.roots?.[mode] ?? parent.roots[mode];
    return note(`roots.${mode}`, wanted, meetRoots(parent.roots[mode], wanted));
  };
  const budget = (field: keyof Budgets): number => {
    const wanted = amount(requested.budgets?.[field], parent.budgets[field]);
    return note(`budgets.${field}`, wanted, Math.min(parent.budgets[field], wanted));
  };
  const depth = amount(requested.delegationDepth, parent.delegationDepth);
  const sandbox = requested.sandbox ?? parent.sandbox;
  const approvals = requested.approvals ?? parent.approvals;
  // INVARIANT: every field of Scope is a meet with the parent's; a new field does not compile until it is added here.
  const scope: Scope = {
    tools: names("tools"),
    commands: names("commands"),
    roots: { read: roots("read"), write: roots("write") },
    hosts: names("hosts"),
    credentials: names("credentials"),
    models: names("models"),
    sandbox: note("sandbox", sandbox, stricterSandbox(parent.sandbox, sandbox)),
    approvals: note("approvals", approvals, parent.approvals && approvals),
    budgets: {
      turns: budget("turns"),
      toolCalls: budget("toolCalls"),
      tokens: budget("tokens"),
      seconds: budget("seconds"),
    },
    delegationDepth: note("delegationDepth", depth, Math.min(parent.delegationDepth, depth)),
  };
  return { scope, violations };
}

/** True when `child` permits no more than `parent` in any field. */
export function isWithin(child: Scope, parent: Scope): boolean {
  return narrow(parent, child).violations.length === 0;
}

/** The names that both sets contain, as far as patterns tell. */
export function meetNames(a: Names, b: Names): Names {
  if (a === "*") return b;
  if (b === "*") return a;
  return unique([
    ...b.filter((name) => a.some((cover) => coversName(cover, name))),
    ...a.filter((name) => b.some((cover) => coversName(cover, name))),
  ]);
}

function meetRoots(a: readonly string[], b: readonly string[]): readonly string[] {
  return unique([
    ...b.filter((path) => a.some((root) => isBeneath(root, path))),
    ...a.filter((path) => b.some((root) => isBeneath(root, path))),
  ]);
}

function stricterSandbox(a: SandboxLevel, b: SandboxLevel): SandboxLevel {
  return sandboxLevels.indexOf(a) >= sandboxLevels.indexOf(b) ? a : b;
}

/** A requested amount; what is not a non-negative number is taken as nothing. */
function amount(requested: number | undefined, inherited: number): number {
  if (requested === undefined) return inherited;
  return requested >= 0 ? requested : 0;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function sameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item) => b.includes(item));
}

function show(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}
