import { spawn } from "node:child_process";
import { Capture } from "../capture.ts";
import { onlyDescriptors } from "../descriptors.ts";
import { grace } from "../limits/stop.ts";
import { proxyPort } from "../proxy.ts";
import { Carried } from "./carried.ts";
import { type Engine, engineCommand, failed, patience } from "./engine.ts";
import type { Container } from "./make.ts";
import { carrierPath } from "./mounts.ts";
import { keeper } from "./options.ts";

/** The way out of a container, while a command runs in it. */
export interface Carrier {
  /** Cuts every connection; whether nothing of it is left in the container. */
  close(): Promise<boolean>;
}

/**
 * Lets connections to the proxy's port inside a container arrive at the proxy's unix socket. They are carried over the
 * streams of the native helper, which runs there by an account that no command can take on, and ends with those streams.
 * @throws {SandboxFailed} when it could not be started.
 */
export async function carryOut(engine: Engine, { name }: Container, socket: string): Promise<Carrier> {
  const user = ["--user", `${keeper}:${keeper}`];
  const helper = [carrierPath, "carry", String(proxyPort)];
  const [program, ...rest] = engineCommand(engine, ["exec", "-i", ...user, name, ...helper]);
  const child = spawn(program, rest, {
    ...{ env: engine.environment, cwd: "/" },
    stdio: onlyDescriptors(["pipe", "pipe", "pipe"]) as "pipe"[],
  });
  const said = new Capture(4_096).follow(child.stderr);
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", resolve);
  });
  const { promise: ready, resolve: isReady } = Promise.withResolvers<"ready">();
  const carried = new Carried(socket, child.stdout, child.stdin, () => isReady("ready"));
  const hung = setTimeout(() => child.kill("SIGKILL"), patience);
  const first = await Promise.race([ready, ended]);
  clearTimeout(hung);
  if (first !== "ready") throw failed(engine, said() || `the way out ended with ${first}`);
  return {
    async close() {
      carried.end();
      const late = setTimeout(() => child.kill("SIGKILL"), grace);
      const how = await ended;
      clearTimeout(late);
      return how === 0;
    },
  };
}
