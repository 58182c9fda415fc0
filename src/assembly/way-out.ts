import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type ToolContext, toolRequest } from "../agent/index.ts";
import type { AuditLog } from "../audit/index.ts";
import type { EgressConfig } from "../config/index.ts";
import { type JsonObject, meetNames, type Names } from "../decision/index.ts";
import { type EgressRecord, type EgressTarget, type NetPolicy, openEgress, type Resolver } from "../net/index.ts";
import type { SecurityContext, SecurityRuntime } from "../provider/index.ts";
import type { WayOut } from "../sandbox/index.ts";

/** What the ways out of sandboxes rest on. */
export interface WayOutParts {
  readonly config: EgressConfig;
  /** Directory of the sockets. */
  readonly directory: string;
  readonly runtime: Pick<SecurityRuntime, "forAgent">;
  readonly log: Pick<AuditLog, "append" | "fault">;
  /** Private hosts that the agent may reach all the same. */
  readonly net: NetPolicy;
  readonly resolver?: Resolver | undefined;
}

/** What wants out: the tool, and where it is a page, its URL, whose origin was decided with it. */
export interface Outbound {
  readonly tool: "exec" | "browse";
  readonly page?: string;
}

/**
 * A proxy for one command, to hosts that the installation opens and the permit names. Each target is decided once, as
 * what the command asks for, and each connection is on record.
 */
export async function openWayOut(
  { config, directory, runtime, log, net, resolver }: WayOutParts,
  hosts: Names,
  context: ToolContext,
  outbound: Outbound = { tool: "exec" },
): Promise<WayOut> {
  const reached = new Set<string>();
  const security = securityOf(context, runtime);
  const egress = await openEgress({
    // Short, because the path of a socket has at most 107 bytes.
    socket: join(directory, randomBytes(6).toString("hex")),
    policy: {
      hosts: meetNames(config.hosts, hosts),
      ports: config.ports,
      methods: config.methods.map((method) => method.toUpperCase()),
      get privateHosts() {
        return net.privateHosts;
      },
    },
    limits: { bytes: config.maxBytes, connectionBytes: config.maxBytes, connectionMs: config.maxSeconds * 1_000 },
    ...(resolver && { resolver }),
    async mayReach(target) {
      if (isOwnOrigin(target, outbound)) return true;
      const { decision } = await security.evaluate(targetRequest(target, context, outbound));
      return decision.effect === "allow" || (decision.reasons[0]?.rule ?? false);
    },
    record(entry) {
      // INVARIANT: what cannot be put on record does not happen.
      if (log.fault !== undefined) throw new Error(log.fault);
      if (entry.effect === "allow") reached.add(entry.host);
      log.append({ kind: "egress", body: bodyOf(entry, context) }).catch(() => {});
    },
  });
  return {
    egress: { socket: egress.socket },
    async close() {
      await egress.close();
      return { findings: egress.findings(), reached: [...reached] };
    },
  };
}

/** What a turn acts under; INVARIANT: that of a sub-agent is its own, however wide its agent's is. */
export function securityOf(
  { authority, agent, principal }: ToolContext,
  runtime: WayOutParts["runtime"],
): SecurityContext {
  return authority?.security ?? runtime.forAgent(agent, principal);
}

function targetRequest(target: EgressTarget, context: ToolContext, { tool, page }: Outbound) {
  // Where a page leads, its authors said.
  const namedBy = () => (context.taint.untrusted ? ("others" as const) : undefined);
  const asking = page === undefined ? context : { ...context, namedBy };
  const id = originOf(target);
  return toolRequest(asking, tool, { type: "url", id, access: "connect" }, { method: target.method });
}

/** Reading from its own origin is what a page was permitted for. */
function isOwnOrigin(target: EgressTarget, { page }: Outbound): boolean {
  if (page === undefined || !["GET", "CONNECT"].includes(target.method)) return false;
  return URL.parse(page)?.origin === URL.parse(originOf(target))?.origin;
}

function originOf({ scheme, host, port }: EgressTarget): string {
  const origin = `${scheme === "tunnel" ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}/`;
  return URL.parse(origin)?.href ?? origin;
}

function bodyOf(entry: EgressRecord, { agent, session }: ToolContext): JsonObject {
  return { agent, session, ...entry };
}
