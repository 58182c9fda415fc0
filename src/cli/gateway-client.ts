import { join } from "node:path";
import { gatewayAddress } from "../assembly/index.ts";
import { type Environment, homePaths } from "../config/index.ts";
import type { Json, JsonObject } from "../decision/index.ts";
import { GatewayAbsent, GatewayRefused } from "../errors.ts";
import { openUpstream } from "../net/index.ts";
import { Tokens } from "../session/index.ts";
import { openSqliteStore } from "../store/index.ts";
import { readInput } from "./input.ts";

/** Milliseconds for which the client's own token is good: longer than any turn may take. */
const tokenLife = 3_600_000;

/** Calls a method of the running gateway. */
export type CallGateway = (method: string, params?: JsonObject) => Promise<Json>;

/**
 * Talks to the gateway of this home as its operator. Whoever can read the home owns the installation, so the client
 * issues itself a token and revokes it in the end: no secret waits on the disk.
 * @throws {GatewayAbsent | GatewayRefused}
 */
export async function withGateway<T>(environment: Environment, use: (call: CallGateway) => Promise<T>): Promise<T> {
  const paths = homePaths(environment.home);
  const store = openSqliteStore(paths.state);
  const tokens = new Tokens(store);
  try {
    const address = await gatewayAddress({ store });
    if (address === undefined) throw absent("no gateway has been started from this home");
    const ca = await readInput(join(paths.tls, "authority.pem"));
    const { text: token, entry } = await tokens.issue({
      principal: "operator",
      role: "operator",
      tier: "A",
      label: "command line",
      life: tokenLife,
    });
    try {
      return await use((method, params = {}) => callMethod(new URL("/rpc", address.url), ca, token, method, params));
    } finally {
      await tokens.revoke(entry.token);
    }
  } finally {
    await store.close();
  }
}

async function callMethod(url: URL, ca: string, token: string, method: string, params: JsonObject): Promise<Json> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  let answer: { result?: Json; error?: { message: string; data?: { code: string } } };
  try {
    const response = await openUpstream(url, { headers, body, ca, timeoutMs: tokenLife });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    answer = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw absent(`the gateway at ${url.origin} does not answer: ${(cause as Error).message}`);
  }
  if (answer.error !== undefined) throw new GatewayRefused(`${method}: ${answer.error.message}`);
  return answer.result ?? null;
}

function absent(message: string): GatewayAbsent {
  return new GatewayAbsent(message, { fix: "start it with: sallyport serve" });
}
