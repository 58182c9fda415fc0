import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Egress, type EgressOptions, type EgressRecord, openEgress } from "../../src/net/index.ts";

/** An open proxy, what it recorded, and what it asked about. */
export interface OpenEgress extends AsyncDisposable {
  readonly egress: Egress;
  readonly records: readonly EgressRecord[];
  readonly asked: readonly string[];
  /** The rules of the records, `ok` for those without. */
  rules(): readonly string[];
}

/** A proxy in a directory of its own, by default to everything on 127.0.0.1 at the ports that are named. */
export async function startEgress(ports: readonly number[], options: Partial<EgressOptions> = {}): Promise<OpenEgress> {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-egress-"));
  const records: EgressRecord[] = [];
  const asked: string[] = [];
  const egress = await openEgress({
    socket: join(directory, "egress.sock"),
    policy: { hosts: "*", privateHosts: ["127.0.0.1"], ports, methods: ["GET", "HEAD", "POST", "CONNECT"] },
    record: (record) => records.push(record),
    mayReach: async ({ scheme, host, port, method }) => asked.push(`${scheme} ${method} ${host}:${port}`) > 0,
    ...options,
  });
  return {
    egress,
    records,
    asked,
    rules: () => records.map(({ rule = "ok" }) => rule),
    async [Symbol.asyncDispose]() {
      await egress.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** What a proxy answered. */
export interface Answered {
  readonly status: number;
  readonly rule: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A request in absolute form through the socket of a proxy. */
export async function through(
  { egress }: OpenEgress,
  url: string,
  options: RequestOptions & { readonly body?: string } = {},
): Promise<Answered> {
  const headers = { host: URL.parse(url)?.host ?? "", ...(options.headers as Record<string, string>) };
  const sent = request({ agent: new Agent(), ...options, socketPath: egress.socket, path: url, headers });
  sent.end(options.body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return {
    status: answer.statusCode ?? 0,
    rule: answer.headers["x-sallyport-rule"] as string | undefined,
    headers: answer.headers,
    body: await text(answer),
  };
}

/** A client that says bytes to a proxy, and keeps what it hears. */
export async function rawClient({ egress }: OpenEgress): Promise<RawClient> {
  const socket = connect({ path: egress.socket, allowHalfOpen: true });
  await once(socket, "connect");
  return new RawClient(socket);
}

export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  #heard: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
    });
    socket.on("error", () => {});
  }

  say(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Waits until something that matches was heard, and gives what was heard so far. Rejects when the proxy hangs up first. */
  async hears(expected: RegExp): Promise<string> {
    while (!expected.test(this.heard)) {
      if (this.socket.readableEnded || this.socket.destroyed)
        throw new Error(`hung up after ${JSON.stringify(this.heard)}`);
      await this.#next("data", "end", "close");
    }
    return this.heard;
  }

  /** Waits until the proxy hangs up, and gives all that was heard. */
  async hungUp(): Promise<string> {
    if (!this.socket.readableEnded && !this.socket.destroyed) await this.#next("end", "close");
    this.socket.destroy();
    return this.heard;
  }

  /** `once` of Node would reject with an error of the socket, which is one way to be hung up on. */
  #next(...events: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      for (const event of events) this.socket.once(event, () => resolve());
    });
  }

  get heard(): string {
    return this.#heard.toString("latin1");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }
}
