import {
  type CommandCondition,
  type CommandRule,
  compilePathPattern,
  matchesPath,
  type PathBases,
  type PathPattern,
} from "../command/index.ts";
import {
  type Effect,
  includesName,
  type Names,
  type Obligation,
  type Request,
  type Resource,
  type Risk,
  type Tier,
} from "../decision/index.ts";

/** What must hold for a rule to apply; everything that is given, and one of each list. */
export interface Conditions {
  readonly access?: readonly Resource["access"][];
  /** Globs over absolute paths; may begin with `~` or `$workspace`. */
  readonly paths?: readonly string[];
  /** Host names; `*.example.com` is any depth of sub-domain. */
  readonly hosts?: readonly string[];
  /** Names of skills. */
  readonly skills?: readonly string[];
  readonly ingress?: readonly string[];
  readonly tier?: readonly Tier[];
  readonly taint?: { readonly untrusted?: boolean; readonly sensitive?: boolean };
  /** At least this risk, as far as a risk is known. */
  readonly risk?: Risk;
  readonly command?: CommandCondition;
}

/** A request in the short form of examples and expectations; a string is a command for `exec`. */
export interface ExampleFields {
  readonly tool: string;
  readonly command?: string;
  readonly path?: string;
  readonly url?: string;
  readonly to?: string;
  readonly skill?: string;
  readonly tier?: Tier;
  readonly ingress?: string;
  readonly untrusted?: boolean;
  readonly sensitive?: boolean;
  readonly risk?: Risk;
}
export type Example = string | ExampleFields;

/** One line of a policy. */
export interface Rule {
  readonly id: string;
  readonly effect: Effect;
  readonly justification: string;
  /** Tools it is about, groups already replaced; `*` for all, unknown ones included. */
  readonly tools: Names;
  readonly when: Conditions;
  readonly obligations: readonly Obligation[];
  readonly remedy?: string;
  readonly match: readonly Example[];
  readonly not_match: readonly Example[];
}

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly paths: readonly PathPattern[] | undefined;
  /** Set when the rule is about commands, which are judged program by program. */
  readonly command: CommandRule | undefined;
}

const risks: readonly Risk[] = ["low", "medium", "high", "critical"];

/** Prepares a rule; a command condition is compiled by the caller, who knows the engine. */
export function compileRule(rule: Rule, command: CommandRule | undefined): CompiledRule {
  return { rule, paths: rule.when.paths?.map(compilePathPattern), command };
}

/** True when everything the rule asks of the request beside its command holds. */
export function applies(compiled: CompiledRule, request: Request, bases: PathBases, risk: Risk | undefined): boolean {
  const { rule, paths } = compiled;
  const { when } = rule;
  const { action, context, resource } = request;
  if (when.access !== undefined && !when.access.includes(resource.access)) return false;
  if (when.skills !== undefined && !(action.name === "skill_run" && when.skills.includes(resource.id))) return false;
  if (when.ingress !== undefined && !when.ingress.includes(context.ingress)) return false;
  if (when.tier !== undefined && !when.tier.includes(context.tier)) return false;
  if (when.taint?.untrusted !== undefined && when.taint.untrusted !== context.taint.untrusted) return false;
  if (when.taint?.sensitive !== undefined && when.taint.sensitive !== context.taint.sensitive) return false;
  if (when.risk !== undefined && (risk === undefined || risks.indexOf(risk) < risks.indexOf(when.risk))) return false;
  if (
    when.hosts !== undefined &&
    !holds(rule.effect, hostsOf(request), (host) => includesName(when.hosts ?? [], host))
  ) {
    return false;
  }
  if (paths === undefined) return true;
  return holds(rule.effect, pathsOf(request), (path) => paths.some((pattern) => matchesPath(pattern, path, bases)));
}

/** A rule that allows must cover every target; one that narrows needs to meet only one. */
function holds(effect: Effect, targets: readonly string[], test: (target: string) => boolean): boolean {
  // INVARIANT: no target rides along on the leave given for another.
  return effect === "allow" ? targets.length > 0 && targets.every(test) : targets.some(test);
}

function pathsOf({ resource, context }: Request): readonly string[] {
  return resource.type === "path" ? [resource.id, ...(context.targets ?? [])] : [];
}

function hostsOf({ resource }: Request): readonly string[] {
  if (resource.type !== "url") return [];
  // INVARIANT: a dot at the end of a name changes nothing about whom it reaches, so a rule means both spellings.
  const host = URL.parse(resource.id)?.hostname.replace(/\.$/, "");
  return host === undefined ? [] : [host];
}
