import { type AuditEntry, type AuditLog, decisionEntry } from "../audit/index.ts";
import {
  type Decider,
  type Decision,
  emptyScope,
  narrow,
  type Request,
  rootOf,
  type Scope,
} from "../decision/index.ts";
import { type ContextSubject, SecurityContext } from "./context.ts";
import { FindingDesk, type IncidentSink, reportLost } from "./desk.ts";
import { execGuard } from "./exec-guard.ts";
import { HealthMonitor, type ProviderHealth } from "./health.ts";
import type { AgentPolicy, PolicySet } from "./policies.ts";
import { BoundedRaise } from "./raise.ts";
import type { ProviderRegistry, ProviderServices } from "./registry.ts";
import {
  defaultPatience,
  type ReportCursors,
  ReportFeed,
  type ReportPatience,
  type ReportProgress,
} from "./reports.ts";
import type { Finding, Response, SecurityProvider } from "./seam.ts";
import { askAvailability, type ProviderChoices, ProviderSelection, type SelectedProvider } from "./selection.ts";
import { taintGuard } from "./taint.ts";

/** What a runtime is made of. */
export interface RuntimeOptions {
  readonly log: Pick<AuditLog, "append" | "subscribe" | "durable" | "reader">;
  readonly registry: ProviderRegistry;
  readonly providers: ProviderChoices;
  /** What providers are built from, besides what the runtime has itself. */
  readonly services: Pick<ProviderServices, "directory" | "variable" | "playbookFor" | "sandbox" | "workspaces">;
  readonly policies: PolicySet;
  /** Deciders besides the providers, such as a judge; each can only narrow. */
  readonly guards?: readonly Decider[];
  /** Where providers' places in the log are kept; default: nowhere, so that each start begins at the end of the log. */
  readonly cursors?: ReportCursors;
  readonly patience?: ReportPatience;
  /** What becomes of incidents; default: they are put on record. */
  readonly incidents?: IncidentSink;
  /** Milliseconds a decider has; default 5000. */
  readonly deadline?: number;
  readonly now?: () => number;
}

/** What `status` says about one provider. */
export interface ProviderStatus extends ProviderHealth {
  /** The implementation in the registry. */
  readonly kind: string;
  readonly available: boolean;
  readonly reason?: string;
  /** How far it is with the records. */
  readonly reports: ReportProgress;
}

/** Owns the order in which things happen: providers are asked, records are written, findings are answered. */
export class SecurityRuntime {
  readonly deadline: number;
  readonly now: () => number;
  readonly registry: ProviderRegistry;
  readonly #log: RuntimeOptions["log"];
  readonly #guards: readonly Decider[];
  readonly #desk: FindingDesk;
  readonly #health: HealthMonitor;
  #selection!: ProviderSelection;
  readonly #feeds = new Map<string, ReportFeed>();
  #policies: PolicySet;

  private constructor(options: RuntimeOptions) {
    this.#log = options.log;
    this.#policies = options.policies;
    this.#guards = options.guards ?? [];
    this.registry = options.registry;
    this.deadline = options.deadline ?? 5_000;
    this.now = options.now ?? Date.now;
    this.#health = new HealthMonitor((health, request) => void this.raise(providerFailing(health, request)));
    this.#desk = new FindingDesk({
      append: (entry) => this.#log.append(entry),
      responders: ({ agent }) => this.#selection.respondersFor(agent),
      incidents: options.incidents ?? recordedOnly((entry) => this.#log.append(entry)),
      onFault: (name, what) => this.#health.fault(name, what),
      deadline: this.deadline,
      now: this.now,
    });
  }

  /** @throws {ProviderUnknown | ProviderSettingsInvalid | ProviderUnavailable} when a configured provider cannot be had. */
  static async open(options: RuntimeOptions): Promise<SecurityRuntime> {
    const runtime = new SecurityRuntime(options);
    runtime.#selection = await ProviderSelection.open(options.providers, options.registry, {
      ...options.services,
      now: runtime.now,
      policyFor: (agent) => runtime.policyFor(agent),
      raiseAs: (name) => runtime.#raiseAs(name),
      lifecycleAs: (name) => runtime.#lifecycleAs(name),
    });
    for (const provider of runtime.#selection.all) {
      runtime.#feeds.set(provider.name, await runtime.#openFeed(provider, options));
    }
    return runtime;
  }

  #openFeed(provider: SecurityProvider, { log, cursors, patience = defaultPatience }: RuntimeOptions) {
    // The default provider looks for what happens now, within minutes; what a former process has seen is nothing to it.
    const kept = provider === this.#selection.default ? undefined : cursors;
    return ReportFeed.open({
      ...{ provider, log, patience, ...(kept && { cursors: kept }) },
      onFault: (what) => this.#health.fault(provider.name, what),
      onLost: ({ index, kind, body }, why) => {
        // Of a record that told of such a loss, health tells: telling of it by another would have no end.
        if ((kind === "finding" || kind === "incident") && body["rule"] === reportLost) return;
        void this.raise({
          rule: reportLost,
          severity: "high",
          message: `the security provider "${provider.name}" never took record ${index}: ${why}`,
          ...{ agent: "", session: "", evidence: [index] },
        });
      },
    });
  }

  /** What a provider raises findings by: bounded, since each is a record; the default one is ours. */
  #raiseAs(name: string): ProviderServices["raise"] {
    if (name === "default") return (finding) => void this.raise(finding);
    const bounded = new BoundedRaise({
      raise: (finding) => void this.raise(finding),
      onFault: (what) => this.#health.fault(name, what),
      now: this.now,
    });
    return (finding) => bounded.raise(finding);
  }

  /** What a provider's parts are put on record by; a log that cannot be written denies everything anyway. */
  #lifecycleAs(provider: string): ProviderServices["lifecycle"] {
    return (event, details = {}) => {
      void this.#log.append({ kind: "lifecycle", body: { event, provider, ...details } }).catch(() => {});
    };
  }

  /** The generation of the policies in force; a request made under another one is denied. */
  get generation(): number {
    return this.#policies.generation;
  }

  get agents(): readonly string[] {
    return [...this.#policies.agents.keys()];
  }

  /** Puts another generation of policies in force; permits, grants and requests of the older one are void. */
  reload(policies: PolicySet): void {
    this.#policies = policies;
  }

  /** The policy of an agent or of the agent a child descends from; `undefined` for an agent nobody configured. */
  policyFor(agent: string): AgentPolicy | undefined {
    return this.#policies.agents.get(rootOf(agent));
  }

  /** The providers besides the default one that speak for an agent acting for a principal. */
  chainFor(agent: string, principal: string): readonly SelectedProvider[] {
    return this.#selection.chain(agent, principal);
  }

  /** The enforced context of one agent for one principal; of an unknown agent, one in which nothing may be done. */
  forAgent(agent: string, principal: string): SecurityContext {
    const configured = this.policyFor(agent);
    const chain = this.#selection.chain(agent, principal);
    const owned = chain.flatMap(({ owns }) => owns);
    const deciders = [
      this.#generationGuard(),
      execGuard((id) => this.policyFor(id)),
      taintGuard(owned, (id) => this.policyFor(id)),
      this.#health.watch(this.#selection.default, "default", []),
      ...this.#guards,
      ...chain.map(({ provider, owns }) => this.#health.watch(provider, "narrowing", owns)),
    ];
    return new SecurityContext(
      { agent, principal },
      chain.reduce(
        (scope, link) => this.#constructed(link, { agent, principal }, scope),
        configured?.scope ?? emptyScope,
      ),
      configured?.tiers ?? { A: {}, B: {}, C: {} },
      deciders,
      this,
    );
  }

  /** What a provider makes of a scope; one that fails at it leaves a scope in which nothing may be done. */
  #constructed({ provider }: SelectedProvider, subject: ContextSubject, scope: Scope): Scope {
    try {
      const supplied = provider.construct?.(subject, scope);
      // INVARIANT: what a provider makes of the scope is narrowed again by the scope it was given.
      return supplied === undefined ? scope : narrow(scope, supplied).scope;
    } catch (error) {
      const what = `could not construct a scope: ${error instanceof Error ? error.message : String(error)}`;
      this.#health.fault(provider.name, what);
      return emptyScope;
    }
  }

  /** Appends a decision; rejecting makes evaluate deny. */
  readonly record = (decision: Decision): Promise<{ readonly index: number }> =>
    this.#log.append(decisionEntry(decision));

  /** Appends anything else that must be on record. */
  append(entry: AuditEntry): Promise<{ readonly index: number }> {
    return this.#log.append(entry);
  }

  /** Records a finding and lets the agent's providers respond; never rejects. */
  raise(finding: Finding): Promise<Response | undefined> {
    return this.#desk.raise(finding);
  }

  /** Every selected provider with its health and its own word on whether it can work. */
  async status(): Promise<readonly ProviderStatus[]> {
    return Promise.all(
      this.#selection.all.map(async (provider) => {
        const health = this.#health.list().find(({ name }) => name === provider.name);
        const availability = await askAvailability(provider);
        return {
          ...(health ?? { name: provider.name, state: "healthy" as const, faults: 0 }),
          kind: this.#selection.kindOf(provider.name),
          available: availability.available,
          ...(!availability.available && { reason: availability.reason }),
          reports: this.#feeds.get(provider.name)?.progress ?? { lag: 0, lost: 0 },
        };
      }),
    );
  }

  /** Waits a while for the reports that are under way and lets the providers go. */
  async close(): Promise<void> {
    await Promise.all([...this.#feeds.values()].map((feed) => feed.close()));
    await Promise.all(this.#selection.all.map((provider: SecurityProvider) => provider.close?.()));
  }

  #generationGuard(): Decider {
    return {
      name: "runtime",
      role: "narrowing",
      decide: (request) =>
        request.context.generation === this.generation
          ? { effect: "allow", reasons: [] }
          : {
              effect: "deny",
              reasons: [{ rule: "runtime.generation", message: "the policy changed after this was asked for" }],
            },
    };
  }
}

/** Incidents that nothing but the log keeps. */
function recordedOnly(append: (entry: AuditEntry) => Promise<unknown>): IncidentSink {
  return {
    async take({ rule, agent, session }, finding, { title, severity, provider }) {
      await append({ kind: "incident", body: { title, severity, provider, finding, rule, agent, session } });
    },
    repeated: async () => {},
    has: () => true,
  };
}

function providerFailing(health: ProviderHealth, request: Request | undefined): Finding {
  return {
    rule: "provider.failing",
    severity: "high",
    message: `the security provider "${health.name}" ${health.lastFault}; what it should have decided is denied`,
    agent: request?.subject.id ?? "",
    session: request?.subject.session ?? "",
    evidence: [],
  };
}
