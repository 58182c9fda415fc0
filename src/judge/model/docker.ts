import { fields, list, string } from "../../decision/index.ts";
import { ModelFailed } from "../../errors.ts";
import { requestLocal } from "../../net/index.ts";

/** The port that Ollama listens on inside its container. */
const inside = 11_434;
const image = /^(?:[\w.-]+(?::\d+)?\/)?ollama\/ollama(?:[:@].*)?$/;

/**
 * Asks a container engine for the one running container of Ollama and gives its base URL: the published port where there
 * is one, else its address on the engine's network.
 * @throws {ModelFailed} when there is none, or more than one.
 */
export async function findOllama(socket: string, signal: AbortSignal): Promise<string> {
  const path = `/containers/json?filters=${encodeURIComponent('{"status":["running"]}')}`;
  const { status, text } = await requestLocal(socket, path, signal);
  if (status !== 200) throw new ModelFailed(`the container engine at ${socket} answered ${status}`);
  const found = list(JSON.parse(text))
    .map(fields)
    .filter((container) => image.test(string(container["Image"])))
    .flatMap((container) => addressOf(container) ?? []);
  const [only, ...others] = new Set(found);
  if (only === undefined) {
    throw new ModelFailed("no container of ollama/ollama runs", { fix: "start one, or set judge.model.url" });
  }
  if (others.length > 0) {
    throw new ModelFailed("more than one container of ollama/ollama runs", { fix: "set judge.model.url" });
  }
  return only;
}

function addressOf(container: Readonly<Record<string, unknown>>): string | undefined {
  const ports = list(container["Ports"]).map(fields);
  const published = ports.find(({ PrivatePort: from, PublicPort: to }) => from === inside && typeof to === "number");
  if (published !== undefined) {
    const host = string(published["IP"]);
    const isAny = ["", "0.0.0.0", "::"].includes(host);
    return `http://${isAny ? "127.0.0.1" : bracketed(host)}:${published["PublicPort"]}`;
  }
  const networks = Object.values(fields(fields(container["NetworkSettings"])["Networks"])).map(fields);
  const host = networks.map((network) => string(network["IPAddress"])).find((address) => address !== "");
  return host === undefined ? undefined : `http://${bracketed(host)}:${inside}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
