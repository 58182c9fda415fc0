import { resolve } from "node:path";
import { pinPackage } from "../../provider/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport providers pin`: what to put into the configuration so that a package stays the one that is installed now. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const [name = ""] = invocation.arguments;
  const pinned = await pinPackage(resolve(environment.home, invocation.text("directory") ?? "."), name);
  output.result({ ...pinned, dependencies: { ...pinned.dependencies } }, JSON.stringify(pinned, null, 2));
  return 0;
}
