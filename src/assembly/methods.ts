import { queryLog, type RecordKind, receipt, tailLog, verifyLog } from "../audit/index.ts";
import { homePaths } from "../config/index.ts";
import type { Request } from "../decision/index.ts";
import { type RpcMethods, rpcMethod } from "../gateway/index.ts";
import { refuse } from "../ingress/index.ts";
import { DecisionPrimitives, explainProviders, type ProviderStatus } from "../provider/index.ts";
import { falcoAlert } from "../sandbox/index.ts";
import { isOidcPrincipal } from "../session/index.ts";
import { approvalMethods } from "./approval-methods.ts";
import { cronMethods } from "./cron-methods.ts";
import { incidentMethods } from "./incident-methods.ts";
import type { Sallyport } from "./sallyport.ts";
import { findingOf } from "./sandbox.ts";
import { skillMethods } from "./skill-methods.ts";
import { statusOf } from "./status.ts";

const maxRecords = 1_000;

const filters = {
  kind: { type: "string", max: 32, optional: true },
  effect: { type: "string", oneOf: ["allow", "ask", "deny"], optional: true },
  agent: { type: "string", max: 64, optional: true },
  session: { type: "string", max: 64, optional: true },
  tool: { type: "string", max: 64, optional: true },
} as const;

/** The methods of the installation itself: security, log, approvals, messages. */
export function sallyportMethods(port: Sallyport): RpcMethods {
  const { audit } = homePaths(port.home);
  return {
    "security.providers.list": rpcMethod({
      role: "user",
      summary: "the security providers there are, and the state of those in use",
      params: {},
      async run(_, { identity }) {
        const states = (await port.runtime.status()).map((status) =>
          identity.role === "operator" ? status : withoutCauses(status),
        );
        return port.runtime.registry
          .list()
          .map((entry) => ({ ...entry, inUse: states.filter(({ kind }) => kind === entry.name) }));
      },
    }),
    "security.providers.explain": rpcMethod({
      role: "operator",
      summary: "which providers speak for an agent when it acts for a principal, and what made it so",
      params: { agent: { type: "string", max: 64 }, principal: { type: "string", max: 256 } },
      async run({ agent, principal }) {
        if (port.runtime.policyFor(agent) === undefined) return refuse("unknown_agent", "there is no such agent");
        return explainProviders(port.runtime, agent, principal);
      },
    }),
    "security.status": rpcMethod({
      role: "operator",
      summary: "every mechanism: requested, resolved, verified",
      params: {},
      run: () => statusOf(port),
    }),
    "identity.revoke": rpcMethod({
      role: "operator",
      summary: "void every token that an OpenID provider has issued about a principal until now",
      params: { principal: { type: "string", max: 1_024 } },
      async run({ principal }, { identity }) {
        if (!isOidcPrincipal(principal)) return refuse("invalid_request", "the principal is none of a provider's");
        await port.log.append({
          kind: "lifecycle",
          body: { event: "principal.revoked", principal, by: identity.principal },
        });
        await port.identities.revoke(principal);
        return { revoked: true };
      },
    }),
    "security.check": rpcMethod({
      role: "operator",
      summary: "what would be decided about a command; nothing is run or recorded",
      params: { command: { type: "string", max: 65_536 }, agent: { type: "string", max: 64, optional: true } },
      async run({ command, agent = port.runtime.agents[0] ?? "" }, { identity }) {
        const { generation } = port.runtime;
        const cwd = port.runtime.policyFor(agent)?.workspace;
        if (cwd === undefined) return refuse("unknown_agent", "there is no such agent");
        const { principal } = identity;
        const context = port.runtime.forAgent(agent, principal);
        const decider = { decide: (request: Request) => context.advise(request) };
        const {
          effect,
          reasons,
          risk,
          obligations = [],
        } = await new DecisionPrimitives(decider, {
          agent,
          principal,
          generation,
          cwd,
        }).command(command);
        return { effect, reasons, ...(risk !== undefined && { risk }), obligations };
      },
    }),
    "judge.override": rpcMethod({
      role: "operator",
      summary: "let something that the judge held back go on once, within ten minutes",
      params: { id: { type: "string", max: 64 } },
      async run({ id }, { identity }) {
        const what = await (await port.judge.desk()).override(id, identity.principal);
        return what === undefined ? refuse("not_found", "nothing of that name was held back lately") : { id, what };
      },
    }),
    "audit.tail": rpcMethod({
      role: "operator",
      summary: "the last records",
      params: { count: { type: "integer", min: 1, max: maxRecords }, ...filters },
      run: ({ count, ...query }) => tailLog(audit, count, queryOf(query)),
    }),
    "audit.query": rpcMethod({
      role: "operator",
      summary: "the first records that match",
      params: { limit: { type: "integer", min: 1, max: maxRecords, optional: true }, ...filters },
      async run({ limit = maxRecords, ...query }) {
        const found = [];
        for await (const record of queryLog(audit, queryOf(query))) {
          if (found.push(record) === limit) break;
        }
        return found;
      },
    }),
    "audit.verify": rpcMethod({
      role: "operator",
      summary: "check the whole log against the key it is signed with",
      params: {},
      async run() {
        const verification = await verifyLog(audit, { vkey: port.log.vkey });
        const { problem } = verification;
        if (problem !== undefined) {
          const message = `record ${problem.index} of the audit log: ${problem.what}`;
          const evidence = problem.index < port.log.size ? [problem.index] : [];
          await port.runtime.raise({ rule: "audit.tampered", severity: "critical", message, ...nobody, evidence });
        }
        return verification;
      },
    }),
    "audit.receipt": rpcMethod({
      role: "operator",
      summary: "the receipt of one record",
      params: { index: { type: "integer", min: 0, max: Number.MAX_SAFE_INTEGER } },
      run: async ({ index }) =>
        index < port.log.size ? receipt(audit, index) : refuse("not_found", "there is no such record"),
    }),
    "sandbox.probe": rpcMethod({
      role: "operator",
      summary: "put the sandbox to the proof again; commands then run in what holds now, or not at all",
      params: {},
      async run() {
        const status = await port.sandbox.probe();
        const { resolved, verified } = status;
        await port.log.append({ kind: "lifecycle", body: { event: "sandbox probed", resolved, verified } });
        for (const finding of port.sandbox.findings)
          await port.runtime.raise(findingOf(finding, { agent: "", session: "" }));
        return status;
      },
    }),
    "sandbox.falco": rpcMethod({
      role: "operator",
      summary: "make a finding of a line that Falco wrote; null when the line is no alert",
      params: { line: { type: "string", max: 65_536 } },
      async run({ line }) {
        const alert = falcoAlert(line);
        if (alert === undefined) return null;
        const message = port.redactor.redact(alert.message).text;
        await port.runtime.raise({ ...alert, message, agent: "", session: "", evidence: [] });
        return { rule: alert.rule, severity: alert.severity };
      },
    }),
    ...approvalMethods(port),
    ...cronMethods(port),
    ...skillMethods(port),
    ...incidentMethods(port),
    "messages.list": rpcMethod({
      role: "user",
      summary: "what agents have sent to the caller",
      params: {},
      async run(_, { identity: { principal, agent } }) {
        const messages = await port.outbox.list(principal);
        return messages.filter((message) => agent === undefined || message.agent === agent);
      },
    }),
  };
}

const nobody = { agent: "", session: "" } as const;

/** Why a provider fails may name what only operators know: addresses, files, accounts. */
function withoutCauses({ name, kind, state, faults, available, reports }: ProviderStatus): ProviderStatus {
  return { name, kind, state, faults, available, reports };
}

function queryOf({
  kind,
  ...query
}: { readonly kind?: string | undefined } & Readonly<Record<string, string | undefined>>): object {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(kind !== undefined && { kind: kind as RecordKind }) };
}
