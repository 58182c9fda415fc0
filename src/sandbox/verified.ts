import type { Sandbox, WarmSandboxes } from "./sandbox.ts";
import { requireAccepted, type Unconfined, unconfined } from "./unconfined.ts";

/** Vouches for a back end; assigned below, where the private constructor can be reached. */
export let vouchFor: (backend: Sandbox) => UsableSandbox;

/** Lets commands run without a sandbox, as was accepted. @throws {SandboxNotAccepted} when it is not, or no longer. */
export let goWithout: (accepted: Unconfined) => UsableSandbox;

/** The back end behind a usable sandbox. */
export let backendOf: (sandbox: UsableSandbox) => Sandbox;

/**
 * A back end that this process may use: its probe succeeded here, or an operator accepts until a day that there is none.
 * Only `resolveSandbox` gives one, and only `runSandboxed` uses it.
 */
export class UsableSandbox {
  readonly #backend: Sandbox;

  private constructor(backend: Sandbox) {
    this.#backend = backend;
    Object.freeze(this);
  }

  static {
    // INVARIANT: neither the constructor nor the back end's own `run` leaves this folder: `index.ts` exports neither.
    vouchFor = (backend) => new UsableSandbox(backend);
    goWithout = (accepted) => {
      requireAccepted(accepted);
      return new UsableSandbox(unconfined(accepted));
    };
    backendOf = (sandbox) => sandbox.#backend;
  }

  /** Of the back end; `none` where there is no sandbox. */
  get name(): string {
    return this.#backend.name;
  }

  /** Whether it confines commands at all. */
  get confines(): boolean {
    return this.#backend.name !== "none";
  }

  /** Whether commands in it can reach anything at all, by a proxy. */
  get hasWayOut(): boolean {
    return this.#backend.hasWayOut?.() === true;
  }

  /** What it keeps between commands; absent where it keeps nothing. */
  get warm(): WarmSandboxes | undefined {
    return this.#backend.warm;
  }
}
