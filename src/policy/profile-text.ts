import type { Budgets, Json, Names, SandboxLevel } from "../decision/index.ts";
import type { Profile, ScopeText } from "./policy.ts";
import { members, type Reader } from "./reader.ts";
import { readToolNames } from "./rule-text.ts";

const levels: readonly SandboxLevel[] = ["off", "preferred", "required"];
const scopeKeys = [
  "tools",
  "commands",
  "roots",
  "hosts",
  "credentials",
  "models",
  "sandbox",
  "approvals",
  "budgets",
  "delegationDepth",
];

/** Reads a profile. */
export function readProfile(reader: Reader, value: Json, path: string): Profile | undefined {
  const object = reader.object(value, path, ["description", "sets", "scope"]);
  if (object === undefined) return undefined;
  const description = reader.text(object["description"], `${path}.description`);
  const sets = reader.texts(object["sets"], `${path}.sets`);
  const scope = readScope(reader, object["scope"], `${path}.scope`);
  if (description === undefined || sets === undefined || scope === undefined) return undefined;
  return { description, sets, scope };
}

/** Reads what a profile or a tier asks for. */
export function readScope(reader: Reader, value: Json | undefined, path: string): ScopeText | undefined {
  const object = reader.object(value, path, scopeKeys);
  if (object === undefined) return undefined;
  const names = (v: Json, p: string): Names | undefined =>
    v === "*" ? "*" : Array.isArray(v) && v.length === 0 ? [] : reader.texts(v, p);
  const roots = (v: Json, p: string): readonly string[] | undefined => {
    const list = Array.isArray(v) && v.length === 0 ? [] : reader.texts(v, p);
    for (const [index, root] of (list ?? []).entries()) {
      if (!/^(?:\/|\$workspace(?:\/|$))/.test(root))
        reader.problem(`${p}[${index}]`, `"${root}" is not an absolute directory`, 'begin with "/" or "$workspace"');
    }
    return list;
  };
  const amount = (v: Json, p: string): number | undefined => reader.amount(v, p);
  return members<ScopeText>(object, path, {
    tools: (v, p) => readToolNames(reader, v, p),
    commands: names,
    hosts: names,
    credentials: names,
    models: names,
    sandbox: (v, p) => reader.choice(v, p, levels),
    approvals: (v, p) => reader.flag(v, p),
    delegationDepth: amount,
    roots: (v, p) => {
      const inner = reader.object(v, p, ["read", "write"]);
      return inner && members<NonNullable<ScopeText["roots"]>>(inner, p, { read: roots, write: roots });
    },
    budgets: (v, p) => {
      const inner = reader.object(v, p, ["turns", "toolCalls", "tokens", "seconds"]);
      return inner && members<Budgets>(inner, p, { turns: amount, toolCalls: amount, tokens: amount, seconds: amount });
    },
  });
}
