import type { RequestListener, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { type Refusal, refuse } from "../ingress/index.ts";
import { type Credentials, secureContextOptions } from "../transport/index.ts";
import { type EntranceRules, refuseAtEntrance } from "./entrance.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import { type BlockedNetworks, guardPort } from "./port-guard.ts";
import { refuseResponse, refuseSocket } from "./raw-response.ts";
import { errorBody, statusOf } from "./refusal-wire.ts";
import { responseHeaders } from "./response-headers.ts";

/** What a listener is made of. */
export interface ListenerParts {
  readonly credentials: Credentials;
  readonly limits: Limits;
  readonly rules: EntranceRules;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  readonly logger: Logger;
  readonly blocked: BlockedNetworks | undefined;
}

/** An HTTPS server, not yet listening, that hands to `fetch` only what keeps to the limits and the rules. */
export function makeListener({ credentials, limits, rules, fetch, logger, blocked }: ListenerParts): Server {
  const server = createServer({
    ...secureContextOptions(credentials),
    maxHeaderSize: limits.headerBytes,
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    keepAliveTimeout: 5_000,
  });
  // One more than is let pass: Node drops what is beyond in silence, and a dropped line must be noticed.
  server.maxHeadersCount = limits.headerLines + 1;
  const answering = new WeakMap<object, ServerResponse>();
  server.on("request", (request, response) => {
    answering.set(request.socket, response);
    // A reader that does not take its answer; Node's own time for the next request replaces this when it has.
    response.once("prefinish", () => request.socket.setTimeout(limits.stallMs));
  });
  server.on("request", listenerOf({ rules, fetch, logger }));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const refusal = parserRefusal(error.code);
    const response = answering.get(socket);
    // Half an answer with another behind it would be a third thing.
    const midAnswer = response?.headersSent === true && !response.writableFinished;
    if (refusal === undefined || midAnswer) socket.destroy();
    else refuseSocket(socket, refusal);
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    logger.info("tls.refused", { peer: socket.remoteAddress, error: error.code });
  });
  guardPort(server, limits, blocked);
  return server;
}

/** The entrance, and the application behind it. */
function listenerOf({ rules, fetch, logger }: Pick<ListenerParts, "rules" | "fetch" | "logger">): RequestListener {
  const options = { status: statusOf(unreadable), headers: responseHeaders };
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    errorHandler: () => Response.json(errorBody(unreadable), options),
  });
  return (request, response) => {
    const refusal = refuseAtEntrance(request, rules);
    if (refusal === undefined) {
      void listener(request, response);
      return;
    }
    logger.info("http.refused", { peer: request.socket.remoteAddress, refused: refusal.refused });
    refuseResponse(response, refusal);
  };
}

const unreadable: Refusal = refuse("invalid_request", "this is not an HTTP/1.1 request");

/** What is wrong with bytes that the HTTP parser would not take; `undefined` when it never saw any, as in a failed handshake. */
function parserRefusal(code = ""): Refusal | undefined {
  if (code === "HPE_HEADER_OVERFLOW") return refuse("too_many_headers", "the header lines are too long");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return refuse("timed_out", "the request did not arrive in time");
  return code.startsWith("HPE_") ? unreadable : undefined;
}
