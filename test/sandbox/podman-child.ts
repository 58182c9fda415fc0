import { once } from "node:events";
import { createServer } from "node:http";
import { podman } from "../../src/sandbox/container/podman.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { podmanPlace } from "./engine.ts";

/** What the child is asked: where Podman keeps its state, and scripts to run one after the other. */
export interface Asked {
  readonly state: string;
  readonly workspace: string;
  readonly runs: readonly { readonly script: string; readonly parts?: Partial<SandboxSpec> }[];
}

// Probes, runs scripts in Podman as whoever it is, and prints the results and what is left in the end.
const { state, workspace, runs } = JSON.parse(process.argv[2] as string) as Asked;
const place = podmanPlace(state);
const box = podman({ options: place.options });
// In the place of a proxy: it tells what was asked of it.
const socket = runs.map(({ parts }) => parts?.network).find((network) => typeof network === "object")?.socket;
const proxy = createServer(({ method, url }, response) => response.end(`${method} ${url}`));
if (socket !== undefined) await once(proxy.listen(socket), "listening");
const { checks } = await box.probe();
const results: object[] = [];
for (const { script, parts } of runs) {
  const spec = workspaceSpec(workspace, { wallMs: 20_000, ...parts });
  results.push(
    await box.run({ argv: ["sh", "-c", script], cwd: workspace }, spec).catch((error) => ({ error: String(error) })),
  );
}
const kept = await box.warm?.list();
await box.warm?.close();
proxy.close();
const left = place.podman("ps", "--all", "--quiet");
place.stop();
process.stdout.write(JSON.stringify({ checks, results, kept, left }));
