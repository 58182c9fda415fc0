import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { ingresses, isRefusal, membersOf, ownAgent, type Refusal, refuse } from "../ingress/index.ts";
import { type Authenticator, bearerToken, type Identity } from "../session/index.ts";
import {
  authzenMetadata,
  callersRequestId,
  type EvaluateFor,
  evaluateAll,
  evaluationPath,
  evaluationsPath,
  metadataPath,
} from "./authzen.ts";
import { streamedCompletion, wholeCompletion } from "./chat-completion.ts";
import { type EntranceRules, isAllowedOrigin } from "./entrance.ts";
import { readJson } from "./json-body.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import { type Deliver, refusalOf } from "./pipeline.ts";
import { errorBody, refusalHeaders, statusOf } from "./refusal-wire.ts";
import { responseHeaders } from "./response-headers.ts";
import { type RpcServer, rpcRefusal } from "./rpc.ts";
import { serverSent } from "./server-sent.ts";

/** What the HTTP face needs. */
export interface HttpParts {
  readonly rules: EntranceRules;
  readonly authenticator: Authenticator;
  readonly deliver: Deliver;
  readonly rpc: RpcServer;
  readonly agents: () => readonly string[];
  /** Answers questions of others about what may be done; absent, none is taken. */
  readonly evaluate?: EvaluateFor | undefined;
  /** Whether turns can be taken now. */
  readonly ready: () => boolean | Promise<boolean>;
  readonly limits: Limits;
  readonly logger: Logger;
}

interface Bindings {
  readonly Bindings: HttpBindings;
  readonly Variables: { readonly identity: Identity; readonly signal: AbortSignal };
}

/** Fills a silence in a stream before anything on the way takes the connection for dead. */
const keepAliveMs = 15_000;

/** The HTTP face: health, the OpenAI-compatible API, and JSON-RPC. */
export function httpApp(parts: HttpParts): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.use(async (c, next) => {
    const { incoming, outgoing } = c.env;
    const started = performance.now();
    const id = callersRequestId(c.req.path, c.req.header("x-request-id")) ?? randomUUID();
    const abort = new AbortController();
    outgoing.once("close", () => abort.abort());
    c.set("signal", abort.signal);
    await next();
    for (const [name, value] of Object.entries({ ...responseHeaders, "x-request-id": id })) c.header(name, value);
    shareWith(c, parts.rules);
    parts.logger.info("http", {
      id,
      method: incoming.method,
      path: c.req.path,
      status: c.res.status,
      peer: peerOf(incoming),
      ms: Math.round(performance.now() - started),
    });
  });

  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const ready = await parts.ready();
    return c.json({ status: ready ? "ready" : "not ready" }, ready ? 200 : 503);
  });
  app.options("/*", (c) => c.body(null, 204));

  // INVARIANT: nothing of a body is read before its sender is known.
  app.use("/v1/*", requireToken(parts));
  app.use("/rpc", requireToken(parts));
  app.use("/access/v1/*", requireToken(parts));

  app.get("/v1/models", (c) => {
    const visible = parts.agents().filter((agent) => (c.get("identity").agent ?? agent) === agent);
    const data = [ownAgent, ...visible].map((id) => ({ id, object: "model", created: 0, owned_by: "sallyport" }));
    return c.json({ object: "list", data });
  });

  app.post("/v1/chat/completions", async (c) => {
    const body = await readJson(c.req.raw, parts.limits.bodyBytes);
    if (isRefusal(body)) return respond(body);
    const { stream = false, stream_options, model, ...rest } = membersOf(body.value);
    if (typeof stream !== "boolean") return respond(refuse("invalid_request", "stream must be true or false"));
    const session = c.req.header("x-sallyport-session") ?? rest["session"];
    const message = ingresses.api.receive({ ...rest, model, session }, fromOf(c.env.incoming));
    const reply = isRefusal(message) ? message : await parts.deliver(message, c.get("signal"));
    if (isRefusal(reply)) return respond(reply);
    const form = { model: String(model), includeUsage: membersOf(stream_options)["include_usage"] === true };
    if (!stream) {
      const whole = await wholeCompletion(reply, form);
      return isRefusal(whole) ? respond(whole) : c.json(whole);
    }
    dropWhenStalled(c.env, parts.limits.stallMs + keepAliveMs);
    const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };
    return new Response(ReadableStream.from(serverSent(streamedCompletion(reply, form), keepAliveMs)), { headers });
  });

  app.post("/rpc", async (c) => {
    const body = await readJson(c.req.raw, parts.limits.bodyBytes);
    if (isRefusal(body))
      return Response.json(rpcRefusal(body), { status: statusOf(body), headers: refusalHeaders(body) });
    const call = { identity: c.get("identity"), signal: c.get("signal"), ...fromOf(c.env.incoming) };
    const reply = await parts.rpc.reply(body.value, call);
    return reply === undefined ? c.body(null, 204) : c.json(reply);
  });

  const { evaluate } = parts;
  if (evaluate !== undefined) {
    app.get(metadataPath, (c) => c.json(authzenMetadata(`https://${c.req.header("host")}`)));
    const take = (path: string, answer: (body: unknown, caller: Identity) => Promise<object>) =>
      app.post(path, async (c) => {
        const body = await readJson(c.req.raw, parts.limits.bodyBytes);
        const answered = isRefusal(body) ? body : await answer(body.value, c.get("identity"));
        return isRefusal(answered) ? respond(answered) : c.json(answered);
      });
    take(evaluationPath, evaluate);
    take(evaluationsPath, (body, caller) => evaluateAll(body, caller, evaluate));
    app.all("/access/v1/*", () => respond(refuse("method_not_allowed", "this path does not take that method")));
  }

  for (const path of ["/healthz", "/readyz", "/v1/models", "/v1/chat/completions", "/rpc"]) {
    app.all(path, () => respond(refuse("method_not_allowed", "this path does not take that method")));
  }
  app.notFound(() => respond(refuse("not_found", "there is nothing at this path")));
  app.onError((error, c) => {
    parts.logger.error("http.failed", { path: c.req.path, error: String(error) });
    return respond(refuse("failed", "the request could not be handled"));
  });
  return app;
}

/** A refusal as a response. */
function respond(refusal: Refusal): Response {
  return Response.json(errorBody(refusal), { status: statusOf(refusal), headers: refusalHeaders(refusal) });
}

function requireToken({ authenticator }: HttpParts) {
  return async (c: Context<Bindings>, next: () => Promise<void>): Promise<Response | undefined> => {
    const { peer, presented } = fromOf(c.env.incoming);
    const answer = await authenticator.check(peer, presented);
    if (!answer.ok) return respond(refusalOf(answer));
    c.set("identity", answer.identity);
    await next();
    return undefined;
  };
}

function fromOf(incoming: IncomingMessage): { peer: string; presented: ReturnType<typeof bearerToken> } {
  return { peer: peerOf(incoming), presented: bearerToken(incoming.headers.authorization) };
}

/** The other end of the socket; what a header says about it is hearsay. */
function peerOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "";
}

/** Lets pages of an allowed origin read the response (CORS); of any other, the browser does not. */
function shareWith(c: Context<Bindings>, { origins }: EntranceRules): void {
  const origin = c.req.header("origin");
  c.header("vary", "Origin");
  if (origin === undefined || !isAllowedOrigin(origin, c.req.header("host") ?? "", origins)) return;
  c.header("access-control-allow-origin", origin);
  if (c.req.method !== "OPTIONS") return;
  c.header("access-control-allow-methods", "GET, POST");
  c.header("access-control-allow-headers", "authorization, content-type, x-sallyport-session");
  c.header("access-control-max-age", "600");
}

/** Ends a streamed response whose reader takes nothing for so long; comments keep a slow agent's stream moving. */
function dropWhenStalled({ incoming }: HttpBindings, ms: number): void {
  // Node takes it back when the response is done, and destroys the socket when it fires.
  incoming.socket.setTimeout(ms);
}
