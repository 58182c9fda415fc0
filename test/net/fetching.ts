import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { JsonObject, Request } from "../../src/decision/index.ts";
import { type Fetched, type FetchOptions, guardedFetch, publicOnly } from "../../src/net/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";

/** A request to connect to a URL. */
export function urlRequest(id: string, args: JsonObject = {}): Request {
  return request({
    action: { name: "web_fetch" },
    resource: { type: "url", id, access: "connect" },
    context: { arguments: { url: id, ...args } },
  });
}

/** A permitted fetch, by default under a policy that opens the loopback address on every port. */
export async function fetched(
  url: string,
  options: Partial<FetchOptions> = {},
  args: JsonObject = {},
): Promise<Fetched> {
  const asked = urlRequest(url, args);
  const policy = { ...publicOnly, privateHosts: ["127.0.0.1"] };
  return guardedFetch(await permitFor(asked), asked, { policy, timeoutMs: 5_000, ...options });
}

/** The rule that refused a fetch, or its status. */
export async function outcome(url: string, options: Partial<FetchOptions> = {}): Promise<string | number> {
  const result = await fetched(url, options);
  return result.ok ? result.status : result.reason.rule;
}

/** A server that speaks raw bytes, for what no web server would say. */
export async function startRaw(
  speak: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly url: string; readonly received: () => number }> {
  const sockets = new Set<Socket>();
  let received = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (chunk) => (received += chunk.length));
    socket.on("error", () => {});
    speak(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    received: () => received,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
