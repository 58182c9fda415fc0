import type { Agent, OpenUpstream } from "../agent/index.ts";
import { FileLabels, Memory, Outbox } from "../agent/index.ts";
import type { ApprovalQueue, LearnedRules } from "../approval/index.ts";
import { AuditLog } from "../audit/index.ts";
import {
  type Config,
  type Environment,
  homePaths,
  type LoadedConfig,
  loadConfig,
  secretVariables,
} from "../config/index.ts";
import type { JsonObject } from "../decision/index.ts";
import { configuredRedactor, type Redactor } from "../dlp/index.ts";
import { ConfigInvalid } from "../errors.ts";
import { openWorkspace } from "../files/index.ts";
import type { Containments, Incidents } from "../incident/index.ts";
import { judgeGuard, judgeSettings } from "../judge/index.ts";
import type { Resolver } from "../net/index.ts";
import {
  askedByRules,
  containmentGuard,
  leakGuard,
  type ProviderChoices,
  type ProviderEntry,
  ProviderRegistry,
  SecurityRuntime,
} from "../provider/index.ts";
import { type OidcVerifier, Sessions, Tokens } from "../session/index.ts";
import type { SkillShelf } from "../skill/index.ts";
import { derivedKey, openKeyFile, openSqliteStore, type Store } from "../store/index.ts";
import { createAgents } from "./agents.ts";
import { type ApprovalListener, openApprovals } from "./approvals.ts";
import { fixedAtStart } from "./fixed-at-start.ts";
import { openIdentities } from "./identity.ts";
import { openIncidents } from "./incidents.ts";
import { openIntents } from "./intents.ts";
import { judgeFinding, type LiveJudge, openLiveJudge } from "./judge.ts";
import { type LiveSandbox, openSandbox } from "./live-sandbox.ts";
import { ownSettings } from "./own-settings.ts";
import { type BuiltPolicies, buildPolicies, sourceOf, workspacesOf } from "./policies.ts";
import { Redactions } from "./redactions.ts";
import { reportCursors } from "./report-cursors.ts";
import { Runaway } from "./runaway.ts";
import { findingOf, sandboxChoice } from "./sandbox.ts";
import { openSchedule, type Schedule } from "./schedule.ts";
import { openSkills } from "./skills.ts";
import { Vault } from "./vault.ts";
import { keepWarm } from "./warm-sandboxes.ts";
import { withdrawn } from "./withdrawn.ts";

/** How to open a Sallyport. */
export interface SallyportOptions {
  readonly environment: Environment;
  /** Absolute; default: the home of the environment. */
  readonly home?: string;
  /** Providers besides those that ship, by the name under which the configuration selects them. */
  readonly providers?: Readonly<Record<string, ProviderEntry>>;
  /** Opens connections to model servers; default: those of `net`. */
  readonly open?: OpenUpstream;
  /** Resolves host names for `web_fetch`; default: the system's. */
  readonly resolver?: Resolver;
  /** Judges in place of the configured judge. */
  readonly judge?: LiveJudge;
  readonly now?: () => number;
}

/** Everything of one installation, opened: the parts that gateway, commands and embedders work with. */
export interface Sallyport {
  readonly home: string;
  readonly config: Config;
  readonly runtime: SecurityRuntime;
  readonly log: AuditLog;
  readonly store: Store;
  readonly sandbox: LiveSandbox;
  readonly redactor: Redactor;
  readonly redactions: Redactions;
  readonly judge: LiveJudge;
  readonly approvals: ApprovalQueue;
  readonly incidents: Incidents;
  readonly containments: Containments;
  readonly runaway: Runaway;
  readonly learned: LearnedRules;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly outbox: Outbox;
  readonly sessions: Sessions;
  readonly skills: SkillShelf;
  readonly schedule: Schedule;
  readonly tokens: Tokens;
  readonly identities: OidcVerifier;
  readonly loaded: () => LoadedConfig;
  /** Hears of approvals that turns of the session ask for; returns what stops it. */
  onApproval(session: string, listener: ApprovalListener): () => void;
  /** Reads the configuration again and puts its policies in force. @throws {ConfigInvalid | PolicyInvalid} the old ones then stay. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an installation: configuration, log, state, sandbox, providers, agents, in that order.
 * @throws {SallyportError} INVARIANT: whatever cannot be had as configured refuses to start, with a code and the fix.
 */
export async function openSallyport(options: SallyportOptions): Promise<Sallyport> {
  const { environment, now = Date.now } = options;
  const home = openWorkspace(options.home ?? environment.home);
  const paths = homePaths(home);
  let loaded = await loadConfig(home, now());
  const { config } = loaded;
  const vaultKey = config.dlp.modes.results === "tokenise" ? openKeyFile(paths.vaultKey) : undefined;
  // Under a key that stays, the same secret has the same token after a restart.
  const printKey = vaultKey && derivedKey(vaultKey, "fingerprints");
  const redactor = configuredRedactor(config.dlp, secretVariables(config), environment.variable, printKey);
  const redact = (body: JsonObject) => redactor.redactJson(body).value as JsonObject;
  const log = await AuditLog.open(paths.audit, { keyFile: paths.auditKey, origin: config.audit.origin, redact, now });
  const opened: (() => Promise<void>)[] = [() => log.close()];
  try {
    const store = openSqliteStore(paths.state, now);
    opened.push(() => store.close());
    const { incidents, containments, start } = await openIncidents({
      ...{ config: config.incidents, store, log, now },
      redact: (text) => redactor.redact(text).text,
    });
    let built = await buildPolicies(home, loaded, 1, now);
    const sandbox = await openSandbox(sandboxChoice(config.sandbox, now));
    const judge =
      options.judge ??
      (await openLiveJudge({
        settings: judgeSettings(config.judge, environment.variable),
        store,
        log,
        redact: (text) => redactor.redact(text).text,
        raise: (matter, ruling) => void runtime.raise(judgeFinding(matter, ruling)),
        now,
      }));
    opened.push(() => judge.close());
    const runtime: SecurityRuntime = await SecurityRuntime.open({
      log,
      registry: new ProviderRegistry(options.providers),
      providers: providerChoices(config),
      services: {
        directory: home,
        variable: environment.variable,
        playbookFor: (finding) => incidents.playbookFor(finding),
        sandbox: async () => sandbox.sandbox,
        workspaces: workspacesOf(config, home),
      },
      policies: built.policies,
      cursors: reportCursors(store),
      incidents,
      guards: [
        containmentGuard(containments),
        leakGuard(redactor, config.dlp.modes),
        judgeGuard({
          desk: judge.desk,
          isDoubtful(request) {
            const agent = judge.hasModel ? runtime.policyFor(request.subject.id) : undefined;
            return agent !== undefined && askedByRules(request, agent).length > 0;
          },
        }),
      ],
      deadline: config.security.deadlineMs,
      now,
    });
    opened.push(() => runtime.close());
    opened.push(await keepWarm(sandbox, config.sandbox.containers));
    const approvals = await openApprovals({
      config: config.approvals,
      store,
      log,
      runtime,
      policy: () => built.identity,
      redact: (text) => redactor.redact(text).text,
    });
    opened.push(
      async () => approvals.queue.close(),
      () => incidents.close(),
    );
    const redactions = new Redactions(
      log,
      secretVariables(config).flatMap((name) => environment.variable(name) ?? []),
    );
    const outbox = new Outbox(store, (text) => redactor.redact(text).text, now);
    const sessions = new Sessions(store, now);
    const tokens = new Tokens(store, now);
    const identities = openIdentities(config.identity, { store, now });
    opened.push(async () => identities.close());
    const reload = async (): Promise<void> => {
      const next = await loadConfig(home, now());
      const fixed = fixedAtStart(config, next.config);
      if (fixed.length > 0) throw new ConfigInvalid(sourceOf(next), fixed);
      const rebuilt = await buildPolicies(home, next, runtime.generation + 1, now);
      await log.append({ kind: "config", body: { event: "reloaded", ...configBody(next, rebuilt) } });
      runtime.reload(rebuilt.policies);
      [loaded, built] = [next, rebuilt];
      identities.reload(next.config.identity.oidc);
    };
    const { open, resolver } = options;
    const skills = openSkills(config, home, store);
    const verifyIntent = await openIntents(config, { home, store, now });
    const agents = new Map<string, Agent>();
    const schedule = await openSchedule({
      ...{ config: config.cron, store, log, runtime, now, agents },
      ask: approvals.ask,
      tierOf: (agent) => loaded.config.agents.find(({ id }) => id === agent)?.tier ?? "C",
      withdrawn: (job) => withdrawn(job, { config: loaded.config, tokens, identities, now }),
      redact: (text) => redactor.redact(text).text,
      hasSecret: (text) => redactor.redact(text).findings.length > 0,
    });
    opened.push(() => schedule.close());
    const made = createAgents({
      config,
      environment,
      runtime,
      log,
      sockets: paths.egress,
      sandbox,
      redactor,
      redactions,
      vault: vaultKey && new Vault(store, derivedKey(vaultKey, "vault"), now),
      judge,
      outbox,
      memory: new Memory(store, (text) => redactor.redact(text).text),
      ownSettings: ownSettings({ home, loaded: () => loaded, built: () => built, reload, now }),
      labels: new FileLabels(store),
      sessions,
      skills,
      cron: config.cron.enabled ? schedule.tools : undefined,
      verifyIntent,
      ask: approvals.ask,
      tierOf: (id) => loaded.config.agents.find((agent) => agent.id === id)?.tier ?? "C",
      open,
      resolver,
    });
    for (const [id, agent] of made) agents.set(id, agent);
    await log.append({ kind: "lifecycle", body: startBody(loaded, built, sandbox) });
    await start({
      ...{ runtime, ask: approvals.ask, agents, sessions, tokens, outbox, containments },
      operators: config.approvals.approvers,
      audit: paths.audit,
      copies: paths.incidents,
    });
    for (const finding of sandbox.findings) void runtime.raise(findingOf(finding, { agent: "", session: "" }));
    return {
      home,
      config,
      runtime,
      log,
      store,
      sandbox,
      redactor,
      redactions,
      judge,
      approvals: approvals.queue,
      incidents,
      containments,
      runaway: new Runaway(now),
      learned: approvals.learned,
      agents,
      outbox,
      sessions,
      skills,
      schedule,
      tokens,
      identities,
      loaded: () => loaded,
      onApproval: approvals.onApproval,
      reload,
      async close() {
        await log.append({ kind: "lifecycle", body: { event: "stopped" } }).catch(() => {});
        for (const close of opened.toReversed()) await close();
      },
    };
  } catch (error) {
    for (const close of opened.toReversed()) await close().catch(() => {});
    throw error;
  }
}

function providerChoices({ security, agents }: Config): ProviderChoices {
  const each = agents.map(({ id, provider, providerByPrincipal }) => {
    return [id, { ...(provider !== undefined && { chain: provider }), byPrincipal: providerByPrincipal }] as const;
  });
  return { installation: security.provider, agents: Object.fromEntries(each), described: security.providers };
}

function startBody(loaded: LoadedConfig, built: BuiltPolicies, { status }: LiveSandbox): JsonObject {
  return {
    event: "started",
    ...configBody(loaded, built),
    sandbox: { requested: status.requested, resolved: status.resolved, verified: status.verified },
  };
}

function configBody({ config, hash }: LoadedConfig, built: BuiltPolicies): JsonObject {
  const { policy, policies, violations, identity } = built;
  const exec = [...policies.agents].map(([id, agent]) => [id, { ...agent.exec }] as const);
  return {
    config: { version: config.version, hash },
    policy: { hash: policy.hash, generation: policies.generation, identity },
    exec: Object.fromEntries(exec),
    ...(violations.length > 0 && {
      narrowed: violations.map(({ agent, layer, field, granted }) => ({ agent, layer, field, granted })),
    }),
  };
}
