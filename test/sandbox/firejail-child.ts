import { firejail } from "../../src/sandbox/firejail/firejail.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";

/** What the child is asked: to run scripts one after the other, or to probe. */
export type Asked =
  | "probe"
  | { readonly workspace: string; readonly scripts: readonly string[]; readonly parts?: Partial<SandboxSpec> };

// Runs scripts in firejail as whoever it is, and prints the results.
const asked = JSON.parse(process.argv[2] as string) as Asked;
process.stdout.write(JSON.stringify(asked === "probe" ? await firejail.probe() : await results(asked)));

async function results({ workspace, scripts, parts }: Exclude<Asked, "probe">): Promise<object[]> {
  const found: object[] = [];
  for (const script of scripts) {
    const argv = ["bash", "--norc", "--noprofile", "-c", script];
    const spec = workspaceSpec(workspace, { wallMs: 20_000, ...parts });
    found.push(await firejail.run({ argv, cwd: workspace }, spec).catch((error) => ({ error: String(error) })));
  }
  return found;
}
