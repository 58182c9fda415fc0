import type { IncomingMessage, ServerResponse } from "node:http";
import { NetRefused } from "../policy.ts";
import type { JudgedUrl } from "../url.ts";
import type { AnswerHead } from "./answer.ts";
import type { Account, Books } from "./books.ts";
import type { Gate } from "./gate.ts";
import { answerHeaders, hasBody, headersSize, requestHead } from "./headers.ts";
import type { Exchange, HostConnection, HostPool } from "./host.ts";
import type { EgressTarget } from "./options.ts";
import { answerRefusal } from "./refusal.ts";

/** What requests are forwarded with. */
export interface ForwardServices {
  readonly gate: Gate;
  readonly books: Books;
  readonly pool: HostPool;
}

/** One request on its way. */
interface Forwarding {
  readonly pool: HostPool;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly account: Account;
  host?: HostConnection;
}

/** Judges one request for plain HTTP and carries it and its answer; `origin` is where the tunnel it came in leads to. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  origin: JudgedUrl | undefined,
  services: ForwardServices,
): Promise<void> {
  response.sendDate = false;
  const { method = "-" } = request;
  const asked = askedTarget(request, origin);
  const admitted = asked && (await services.gate.admit(asked.origin, "http", method));
  const { books, pool } = services;
  const account = books.open(targetOf(method, admitted, asked?.origin), () => {
    forwarding.host?.destroy();
    response.destroy();
  });
  const forwarding: Forwarding = { pool, request, response, account };
  if (admitted === undefined) return refuse(forwarding, "net.malformed", "a client sent what is no request to a proxy");
  if (!admitted.ok) return refuse(forwarding, admitted.reason.rule, admitted.reason.message);
  // A client that sent requests ahead may have gone.
  if (response.destroyed || request.socket.destroyed) return account.end("net.cancelled");
  response.once("close", () => {
    if (!response.writableFinished) forwarding.host?.destroy();
    account.end(response.writableFinished ? undefined : "net.cancelled");
  });
  await send(forwarding, admitted, requestHead(request, admitted.url.host, (asked as Asked).path));
}

function refuse({ account, response }: Forwarding, rule: string, message: string): void {
  account.refuse(rule, message);
  answerRefusal(response, rule);
}

function fail(forwarding: Forwarding, error: Error): void {
  if (error instanceof NetRefused) {
    refuse(forwarding, error.refusal.reason.rule, error.message);
  } else {
    forwarding.account.end("net.failed");
    answerRefusal(forwarding.response, "net.failed");
  }
}

async function send(forwarding: Forwarding, target: JudgedUrl, head: string, isRetry = false): Promise<void> {
  const { pool, request, response, account } = forwarding;
  if (!account.sent(head.length)) return;
  let host: HostConnection;
  try {
    host = await (isRetry ? pool.open(target) : pool.take(target));
  } catch (error) {
    return fail(forwarding, error as Error);
  }
  if (response.destroyed) return host.destroy();
  forwarding.host = host;
  account.address = host.socket.remoteAddress;
  const exchange = exchangeOf(forwarding, (error, isStale) => {
    if (isStale && !isRetry && !hasBody(request)) void send(forwarding, target, head, true);
    else fail(forwarding, error);
  });
  host.begin(exchange, head);
  if (hasBody(request)) sendBody(host, forwarding);
  else host.sent();
}

function exchangeOf({ request, response, account, host }: Forwarding, fail: Exchange["fail"]): Exchange {
  let left: number | undefined;
  return {
    method: request.method ?? "",
    head(answer: AnswerHead) {
      if (!account.received(headersSize(answer.headers))) return;
      left = answer.length;
      response.writeHead(answer.status, answer.statusText, answerHeaders(answer));
    },
    data(chunk) {
      if (!account.received(chunk.length)) return;
      if (left !== undefined) left -= chunk.length;
      // Head and body of a small answer leave in one write.
      if (left === 0) response.end(chunk);
      else if (!response.write(chunk) && host?.socket.isPaused() === false) {
        host.socket.pause();
        response.once("drain", () => host.socket.resume());
      }
    },
    end: () => void response.end(),
    fail,
    timeout: () => account.cut("net.timeout"),
  };
}

function sendBody(host: HostConnection, { request, account }: Forwarding): void {
  const isChunked = request.headers["transfer-encoding"] !== undefined;
  const { socket } = host;
  request.on("data", (chunk: Buffer) => {
    if (!account.sent(chunk.length) || socket.destroyed) return;
    if (isChunked) socket.write(`${chunk.length.toString(16)}\r\n`);
    const isTaken = socket.write(chunk);
    if (isChunked) socket.write("\r\n");
    if (!isTaken) {
      request.pause();
      socket.once("drain", () => request.resume());
    }
  });
  request.once("end", () => {
    if (isChunked && !socket.destroyed) socket.write("0\r\n\r\n");
    host.sent();
  });
}

function targetOf(method: string, admitted: JudgedUrl | { ok: false } | undefined, origin = ""): EgressTarget {
  if (admitted?.ok) return { scheme: "http", host: admitted.host, port: admitted.port, method };
  const url = URL.parse(origin);
  const host = url?.hostname.replace(/^\[|\]$|\.$/g, "") ?? "-";
  return { scheme: "http", host, port: url === null ? 0 : Number(url.port || 80), method };
}

/** Where a request goes, and the path to ask for there as it is written. */
interface Asked {
  /** `http://` and the authority, as it is written. */
  readonly origin: string;
  readonly path: string;
}

/** `undefined` when a request is none to a proxy, or could be read as another one. */
function askedTarget(request: IncomingMessage, origin?: JudgedUrl): Asked | undefined {
  const { url = "", headers } = request;
  if (isAmbiguous(request)) return undefined;
  if (origin !== undefined) return url.startsWith("/") ? tunnelledTarget(url, headers.host ?? "", origin) : undefined;
  const [, start, rest = ""] = /^(http:\/\/[^/?#]*)([^#]*)/i.exec(url) ?? [];
  return start === undefined ? undefined : { origin: start, path: rest.startsWith("/") ? rest : `/${rest}` };
}

/** What the parser lets pass (RFC 9112 §3.2, §6.1). */
function isAmbiguous({ httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === "host") hosts++;
  const coding = headers["transfer-encoding"]?.toLowerCase() ?? "chunked";
  return coding !== "chunked" || !(httpVersion === "1.1" ? hosts === 1 : httpVersion === "1.0" && hosts <= 1);
}

/** INVARIANT: a host that may be reached is no front for another behind the same address. */
function tunnelledTarget(path: string, host: string, { url, port }: JudgedUrl): Asked | undefined {
  const named = URL.parse(`http://${host}/`);
  const isSame = named?.hostname.replace(/\.$/, "") === url.hostname && Number(named.port || 80) === port;
  return isSame ? { origin: `http://${url.hostname}:${port}`, path: path.replace(/#.*/, "") } : undefined;
}
