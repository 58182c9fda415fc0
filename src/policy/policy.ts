import { type CommandAnalysis, type CommandRule, type PathBases, RuleIndex } from "../command/index.ts";
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
export const profileNames = ["reader", "minimal", "coding", "messaging", "full"] as const;

/** The name of one of them. */
export type ProfileName = (typeof profileNames)[number];

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

/** The rules about a tool: those about requests, and those about the commands in them. */
export interface ToolRules {
  readonly requests: readonly CompiledRule[];
  readonly commands: RuleIndex<CompiledRule & { readonly command: CommandRule }>;
}

/** A set of rules in force, with the profiles and tiers that came with it; frozen. */
export interface Policy {
  /** SHA-256 of the content, hex; equal content is equal policy. The caller numbers generations. */
  readonly hash: string;
  readonly rules: readonly CompiledRule[];
  /** Rules that apply to a tool by name; other tools get `others`. */
  readonly byTool: ReadonlyMap<string, ToolRules>;
  readonly others: ToolRules;
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
  for (const compiled of rulesAbout(policy, request).requests) {
    if (!applies(compiled, request, policy.bases, facts.risk)) continue;
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

/** The rules about commands in the circumstances of a request, for `judgeCommand`; with a command, those it needs. */
export function commandRulesFor(policy: Policy, request: Request, analysis?: CommandAnalysis): readonly CommandRule[] {
  const { commands } = rulesAbout(policy, request);
  const rules = analysis === undefined ? commands.all : commands.about(analysis);
  return rules.filter((rule) => applies(rule, request, policy.bases, undefined)).map(({ command }) => command);
}

function rulesAbout(policy: Policy, { action }: Request): ToolRules {
  return policy.byTool.get(action.name) ?? policy.others;
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
  const about = (name: string): ToolRules =>
    toolRules(rules.filter(({ rule }) => rule.tools === "*" || rule.tools.includes(name)));
  return {
    byTool: new Map([...names].map((name) => [name, about(name)])),
    others: toolRules(rules.filter(({ rule }) => rule.tools === "*")),
  };
}

function toolRules(rules: readonly CompiledRule[]): ToolRules {
  const isAboutCommands = (rule: CompiledRule): rule is CompiledRule & { command: CommandRule } =>
    rule.command !== undefined;
  return {
    requests: rules.filter((rule) => rule.command === undefined),
    commands: new RuleIndex(rules.filter(isAboutCommands), ({ command }) => command.condition.source),
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
