import type { CommandRule, PathBases } from "../command/index.ts";
import type {
  Budgets,
  Names,
  Opinion,
  Reason,
  Request,
  Risk,
  SandboxLevel,
  ScopeRequest,
  Tier,
} from "../decision/index.ts";
import { type Effect, meet, type Obligation } from "../decision/index.ts";
import { applies, type CompiledRule } from "./rule.ts";

/** The named bundles an agent can be built from. */
export type ProfileName = "minimal" | "coding" | "messaging" | "full";

/** What a profile or a tier asks for; roots may be `$workspace`. */
export interface ScopeText {
  readonly tools?: Names;
  readonly commands?: Names;
  readonly roots?: { readonly read?: readonly string[]; readonly write?: readonly string[] };
  readonly hosts?: Names;
  readonly credentials?: Names;
  readonly models?: Names;
  readonly sandbox?: SandboxLevel;
  readonly approvals?: boolean;
  readonly budgets?: Partial<Budgets>;
  readonly delegationDepth?: number;
}

/** A named bundle: what its agents may do at most, and which sets of rules decide. */
export interface Profile {
  readonly description: string;
  readonly sets: readonly string[];
  readonly scope: ScopeText;
}

/** A set of rules in force, with the profiles and tiers that came with it; frozen. */
export interface Policy {
  /** SHA-256 of the content, hex; equal content is equal policy. The caller numbers generations. */
  readonly hash: string;
  readonly rules: readonly CompiledRule[];
  /** Rules that apply to a tool by name; other tools get `others`. */
  readonly byTool: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly others: readonly CompiledRule[];
  /** Every set that was loaded; rules of no set are in force under every profile. */
  readonly sets: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly profiles: Readonly<Record<ProfileName, Profile>>;
  readonly tiers: Readonly<Record<Tier, ScopeText>>;
  readonly bases: PathBases;
}

/** What is known about a request that is not in it. */
export interface DecideFacts {
  /** The risk the command engine or a guard found. */
  readonly risk?: Risk;
}

/**
 * The opinion of the rules on a request: the strictest rule that applies; no rule, no leave. Pure. Rules about
 * commands are not asked here: `commandRulesFor` hands them to the command engine.
 */
export function decidePolicy(policy: Policy, request: Request, facts: DecideFacts = {}): Opinion {
  let effect: Effect | undefined;
  let reasons: Reason[] = [];
  const obligations: Obligation[] = [];
  for (const compiled of policy.byTool.get(request.action.name) ?? policy.others) {
    if (compiled.command !== undefined || !applies(compiled, request, policy.bases, facts.risk)) continue;
    const { rule } = compiled;
    obligations.push(...rule.obligations);
    const met = effect === undefined ? rule.effect : meet(effect, rule.effect);
    if (met !== effect) {
      effect = met;
      reasons = [];
    }
    if (rule.effect === met) reasons.push(reasonOf(compiled));
  }
  if (effect === undefined) {
    const message = `no rule allows ${request.action.name} here`;
    const remedy = `add a rule that allows ${request.action.name}, or choose a profile that has one`;
    return { effect: "deny", reasons: [{ rule: "policy.default", message, remedy }] };
  }
  return effect === "deny" ? { effect, reasons } : { effect, reasons, obligations };
}

/** The rules about commands that apply in the circumstances of a request, for `judgeCommand`. */
export function commandRulesFor(policy: Policy, request: Request, facts: DecideFacts = {}): readonly CommandRule[] {
  const rules: CommandRule[] = [];
  for (const compiled of policy.byTool.get(request.action.name) ?? policy.others) {
    if (compiled.command !== undefined && applies(compiled, request, policy.bases, facts.risk))
      rules.push(compiled.command);
  }
  return rules;
}

/** The policy with the sets of one profile in force, for an agent that works in `workspace`; rules of no set stay. */
export function policyFor(
  policy: Policy,
  choice: { profile?: ProfileName; workspace?: readonly string[]; home?: string },
): Policy {
  const { profile, workspace = policy.bases.workspace, home = policy.bases.home } = choice;
  const sets = profile === undefined ? undefined : policy.profiles[profile].sets;
  const outside = new Set([...policy.sets].flatMap(([name, rules]) => (sets?.includes(name) === false ? rules : [])));
  const rules = policy.rules.filter((rule) => !outside.has(rule));
  return Object.freeze({ ...policy, rules, ...indexRules(rules), bases: { workspace, home } });
}

/** Sorts rules by the tools they are about. */
export function indexRules(rules: readonly CompiledRule[]): Pick<Policy, "byTool" | "others"> {
  const names = new Set(rules.flatMap(({ rule }) => (rule.tools === "*" ? [] : rule.tools)));
  const about = (name: string): readonly CompiledRule[] =>
    rules.filter(({ rule }) => rule.tools === "*" || rule.tools.includes(name));
  return {
    byTool: new Map([...names].map((name) => [name, about(name)])),
    others: rules.filter(({ rule }) => rule.tools === "*"),
  };
}

/** What a profile asks for, with `$workspace` replaced. */
export function profileScope(policy: Policy, name: ProfileName, workspace: string): ScopeRequest {
  return scopeRequest(policy.profiles[name].scope, workspace);
}

/** The narrowing that a turn of a tier gets, with `$workspace` replaced. */
export function tierScope(policy: Policy, tier: Tier, workspace: string): ScopeRequest {
  return scopeRequest(policy.tiers[tier], workspace);
}

function scopeRequest(text: ScopeText, workspace: string): ScopeRequest {
  const place = (roots: readonly string[]): readonly string[] =>
    roots.map((root) =>
      root === "$workspace" || root.startsWith("$workspace/") ? workspace + root.slice("$workspace".length) : root,
    );
  if (text.roots === undefined) return text as ScopeRequest;
  const { read, write } = text.roots;
  const roots = {
    ...(read !== undefined && { read: place(read) }),
    ...(write !== undefined && { write: place(write) }),
  };
  return { ...text, roots } as ScopeRequest;
}

function reasonOf({ rule }: CompiledRule): Reason {
  const reason: Reason = { rule: rule.id, message: rule.justification };
  return rule.effect === "allow"
    ? reason
    : { ...reason, remedy: rule.remedy ?? `take out or narrow the rule ${rule.id}` };
}
