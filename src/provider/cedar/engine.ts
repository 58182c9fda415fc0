import type * as Cedar from "@cedar-policy/cedar-wasm/web";
import { ProviderUnavailable } from "../../errors.ts";

/** What is used of Cedar. */
export type CedarFunctions = Pick<
  typeof Cedar,
  "policySetTextToParts" | "policyToJson" | "schemaToJson" | "validate" | "preparsePolicySet" | "statefulIsAuthorized"
>;

/** Cedar in a memory of its own, which may break: WebAssembly that trapped once may say anything afterwards. */
export class Engine {
  readonly #cedar: CedarFunctions;
  #broken: string | undefined;

  constructor(cedar: CedarFunctions) {
    this.#cedar = cedar;
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** @throws {ProviderUnavailable} when the engine traps. INVARIANT: an engine that trapped is not asked again. */
  run<T>(use: (cedar: CedarFunctions) => T): T {
    if (this.#broken !== undefined) throw engineBroke(this.#broken);
    try {
      return use(this.#cedar);
    } catch (error) {
      // Rust's own panic, a stack that is used up, a memory that is: none of them leaves the memory as it was.
      this.#broken = error instanceof Error ? error.message : String(error);
      throw engineBroke(this.#broken);
    }
  }
}

function engineBroke(what: string): ProviderUnavailable {
  return new ProviderUnavailable(`the Cedar engine broke off: ${what}`, {
    fix: "it is started anew by itself; simplify the policies if this comes back",
  });
}
