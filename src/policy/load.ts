import { hash } from "node:crypto";
import { type CommandRule, checkProfiles, compileCondition, type PathBases } from "../command/index.ts";
import { canonicalJson, type Json, type Tier, tiers as tierNames } from "../decision/index.ts";
import { PolicyInvalid, type PolicyProblem } from "../errors.ts";
import { didYouMean } from "../suggestion.ts";
import { checkExamples, refuseContradictions, refuseDuplicates } from "./consistency.ts";
import { type PolicyDocument, parsePolicyDocument, readTrustedDocument } from "./document.ts";
import { indexRules, type Policy, type Profile, type ProfileName, profileNames, type ScopeText } from "./policy.ts";
import { readProfile, readScope } from "./profile-text.ts";
import { Reader } from "./reader.ts";
import { type CompiledRule, compileRule, type Rule } from "./rule.ts";
import { readRule } from "./rule-text.ts";

/** A policy file as text, or rules that were read already, with the name under which problems are told. */
export type PolicySource =
  | { readonly file: string; readonly text: string; readonly shipped?: boolean }
  | { readonly file: string; readonly rules: readonly unknown[] };

const defaultBases: PathBases = { workspace: ["/workspace"], home: "/home/agent" };

/** A rule with the place it was read from. */
export interface LocatedRule {
  readonly compiled: CompiledRule;
  readonly set: string | undefined;
  readonly reader: Reader;
  readonly path: string;
  readonly shipped: boolean;
}

/** What has been read so far, over all sources. */
interface Collected {
  readonly rules: LocatedRule[];
  readonly profiles: Map<string, Profile>;
  readonly tiers: Map<string, ScopeText>;
}

/** How much of the package's own is proved again: its tests have shown all of it. */
export interface LoadOptions {
  /** Leaves out that the examples of shipped rules hold and that no key stands twice; for a start that only looks. */
  readonly trustShipped?: boolean;
  /** Tries every example of every program profile too, in some 100 ms and 50 MB. */
  readonly proveProfiles?: boolean;
}

/**
 * Loads a policy from its sources: every key known, every id once, every example as it says, nothing contradictory.
 * @throws {PolicyInvalid} with every problem of every source.
 */
export function loadPolicy(
  sources: readonly PolicySource[],
  { trustShipped = false, proveProfiles = false }: LoadOptions = {},
): Policy {
  const collected: Collected = { rules: [], profiles: new Map(), tiers: new Map() };
  const readers = sources.map((source) => readSource(documentOf(source, trustShipped), isShipped(source), collected));
  const { rules, profiles, tiers } = collected;
  refuseDuplicates(rules);
  refuseContradictions(rules);
  const unproved = trustShipped ? rules.filter(({ shipped }) => !shipped) : rules;
  for (const located of unproved) checkExamples(located, defaultBases);
  const sets = new Map<string, CompiledRule[]>();
  for (const { set, compiled } of rules) if (set !== undefined) sets.set(set, [...(sets.get(set) ?? []), compiled]);
  const problems = [
    ...readers.flatMap((reader) => reader.problems),
    ...missingParts(collected, sets),
    ...(proveProfiles ? profileProblems() : []),
  ];
  if (problems.length > 0) throw new PolicyInvalid(problems);
  const compiled = rules.map((located) => located.compiled);
  const content = {
    rules: rules.map(({ set, compiled: { rule } }) => ({ set: set ?? null, rule })),
    profiles: Object.fromEntries(profiles),
    tiers: Object.fromEntries(tiers),
  };
  return Object.freeze({
    hash: hash("sha256", `sallyport/policy/v1\n${canonicalJson(content)}`, "hex"),
    rules: compiled,
    ...indexRules(compiled),
    sets,
    profiles: Object.fromEntries(profiles) as Record<ProfileName, Profile>,
    tiers: Object.fromEntries(tiers) as Record<Tier, ScopeText>,
    bases: defaultBases,
  });
}

function isShipped(source: PolicySource): boolean {
  return "shipped" in source && source.shipped === true;
}

function documentOf(source: PolicySource, trustShipped: boolean): PolicyDocument {
  if ("text" in source) {
    const read = trustShipped && isShipped(source) ? readTrustedDocument : parsePolicyDocument;
    return read(source.file, source.text);
  }
  return { file: source.file, value: { rules: source.rules as readonly Json[] }, lines: new Map(), problems: [] };
}

function readSource(document: PolicyDocument, shipped: boolean, collected: Collected): Reader {
  const reader = new Reader(document);
  if (document.value === null) return reader;
  const root = reader.object(document.value, "", ["$schema", "rules", "sets", "profiles", "tiers"]);
  if (root === undefined) return reader;
  const read = (value: Json, path: string, set?: string): void => {
    for (const located of readRules(reader, value, path)) collected.rules.push({ ...located, set, shipped });
  };
  if (root["rules"] !== undefined) read(root["rules"], "rules");
  for (const [name, rules] of entries(reader, root["sets"], "sets")) read(rules, `sets.${name}`, name);
  for (const [name, value] of entries(reader, root["profiles"], "profiles")) {
    const path = `profiles.${name}`;
    const profile = readProfile(reader, value, path);
    addNamed(reader, path, name, profileNames, profile, collected.profiles);
  }
  for (const [name, value] of entries(reader, root["tiers"], "tiers")) {
    const path = `tiers.${name}`;
    addNamed(reader, path, name, tierNames, readScope(reader, value, path), collected.tiers);
  }
  return reader;
}

function entries(reader: Reader, value: Json | undefined, path: string): readonly [string, Json][] {
  return value === undefined ? [] : Object.entries(reader.record(value, path) ?? {});
}

function addNamed<T>(
  reader: Reader,
  path: string,
  name: string,
  known: readonly string[],
  value: T | undefined,
  into: Map<string, T>,
): void {
  if (!known.includes(name)) reader.problem(path, `"${name}" is not known here`, didYouMean(name, known));
  else if (into.has(name)) reader.problem(path, `"${name}" is defined by another file already`, "keep one of the two");
  else if (value !== undefined) into.set(name, value);
}

function readRules(
  reader: Reader,
  value: Json,
  path: string,
): readonly Pick<LocatedRule, "compiled" | "reader" | "path">[] {
  const into = [];
  for (const [index, item] of (reader.list(value, path) ?? []).entries()) {
    const at = `${path}[${index}]`;
    const rule = readRule(reader, item, at);
    if (rule === undefined) continue;
    into.push({ compiled: compileRule(rule, commandRuleOf(rule)), reader, path: at });
  }
  return into;
}

function commandRuleOf(rule: Rule): CommandRule | undefined {
  const { id, effect, justification, remedy, when } = rule;
  if (when.command === undefined) return undefined;
  const condition = compileCondition(when.command);
  return { id, effect, justification, condition, ...(remedy !== undefined && { remedy }) };
}

/** Examples of program profiles that do not come out as they say. */
function profileProblems(): readonly PolicyProblem[] {
  return checkProfiles().map(({ program, command, what }) => ({
    file: "program profiles",
    path: program,
    message: `${command} ${what}`,
    fix: "this is a defect of Sallyport; please report it with this line",
  }));
}

/** Profiles and tiers that nothing defines, and sets that no file holds. */
function missingParts({ profiles, tiers }: Collected, sets: ReadonlyMap<string, unknown>): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const missing = (path: string, message: string, fix: string): void => {
    problems.push({ file: "policy", path, message, fix });
  };
  const shipped = "load the shipped policies too";
  for (const name of profileNames) if (!profiles.has(name)) missing(`profiles.${name}`, "is not defined", shipped);
  for (const name of tierNames) if (!tiers.has(name)) missing(`tiers.${name}`, "is not defined", shipped);
  for (const [name, profile] of profiles) {
    for (const set of profile.sets) {
      if (!sets.has(set))
        missing(`profiles.${name}.sets`, `there is no set "${set}"`, didYouMean(set, [...sets.keys()]));
    }
  }
  return problems;
}
