import type { Sandbox } from "./sandbox.ts";

/** Vouches for a back end; assigned below, where the private constructor can be reached. */
export let vouchFor: (backend: Sandbox) => VerifiedSandbox;

/** The back end behind a verified sandbox. */
export let backendOf: (sandbox: VerifiedSandbox) => Sandbox;

/** A back end whose probe succeeded in this process; only `resolveSandbox` gives one, and only `runSandboxed` uses it. */
export class VerifiedSandbox {
  readonly #backend: Sandbox;

  private constructor(backend: Sandbox) {
    this.#backend = backend;
    Object.freeze(this);
  }

  static {
    // INVARIANT: neither the constructor nor the back end's own `run` leaves this folder: `index.ts` exports neither.
    vouchFor = (backend) => new VerifiedSandbox(backend);
    backendOf = (sandbox) => sandbox.#backend;
  }

  get name(): string {
    return this.#backend.name;
  }
}
