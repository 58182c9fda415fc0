import { request } from "node:http";
import type { OpenUpstream } from "../../src/agent/index.ts";

/** An upstream door over plain HTTP, for servers on loopback. */
export const openLoopback: OpenUpstream = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, signal, agent: false }, (response) =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response }),
    );
    sent.once("error", reject);
    sent.end(body);
  });
