import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A web on the loopback interface that notes what reaches it. */
export interface Pages {
  readonly port: number;
  /** Paths that were asked for, with their queries. */
  readonly asked: string[];
  close(): void;
}

/** Serves `answers` by path: a text, or `{ location }` for a redirect; any other path is not found. */
export async function startPages(answers: Readonly<Record<string, string | { location: string }>>): Promise<Pages> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = request.url ?? "/";
    asked.push(url);
    const answer = answers[url.split("?", 1)[0] ?? ""];
    if (typeof answer === "string") response.setHeader("content-type", "text/plain").end(answer);
    else response.writeHead(answer === undefined ? 404 : 302, answer).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
