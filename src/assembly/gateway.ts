import { homePaths } from "../config/index.ts";
import { cleanTaint, wrapUntrusted } from "../content/index.ts";
import type { Request } from "../decision/index.ts";
import type { Redactor } from "../dlp/index.ts";
import {
  type Admission,
  type ApproverDesk,
  createLogger,
  Gateway,
  type Logger,
  type Routed,
  type RpcMethod,
  type RpcMethods,
  type Screening,
  type ScreenSource,
} from "../gateway/index.ts";
import { answer } from "./answer.ts";
import { answerAs, answers } from "./approval-methods.ts";
import { evaluateFor } from "./authzen.ts";
import { sallyportMethods } from "./methods.ts";
import { replyRedaction } from "./redactions.ts";
import type { Sallyport } from "./sallyport.ts";
import { approverSocket } from "./status.ts";

/** Where to listen, and where the log lines go. */
export interface OpenGatewayOptions {
  /** Instead of the configured one; 0 takes a free one. */
  readonly port?: number;
  readonly stream?: { write(text: string): unknown };
}

/** Table in which a running gateway says where it is. */
const table = "gateway";

/** Opens the gateway of an installation. @throws {GatewayUnsafeBind | GatewayUnbound | CertificateUnusable} */
export async function openGateway(port: Sallyport, options: OpenGatewayOptions = {}): Promise<Gateway> {
  const { config, runtime, redactor, store } = port;
  const { limits, certificate } = config.gateway;
  const logger = gatewayLogger(port, options.stream ?? process.stderr);
  port.log.subscribe(({ kind, body: { event, incident, state, title, severity } }) => {
    if (kind === "incident") logger.warn(`incident.${String(event)}`, { incident, state, title, severity });
  });
  const gateway = await Gateway.open({
    host: config.gateway.host,
    port: options.port ?? config.gateway.port,
    names: config.gateway.names,
    origins: config.gateway.origins,
    limits: {
      bodyBytes: limits.bodyBytes,
      messageBytes: limits.bodyBytes,
      headerBytes: limits.headerBytes,
      connections: limits.connections,
      requestMs: limits.requestSeconds * 1_000,
    },
    tls: {
      directory: homePaths(port.home).tls,
      ...(certificate && { custom: { certificate: certificate.chain, key: certificate.key } }),
    },
    tokens: port.tokens,
    identities: port.identities,
    sessions: port.sessions,
    agents: () => runtime.agents,
    admit: (message) => admit(port, message),
    screen: (text, source, signal) => screen(port, text, source, signal),
    answer: (message, signal) => answer(port, message, signal),
    redactor: () => redactor.stream(),
    replies: ({ agent, session }) => replyRedaction(port, { agent, session: session.id }),
    logger,
    methods: redactedMethods(sallyportMethods(port), redactor),
    evaluate: evaluateFor(port),
    approve: (identity, id, answer) => answerAs(port, identity, id, answer),
    ...(approverSocket(port).active && {
      approver: { directory: homePaths(port.home).approver, desk: approverDesk(port) },
    }),
    record: async (event, fields) => void (await port.log.append({ kind: "lifecycle", body: { event, ...fields } })),
    blocked: port.containments,
    ready: () => port.log.fault === undefined,
  });
  void port.identities.warm();
  port.schedule.start();
  await store.put(table, "running", { url: gateway.url, pid: process.pid });
  return gateway;
}

/** Where the gateway of an installation listens, or listened last. */
export async function gatewayAddress(
  port: Pick<Sallyport, "store">,
): Promise<{ readonly url: string; readonly pid: number } | undefined> {
  const row = await port.store.get(table, "running");
  return row?.value as { url: string; pid: number } | undefined;
}

/** What a process that holds the key may do: see what is asked, and answer as the principal that the operator named. */
function approverDesk({ approvals, config }: Sallyport): ApproverDesk {
  const { principal } = config.approvals.socket;
  return {
    list: () => approvals.list(),
    async answer(id, answer) {
      const known = answers.find((one) => one === answer);
      return known === undefined ? "not-offered" : approvals.answer(id, known, principal);
    },
    subscribe: (listener) => approvals.subscribe(listener),
  };
}

/** The same methods, secrets taken out of what they answer. A receipt stays as it was signed: its record is redacted. */
function redactedMethods(methods: RpcMethods, redactor: Redactor): RpcMethods {
  const redacted = Object.entries(methods).map(([name, method]): [string, RpcMethod] => {
    if (name === "audit.receipt") return [name, method];
    return [
      name,
      { ...method, run: async (params, call) => redactor.redactJson(await method.run(params, call)).value },
    ];
  });
  return Object.fromEntries(redacted);
}

function gatewayLogger({ config, redactor }: Sallyport, stream: { write(text: string): unknown }): Logger {
  const { level, format } = config.logging;
  return createLogger({ stream, level, format, redact: (line) => redactor.redactJson(line).value });
}

/** The arrival of a message is an action like any other: decided under the agent's policy, and on record. */
async function admit(port: Sallyport, message: Routed): Promise<Admission> {
  const { agent, identity, session, ingress, tier, text } = message;
  const { findings } = port.redactor.redact(text);
  port.redactions.record("incoming", { agent, session: session.id }, findings);
  port.redactions.seen.saw(session.id, text, findings);
  const request: Request = {
    subject: { type: "agent", id: agent, principal: identity.principal, session: session.id },
    action: { name: "ingress.message" },
    resource: { type: "message", id: ingress, access: "use" },
    context: { ingress, tier, taint: cleanTaint, arguments: { text }, generation: port.runtime.generation },
  };
  const { decision, permit } = await port.runtime.forAgent(agent, identity.principal).evaluate(request);
  if (permit === undefined) {
    const why = decision.reasons.map((reason) => reason.message).join("; ");
    return { admitted: false, message: port.redactor.redact(why).text };
  }
  permit.spend(request, []);
  return { admitted: true };
}

/**
 * The public's words are put in an envelope, and anybody's are judged. The operator's own go on as they are; where they
 * look like an attack, what they cause is asked about like anything that strangers cause.
 */
async function screen(
  port: Sallyport,
  text: string,
  { ingress, role, message }: ScreenSource,
  signal: AbortSignal,
): Promise<Screening> {
  const { agent, session, identity, tier } = message;
  const { principal } = identity;
  const desk = await port.judge.desk();
  const direction = role === "assistant" ? "content" : "user";
  const matter = { agent, principal, session: session.id, ingress, tier, direction, point: "ingress" } as const;
  const { action, id } = await desk.rule(text, matter, { signal });
  if (action === "block") {
    return {
      blocked: `the message was not let through${id === undefined ? "" : `; an operator can see to it (${id})`}`,
    };
  }
  const source = `${ingress}:${principal}`;
  const taint = { untrusted: true, sensitive: false, sources: [source] };
  const isOwn = tier === "A" && role !== "assistant";
  if (isOwn) return { text, taint: action === "confirm" ? taint : cleanTaint };
  return { text: wrapUntrusted(text, { source, kind: "message" }).text, taint };
}
