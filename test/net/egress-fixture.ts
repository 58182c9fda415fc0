import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Egress, type EgressOptions, type EgressRecord, openEgress } from "../../src/net/index.ts";

/** An open proxy, what it recorded, and what it asked about. */
export interface OpenEgress extends AsyncDisposable {
  readonly egress: Egress;
  readonly records: readonly EgressRecord[];
  readonly asked: readonly string[];
}

/** A proxy in a directory of its own, by default to everything on 127.0.0.1 at the ports that are named. */
export async function startEgress(ports: readonly number[], options: Partial<EgressOptions> = {}): Promise<OpenEgress> {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-egress-"));
  const records: EgressRecord[] = [];
  const asked: string[] = [];
  const policy = {
    hosts: "*",
    privateHosts: ["127.0.0.1"],
    ports,
    methods: ["GET", "HEAD", "POST", "CONNECT"],
  } as const;
  const egress = await openEgress({
    socket: join(directory, "egress.sock"),
    policy,
    record: (record) => records.push(record),
    mayReach: async ({ scheme, host, port, method }) => asked.push(`${scheme} ${method} ${host}:${port}`) > 0,
    ...options,
  });
  return {
    egress,
    records,
    asked,
    async [Symbol.asyncDispose]() {
      await egress.close();
      rmSync(directory, { recursive: true });
    },
  };
}
