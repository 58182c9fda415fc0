import {
  type Decider,
  type Decision,
  decide,
  type EvaluateOptions,
  type Evaluation,
  emptyScope,
  evaluate,
  type Grant,
  narrow,
  type Reason,
  type Request,
  type Scope,
  type ScopeRequest,
  type ScopeViolation,
  type Tier,
} from "../decision/index.ts";

/** Who the context is for. */
export interface ContextSubject {
  readonly agent: string;
  readonly principal: string;
}

/** What a context needs of the runtime that built it. */
export interface ContextServices {
  readonly record: EvaluateOptions["record"];
  /** Milliseconds a decider has. */
  readonly deadline: number;
  readonly now: () => number;
}

/**
 * What one agent may do for one principal. There is no global context: each is built by `SecurityRuntime.forAgent`,
 * and a child's is cut from its parent's.
 */
export class SecurityContext {
  readonly subject: ContextSubject;
  readonly scope: Scope;
  readonly #services: ContextServices;
  readonly #deciders: readonly Decider[];
  readonly #tiers: Readonly<Record<Tier, ScopeRequest>>;

  constructor(
    subject: ContextSubject,
    scope: Scope,
    tiers: Readonly<Record<Tier, ScopeRequest>>,
    deciders: readonly Decider[],
    services: ContextServices,
  ) {
    this.subject = subject;
    this.scope = scope;
    this.#tiers = tiers;
    this.#deciders = deciders;
    this.#services = services;
  }

  /** The scope of a turn whose lowest tier is `tier`. */
  scopeAt(tier: Tier): Scope {
    return narrow(this.scope, this.#tiers[tier]).scope;
  }

  /** One evaluation and its one record; `refusal` makes it a denial for a reason found before deciding. */
  evaluate(request: Request, options: { readonly grant?: Grant; readonly refusal?: Reason } = {}): Promise<Evaluation> {
    const { refusal, grant } = options;
    return evaluate(request, {
      scope: this.scopeAt(request.context.tier),
      deciders: refusal === undefined ? this.#deciders : [refusing(refusal)],
      record: this.#services.record,
      deadline: this.#services.deadline,
      now: this.#services.now,
      ...(grant !== undefined && { grant }),
    });
  }

  /** What would be decided now; nothing is recorded, and no permit comes of it. */
  advise(request: Request): Promise<Decision> {
    return decide(request, {
      scope: this.scopeAt(request.context.tier),
      deciders: this.#deciders,
      deadline: this.#services.deadline,
    });
  }

  /**
   * The context of a sub-agent, delegate, job or hook: the same deciders over parent ⊓ requested, and nothing at all
   * once no delegation is left.
   * INVARIANT: the runtime computes it, so no provider can widen it.
   */
  child(
    name: string,
    requested: ScopeRequest,
  ): { readonly context: SecurityContext; readonly violations: readonly ScopeViolation[] } {
    const depth = this.scope.delegationDepth - 1;
    const asked = { ...requested, delegationDepth: Math.min(requested.delegationDepth ?? depth, depth) };
    const { scope, violations } = narrow(depth < 0 ? emptyScope : this.scope, asked);
    const subject = { agent: `${this.subject.agent}/${name}`, principal: this.subject.principal };
    return { context: new SecurityContext(subject, scope, this.#tiers, this.#deciders, this.#services), violations };
  }
}

function refusing(reason: Reason): Decider {
  return { name: "runtime", role: "narrowing", decide: () => ({ effect: "deny", reasons: [reason] }) };
}
