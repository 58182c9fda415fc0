import {
  type CommandCondition,
  type CommandRule,
  compileCondition,
  RuleIndex,
  type Strictness,
} from "../command/index.ts";
import { type Effect, isEffect, type Json, type JsonObject } from "../decision/index.ts";
import type { PolicyProblem } from "../errors.ts";
import { type PathLists, pathLists } from "./path-lists.ts";
import { members, Reader } from "./reader.ts";

/** How a short policy takes programs that it does not list. */
export type ShortMode = "allowlist" | "denylist" | "safe-bins";

/** A policy for commands that fits on a few lines, compiled. */
export interface ShortPolicy {
  readonly rules: RuleIndex<CommandRule>;
  readonly strictness: Strictness;
  readonly paths: PathLists;
}

interface ShortText {
  readonly mode: ShortMode;
  readonly default: Effect;
  readonly allow: readonly (readonly string[])[];
  readonly deny: readonly (readonly string[])[];
  readonly ask: readonly (readonly string[])[];
  readonly paths: Partial<Record<"read" | "write" | "protected", readonly string[]>>;
  readonly env: { readonly allow?: readonly string[]; readonly default?: Effect };
  readonly network: readonly string[] | "any";
  readonly repositoryCode: Effect;
  readonly inlineCode: Effect;
  readonly dangerousOptions: Effect;
  readonly redirects: Effect;
  readonly fileRedirects: Effect;
  readonly expansion: Effect;
  readonly subshell: Effect;
  readonly background: Effect;
  readonly onUnanalysable: Effect;
}

const keys: readonly (keyof ShortText)[] = [
  "mode",
  "default",
  "allow",
  "deny",
  "ask",
  "paths",
  "env",
  "network",
  "repositoryCode",
  "inlineCode",
  "dangerousOptions",
  "redirects",
  "fileRedirects",
  "expansion",
  "subshell",
  "background",
  "onUnanalysable",
];

/** Filters that a `safe-bins` policy allows when it lists none. */
const filters = "cat cut grep head jq rev sort tac tail tr uniq wc".split(" ");

const pythonTools: ReadonlySet<string> = new Set(
  "pip pytest mypy black ruff flake8 isort pylint coverage tox build venv unittest".split(" "),
);

/** A tool of Python that is listed by its own name is also what `python -m` runs by that name. */
function asModule([name = "", ...rest]: readonly string[]): readonly (readonly string[])[] {
  if (!pythonTools.has(name)) return [];
  return ["python", "python3"].map((python) => [python, "-m", name, ...rest]);
}

/** Whether a value has the shape of a short policy rather than of a policy file. */
export function isShortPolicy(value: Json): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return !own.some((key) => ["rules", "sets", "profiles", "tiers"].includes(key));
}

/** Reads a short policy; every problem is told, and one with a problem is no policy. */
export function readShortPolicy(value: Json, file = "policy"): ShortPolicy | readonly PolicyProblem[] {
  return compile(new Reader({ file, value, lines: new Map(), problems: [] }), value);
}

function compile(reader: Reader, value: Json): ShortPolicy | readonly PolicyProblem[] {
  const object = reader.problems.length > 0 ? undefined : reader.object(value, "", keys);
  if (object === undefined) return reader.problems;
  const text = readText(reader, object);
  if (reader.problems.length > 0) return reader.problems;
  const { mode = text.default === "allow" ? "denylist" : "allowlist" } = text;
  const listed = text.allow ?? (mode === "safe-bins" ? filters.map((name) => [name]) : []);
  const allow = [...listed, ...listed.flatMap(asModule)];
  return {
    rules: new RuleIndex(
      [
        ...allow.map((begins) => rule("allow", begins)),
        ...(text.ask ?? []).map((begins) => rule("ask", begins)),
        ...(text.deny ?? []).map((begins) => rule("deny", begins)),
      ],
      ({ condition }) => condition.source,
    ),
    strictness: strictnessOf(text, mode),
    paths: pathLists(text.paths ?? {}),
  };
}

function readText(reader: Reader, object: JsonObject): Partial<ShortText> {
  const effect = (v: Json, p: string): Effect | undefined => readEffect(reader, v, p);
  const entries = (v: Json, p: string): readonly (readonly string[])[] | undefined => readEntries(reader, v, p);
  return members<ShortText>(object, "", {
    mode: (v, p) => reader.choice(v, p, ["allowlist", "denylist", "safe-bins"] as const),
    default: effect,
    allow: entries,
    deny: entries,
    ask: entries,
    paths: (v, p) => {
      const lists = reader.object(v, p, ["read", "write", "protected"]);
      const list = (each: Json, at: string): readonly string[] | undefined => readList(reader, each, at);
      return lists && members(lists, p, { read: list, write: list, protected: list });
    },
    env: (v, p) => {
      const env = reader.object(v, p, ["allow", "default"]);
      return env && members(env, p, { allow: (each, at) => readList(reader, each, at), default: effect });
    },
    network: (v, p) => readNetwork(reader, v, p),
    repositoryCode: (v, p) => {
      if (v === "trusted") return "allow";
      return v === "untrusted" ? "ask" : effect(v, p);
    },
    inlineCode: effect,
    dangerousOptions: effect,
    redirects: effect,
    fileRedirects: effect,
    expansion: effect,
    subshell: effect,
    background: effect,
    onUnanalysable: effect,
  });
}

/** An effect, or `true` for allow and `false` for deny. */
function readEffect(reader: Reader, value: Json, path: string): Effect | undefined {
  if (typeof value === "boolean") return value ? "allow" : "deny";
  return isEffect(value) ? value : reader.choice<Effect>(value, path, ["allow", "ask", "deny"]);
}

/** Beginnings of commands, each as a text of words or as a list of them. */
function readEntries(reader: Reader, value: Json, path: string): readonly (readonly string[])[] | undefined {
  return reader
    .list(value, path)
    ?.map((item, index) =>
      Array.isArray(item)
        ? reader.texts(item, `${path}[${index}]`)
        : reader.text(item, `${path}[${index}]`)?.trim().split(/\s+/),
    )
    .filter((item) => item !== undefined);
}

/** Texts, none of them empty; the list may be empty, which lists nothing. */
function readList(reader: Reader, value: Json, path: string): readonly string[] | undefined {
  return reader
    .list(value, path)
    ?.map((item, index) => reader.text(item, `${path}[${index}]`))
    .filter((item) => item !== undefined);
}

function readNetwork(reader: Reader, value: Json, path: string): readonly string[] | "any" | undefined {
  if (value === "any") return "any";
  if (value === "none") return [];
  if (Array.isArray(value)) return readList(reader, value, path);
  const [, hosts] = typeof value === "string" ? (/^allowlist:(.*)$/s.exec(value) ?? []) : [];
  if (hosts === undefined)
    return reader.problem(path, "is not known here", 'write "none", "any" or "allowlist:host,host"');
  return hosts
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "");
}

function strictnessOf(text: Partial<ShortText>, mode: ShortMode): Strictness {
  const { env, network, repositoryCode, inlineCode, dangerousOptions } = text;
  const notes: Record<string, Effect> = {
    ...(inlineCode && { "command.inline-code": inlineCode, "command.code-from-input": inlineCode }),
    ...(dangerousOptions && { "command.option": dangerousOptions, "command.helper-program": dangerousOptions }),
  };
  const parts = {
    ...(text.redirects && { redirection: text.redirects }),
    ...(text.fileRedirects && { "file-redirection": text.fileRedirects }),
    ...(text.expansion && { expansion: text.expansion, substitution: text.expansion }),
    ...(text.subshell && { subshell: text.subshell, ...(text.expansion ? {} : { substitution: text.subshell }) }),
    ...(text.background && { background: text.background }),
  };
  return {
    unlisted: text.default ?? (mode === "denylist" ? "allow" : "ask"),
    notes,
    parts,
    // INVARIANT: what cannot be analysed is never allowed, whatever a policy says.
    unanalysable: text.onUnanalysable === "deny" ? "deny" : "ask",
    ...(env && { assignments: { names: new Set(env.allow ?? []), rest: env.default ?? "ask" } }),
    ...(network !== undefined && network !== "any" && { hosts: network }),
    ...(repositoryCode && { repositoryCode }),
    ...(mode === "safe-bins" && { inputOnly: true }),
  };
}

const justifications: Readonly<Record<Effect, string>> = {
  allow: "the policy allows it",
  ask: "the policy asks about it",
  deny: "the policy denies it",
};

function rule(effect: Effect, begins: readonly string[]): CommandRule {
  const condition: CommandCondition = { begins };
  const id = `policy.${effect}:${begins.join(" ")}`;
  return { id, effect, justification: justifications[effect], condition: compileCondition(condition) };
}
