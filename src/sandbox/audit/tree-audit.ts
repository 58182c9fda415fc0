import { lstatSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isBeneath } from "../../decision/index.ts";
import { finding } from "../findings.ts";
import type { SandboxFinding, SandboxFindingRule } from "../sandbox.ts";
import type { Oddity } from "./oddity.ts";
import { keyOf, lookAt } from "./tree-look.ts";
import { bytes, latin1 } from "./tree-walk.ts";

/** How a tree stood: what was odd about it already. */
export interface TreeSnapshot {
  /** Milliseconds since the epoch; what changed later, the kernel says. */
  readonly at: number;
  readonly odd: ReadonlyMap<string, Oddity>;
}

/** What an audit saw. */
export interface TreeAudit {
  readonly findings: readonly SandboxFinding[];
  /** False when the tree is too large to be looked through whole. */
  readonly complete: boolean;
}

/** Milliseconds by which the time of a change may be behind the clock. */
const coarseness = 20;
/** Trees whose last audit is remembered. */
const mostTrees = 8;

/** What the last audit of a tree saw: the next snapshot of it needs no walk. */
const remembered = new Map<string, TreeSnapshot["odd"]>();

/** Looks at the directories before a command changes them. `unprotected` are protected names that it may change. */
export async function snapshotTree(
  roots: readonly string[],
  unprotected: readonly string[] = [],
): Promise<TreeSnapshot> {
  const known = remembered.get(keyOf(roots, unprotected));
  const odd = known === undefined ? (await lookAt(roots, unprotected)).odd : withoutRemoved(known);
  return { at: Date.now() - coarseness, odd };
}

/** Without the protected files that somebody else has removed since: only what is there now can go away meanwhile. */
function withoutRemoved(odd: TreeSnapshot["odd"]): TreeSnapshot["odd"] {
  return new Map([...odd].filter(([key, { rule }]) => !isProtection(rule) || isThere(pathIn(key, rule))));
}

function isThere(path: string): boolean {
  try {
    return lstatSync(bytes(path), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** What of a tree need not be told of. */
export interface AuditTerms {
  /** Protected names that may be changed. */
  readonly unprotected?: readonly string[] | undefined;
  /** Further directories to which links may lead. */
  readonly shown?: readonly string[];
}

/** Looks at them after: what is odd, was changed since, and was not so before. */
export async function auditTree(
  before: TreeSnapshot,
  roots: readonly string[],
  { unprotected = [], shown = [] }: AuditTerms = {},
): Promise<TreeAudit> {
  const { odd, entries, complete } = await lookAt(roots, unprotected);
  remember(keyOf(roots, unprotected), odd);
  const fresh = entries.filter(
    ({ key, oddity, stats }) => stats.ctimeMs >= before.at && before.odd.get(key)?.state !== oddity.state,
  );
  const names = Map.groupBy(
    entries.filter(({ oddity }) => oddity.rule === "sandbox.fs.hard_link"),
    ({ stats }) => `${stats.dev}:${stats.ino}`,
  );
  const told = fresh.filter(({ oddity: { rule, state }, path, stats }) => {
    if (rule === "sandbox.fs.symlink_escape") return leaves(path, state, [...roots, ...shown]);
    // Builds link their own files to each other; the other names of these lie elsewhere.
    if (rule === "sandbox.fs.hard_link")
      return complete && (names.get(`${stats.dev}:${stats.ino}`)?.length ?? 0) < stats.nlink;
    return true;
  });
  const gone = complete ? [...before.odd].filter(([key, { rule }]) => isProtection(rule) && !odd.has(key)) : [];
  const paths = [
    ...told.map(({ oddity, path }) => ({ rule: oddity.rule, path })),
    ...gone.map(([key, { rule }]) => ({ rule, path: pathIn(key, rule) })),
  ];
  const findings = [...Map.groupBy(paths, ({ rule }) => rule)].map(([rule, all]) => {
    const path = bytes((all[0] as { path: string }).path).toString();
    return finding(rule, words[rule] ?? "", { path, count: all.length });
  });
  return { findings, complete };
}

function pathIn(key: string, rule: SandboxFindingRule): string {
  return key.slice(rule.length + 1);
}

function isProtection(rule: SandboxFindingRule): boolean {
  return rule === "sandbox.fs.protected_write";
}

function remember(key: string, odd: TreeSnapshot["odd"]): void {
  remembered.delete(key);
  remembered.set(key, odd);
  const [oldest] = remembered.keys();
  if (remembered.size > mostTrees && oldest !== undefined) remembered.delete(oldest);
}

/** What every sandbox shows and nobody there can change: an environment of Python links to the system's interpreter. */
const system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/dev/null"];

/** Whether a link leads out of the directories, by what it says or by where it ends. */
function leaves(path: string, target: string, roots: readonly string[]): boolean {
  const inside = [...roots.map(latin1), ...system];
  const isInside = (at: string) => inside.some((root) => isBeneath(root, at));
  if (!isInside(resolve(dirname(path), target))) return true;
  try {
    return !isInside(realpathSync.native(bytes(path), "buffer").toString("latin1"));
  } catch {
    // It leads to nothing; where that would be was judged by its words.
    return false;
  }
}

const words: Partial<Readonly<Record<SandboxFindingRule, string>>> = {
  "sandbox.fs.symlink_escape": "a command left a link that leads out of the workspace",
  "sandbox.fs.setid": "a command left a file that runs with the rights of its owner",
  "sandbox.fs.device": "a command left a device, a pipe or a socket",
  "sandbox.fs.hard_link": "a command left a second name of a file from elsewhere",
  "sandbox.fs.protected_write": "a protected file changed while a command ran",
  "sandbox.fs.new_program": "a command left a program that is found before the system's own of that name",
  "sandbox.fs.git_config": "a command left a setting or a hook that makes git run something",
};
