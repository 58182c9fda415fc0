import { SandboxUnknown } from "../errors.ts";
import { bubblewrap } from "./bubblewrap.ts";
import type { SandboxBackend, SandboxStatus } from "./sandbox.ts";

/** The sandboxes that Sallyport can drive: the one list. */
export const sandboxes: { readonly bubblewrap: SandboxBackend } = { bubblewrap };

/** The name of a sandbox in the registry. */
export type SandboxName = keyof typeof sandboxes;

/** A back end whose probe succeeded in this process; there is no other way to get one. */
export class VerifiedSandbox {
  readonly #backend: SandboxBackend;

  private constructor(backend: SandboxBackend) {
    this.#backend = backend;
  }

  /** Probes a back end; `sandbox` is present only when every canary was contained. @throws {SandboxUnknown} */
  static async verify(name: string): Promise<{ readonly status: SandboxStatus; readonly sandbox?: VerifiedSandbox }> {
    if (!Object.hasOwn(sandboxes, name)) {
      throw new SandboxUnknown(`there is no sandbox "${name}"`, {
        fix: `choose one of: ${Object.keys(sandboxes).join(", ")}`,
      });
    }
    const backend = sandboxes[name as SandboxName];
    const { verified, checks, reason, fix } = await backend.probe();
    const status: SandboxStatus = {
      requested: name,
      resolved: verified ? backend.name : undefined,
      verified,
      checks,
      ...(reason !== undefined && { reason }),
      ...(fix !== undefined && { fix }),
    };
    return verified ? { status, sandbox: new VerifiedSandbox(backend) } : { status };
  }

  get name(): string {
    return this.#backend.name;
  }

  /** The back end's own run; only `runSandboxed`, which spends a permit for it, calls this. */
  readonly run: SandboxBackend["run"] = (command, spec, signal) => this.#backend.run(command, spec, signal);
}
