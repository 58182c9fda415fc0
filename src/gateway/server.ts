import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { GatewayUnbound, GatewayUnsafeBind } from "../errors.ts";
import {
  Authenticator,
  Lockout,
  type LockoutLimits,
  type OidcVerifier,
  type Sessions,
  type Tokens,
} from "../session/index.ts";
import {
  type Credentials,
  type CredentialsOptions,
  certificateNames,
  isLoopback,
  openCredentials,
  replaceCredentials,
} from "../transport/index.ts";
import { ApproverDoor, type ApproverDoorOptions } from "./approver-door.ts";
import type { EvaluateFor } from "./authzen.ts";
import type { EntranceRules } from "./entrance.ts";
import { httpApp } from "./http.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { makeListener } from "./listener.ts";
import { ownMethods, type RecordEvent } from "./own-methods.ts";
import { type PipelineParts, pipeline } from "./pipeline.ts";
import type { BlockedNetworks } from "./port-guard.ts";
import { type RpcMethods, RpcServer } from "./rpc.ts";
import { rpcProtocol } from "./rpc-socket.ts";
import { Turns } from "./turns.ts";
import { acceptSockets, type Sockets } from "./upgrade.ts";
import { type ApproveAs, webchatProtocol } from "./webchat-socket.ts";

/** What a gateway is made of. */
export interface GatewayOptions
  extends Pick<PipelineParts, "agents" | "admit" | "screen" | "answer" | "redactor" | "replies" | "pace" | "logger"> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Host names clients use, besides the loopback ones: for the certificate and the check of the Host header. */
  readonly names?: readonly string[];
  /** Web origins whose pages may use the gateway, besides its own. */
  readonly origins?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly lockout?: Partial<LockoutLimits>;
  readonly tls: Omit<CredentialsOptions, "names">;
  readonly tokens: Tokens;
  /** Whom tokens of OpenID providers speak for; absent, none is taken. */
  readonly identities?: Pick<OidcVerifier, "verify" | "onChange" | "status">;
  readonly sessions: Sessions;
  /** Further RPC methods; one of the same name takes the place of the gateway's own. */
  readonly methods?: RpcMethods;
  readonly record: RecordEvent;
  /** Answers questions of others about what may be done (AuthZEN); absent, none is taken. */
  readonly evaluate?: EvaluateFor;
  /** Answers an approval for somebody on a webchat socket; absent, nobody answers there. */
  readonly approve?: ApproveAs;
  /** The local socket for approver processes; absent, there is none. */
  readonly approver?: Omit<ApproverDoorOptions, "logger">;
  /** Networks that nothing is taken from; absent, there are none. */
  readonly blocked?: BlockedNetworks;
  /** Whether everything behind the gateway works. */
  readonly ready?: () => boolean | Promise<boolean>;
}

/** How often the certificate's age is looked at. */
const renewalCheckMs = 3_600_000;
/** How long answers that are written may take to leave after the last turn is over. */
const flushMs = 1_000;

/** The listener: TLS 1.3, HTTP and WebSockets on one port, every message through the one pipeline. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: Server;
  readonly #sockets: Sockets;
  readonly #turns: Turns;
  readonly #forget: () => void;
  readonly #renewal: NodeJS.Timeout;
  #credentials: Credentials;
  #approvers: ApproverDoor | undefined;
  #port = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: GatewayOptions, credentials: Credentials) {
    this.#options = options;
    this.#credentials = credentials;
    const { tokens, identities, sessions, logger, record, agents } = options;
    const limits = { ...defaultLimits, ...options.limits };
    const turns = new Turns({ waiting: limits.turnsWaiting, total: limits.turns });
    const verifiers = { token: tokens, ...(identities && { jwt: identities }) };
    const authenticator = new Authenticator(verifiers, new Lockout(options.lockout), (peer) => {
      logger.warn("auth.locked-out", { peer });
      record("auth.locked-out", { peer }).catch((error: unknown) =>
        logger.error("record.failed", { error: String(error) }),
      );
    });
    const deliver = pipeline({ ...options, authenticator, turns });
    const methods = { ...ownMethods({ tokens, sessions, deliver, record }), ...options.methods };
    const rpc = new RpcServer(methods, logger, limits.batch);
    const rules: EntranceRules = {
      names: new Set(certificateNames([options.host, ...(options.names ?? [])])),
      origins: new Set(options.origins),
      headerLines: limits.headerLines,
    };
    const ready = async () => !turns.draining && ((await options.ready?.()) ?? true);
    const app = httpApp({
      rules,
      authenticator,
      deliver,
      rpc,
      agents,
      ready,
      limits,
      logger,
      evaluate: options.evaluate,
    });
    this.#turns = turns;
    this.#forget = sessions.onRevoked((id) => turns.end(id));
    this.#server = makeListener({ credentials, limits, rules, logger, fetch: app.fetch, blocked: options.blocked });
    this.#sockets = acceptSockets(this.#server, {
      rules,
      authenticator,
      tokens,
      identities,
      limits,
      logger,
      draining: () => turns.draining,
      doors: {
        "/webchat": { protocol: webchatProtocol(deliver, options.approve), authenticatesLater: true },
        "/rpc": { protocol: rpcProtocol(rpc), authenticatesLater: false },
      },
    });
    this.#renewal = setInterval(() => {
      if (Date.now() >= this.#credentials.renewAt) void this.reload();
    }, renewalCheckMs).unref();
  }

  /**
   * Opens the certificate, then the port.
   * @throws {GatewayUnsafeBind} when others could reach it and neither a token nor an OpenID provider exists.
   * @throws {GatewayUnbound | CertificateUnusable | ApproverSocketUnusable} when it cannot listen.
   */
  static async open(options: GatewayOptions): Promise<Gateway> {
    // INVARIANT: a port that other machines reach is never open while nobody could prove who they are.
    if (!isLoopback(options.host) && !(await canAnyoneEnter(options))) {
      throw new GatewayUnsafeBind(`the gateway would listen on ${options.host} without any token to enter by`, {
        fix: "issue one with sallyport token, or listen on 127.0.0.1",
      });
    }
    const gateway = new Gateway(options, await openNamed(options));
    await gateway.#listen();
    if (options.approver !== undefined) {
      try {
        gateway.#approvers = await ApproverDoor.open({ ...options.approver, logger: options.logger });
      } catch (error) {
        await gateway.close(0);
        throw error;
      }
    }
    return gateway;
  }

  get port(): number {
    return this.#port;
  }

  /** `https://127.0.0.1:8443`, by a name that the certificate carries. */
  get url(): string {
    const { host } = this.#options;
    const name = host === "0.0.0.0" || host === "::" ? (this.#options.names?.[0] ?? "localhost") : host;
    return `https://${name.includes(":") ? `[${name}]` : name}:${this.port}`;
  }

  /** The certificate in force. */
  get credentials(): Credentials {
    return this.#credentials;
  }

  /** Opens the certificate again for new connections; those that are open go on. Keeps the old one when that fails. */
  async reload(): Promise<void> {
    const { logger } = this.#options;
    try {
      const credentials = await openNamed(this.#options);
      replaceCredentials(this.#server, credentials);
      this.#credentials = credentials;
      logger.info("tls.reloaded", { expires: new Date(credentials.expires).toISOString(), made: credentials.made });
    } catch (error) {
      logger.error("tls.reload-failed", { error: String(error) });
    }
  }

  /** Stops accepting, lets the turns that run end for `grace` milliseconds, says goodbye, and lets go of the port. */
  close(grace = 10_000): Promise<void> {
    this.#closed ??= this.#drain(grace);
    return this.#closed;
  }

  async #drain(grace: number): Promise<void> {
    const { logger } = this.#options;
    clearInterval(this.#renewal);
    this.#forget();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const drained = this.#turns.drain(grace);
    this.#sockets.leave();
    logger.info("gateway.draining", { turns: this.#turns.total, grace });
    const whole = await drained;
    // Until here, whoever approves can help the turns that run to their end.
    await this.#approvers?.close();
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => {
      this.#sockets.terminate();
      this.#server.closeAllConnections();
    }, flushMs);
    await closed;
    clearTimeout(cut);
    logger.info("gateway.stopped", { whole });
  }

  #listen(): Promise<void> {
    const { host, port, logger } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause: NodeJS.ErrnoException) => {
        clearInterval(this.#renewal);
        const fix = cause.code === "EADDRINUSE" ? "choose another with --port, or 0 for a free one" : undefined;
        const options = { cause, ...(fix !== undefined && { fix }) };
        reject(new GatewayUnbound(`cannot listen on ${host} port ${port}: ${cause.code ?? cause.message}`, options));
      });
      this.#server.listen(port, host, () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        this.#server.removeAllListeners("error");
        this.#server.on("error", (error) => logger.error("gateway.error", { error: String(error) }));
        logger.info("gateway.listening", { url: this.url });
        resolve();
      });
    });
  }
}

async function canAnyoneEnter({ tokens, identities }: GatewayOptions): Promise<boolean> {
  if (identities !== undefined && identities.status().length > 0) return true;
  return (await tokens.list()).some(({ expires }) => expires > Date.now());
}

function openNamed({ tls, host, names = [] }: GatewayOptions): Promise<Credentials> {
  return openCredentials({ ...tls, names: [host, ...names] });
}
