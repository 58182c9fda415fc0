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
  type Opinion,
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

/** What a child is cut from besides the scope that is asked for. */
export interface ChildTerms {
  /** Of the turn that asks, whose scope is the narrower for it; default: the scope of no turn in particular. */
  readonly tier?: Tier;
  /** The own context of another agent, which does the work: its scope and its deciders hold too. */
  readonly within?: SecurityContext;
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
  readonly #within: readonly SecurityContext[];

  constructor(
    subject: ContextSubject,
    scope: Scope,
    tiers: Readonly<Record<Tier, ScopeRequest>>,
    deciders: readonly Decider[],
    services: ContextServices,
    within: readonly SecurityContext[] = [],
  ) {
    this.subject = subject;
    this.scope = scope;
    this.#within = within;
    this.#tiers = tiers;
    this.#deciders = deciders;
    this.#services = services;
  }

  /** The scope of a turn whose lowest tier is `tier`. */
  scopeAt(tier: Tier): Scope {
    const { scope } = narrow(this.scope, this.#tiers[tier]);
    return this.#within.reduce((left, other) => narrow(left, other.scopeAt(tier)).scope, scope);
  }

  /**
   * One evaluation and its one record; `refusal` makes it a denial for a reason found before deciding, and it is no
   * wider than `ceiling`.
   */
  evaluate(
    request: Request,
    options: { readonly grant?: Grant; readonly refusal?: Reason; readonly ceiling?: Opinion } = {},
  ): Promise<Evaluation> {
    const { refusal, grant, ceiling } = options;
    const given = refusal === undefined ? ceiling : ({ effect: "deny", reasons: [refusal] } as const);
    return evaluate(request, {
      scope: this.scopeAt(request.context.tier),
      deciders: [
        ...(refusal === undefined ? this.#deciders : []),
        ...(given === undefined ? [] : [{ name: "runtime", role: "narrowing" as const, decide: () => given }]),
      ],
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
    { tier, within }: ChildTerms = {},
  ): { readonly context: SecurityContext; readonly violations: readonly ScopeViolation[] } {
    const parent = tier === undefined ? this.scope : this.scopeAt(tier);
    const depth = parent.delegationDepth - 1;
    const asked = { ...requested, delegationDepth: Math.min(requested.delegationDepth ?? depth, depth) };
    const { scope: left, violations } = narrow(depth < 0 ? emptyScope : parent, asked);
    const scope = within === undefined ? left : narrow(left, within.scope).scope;
    const subject = { agent: `${this.subject.agent}/${name}`, principal: this.subject.principal };
    const added = within === undefined ? [] : [within];
    const deciders = [...this.#deciders, ...added.map((other) => other.#asDecider())];
    const all = [...this.#within, ...added];
    const context = new SecurityContext(subject, scope, this.#tiers, deciders, this.#services, all);
    return { context, violations };
  }

  /** What this context would decide if its own agent asked, as one opinion: scope and deciders together. */
  #asDecider(): Decider {
    // A request is evaluated again once a person has answered, and deciders know it by what it is.
    const own = new WeakMap<Request, Request>();
    const asOwn = (request: Request): Request => {
      const known = own.get(request) ?? { ...request, subject: { ...request.subject, id: this.subject.agent } };
      own.set(request, known);
      return known;
    };
    return {
      name: this.subject.agent,
      role: "narrowing",
      decide: async (request) => {
        const { effect, reasons, obligations, risk } = await this.advise(asOwn(request));
        return { effect, reasons, obligations, ...(risk !== undefined && { risk }) };
      },
    };
  }
}
