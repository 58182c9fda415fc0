import { type Decider, type Opinion, opinionFault, type Request } from "../decision/index.ts";
import type { SecurityProvider } from "./seam.ts";

/** How one provider does: `failing` from its first fault until it answers properly again. */
export interface ProviderHealth {
  readonly name: string;
  readonly state: "healthy" | "failing";
  readonly faults: number;
  readonly lastFault?: string;
}

/** Watches what providers do at the seam; a new fault is told once, until the provider has recovered. */
export class HealthMonitor {
  readonly #states = new Map<string, ProviderHealth>();
  readonly #onFailing: (health: ProviderHealth, request?: Request) => void;

  constructor(onFailing: (health: ProviderHealth, request?: Request) => void) {
    this.#onFailing = onFailing;
  }

  /** The health of every provider that has been watched. */
  list(): readonly ProviderHealth[] {
    return [...this.#states.values()];
  }

  /** The provider as a decider whose faults are noticed; what they mean for the decision is evaluate's to say. */
  watch(provider: SecurityProvider, role: Decider["role"], owns: readonly string[]): Decider {
    this.#states.set(
      provider.name,
      this.#states.get(provider.name) ?? { name: provider.name, state: "healthy", faults: 0 },
    );
    return {
      name: provider.name,
      role,
      owns: (action) => owns.includes(action),
      decide: (request, signal) => this.#observe(provider, request, signal),
    };
  }

  /** Notes a fault outside of decisions, such as a failed report. */
  fault(name: string, what: string, request?: Request): void {
    const before = this.#states.get(name);
    const health: ProviderHealth = { name, state: "failing", faults: (before?.faults ?? 0) + 1, lastFault: what };
    this.#states.set(name, health);
    if (before?.state !== "failing") this.#onFailing(health, request);
  }

  #observe(provider: SecurityProvider, request: Request, signal: AbortSignal): Opinion | Promise<Opinion> {
    try {
      const answer = provider.decide(request, signal);
      if (!(answer instanceof Promise)) return this.#checked(provider.name, answer, request);
      signal.addEventListener("abort", () => this.fault(provider.name, "gave no answer in time", request), {
        once: true,
      });
      return answer.then(
        (opinion) => (signal.aborted ? opinion : this.#checked(provider.name, opinion, request)),
        (error: unknown) => this.#rethrow(provider.name, error, request),
      );
    } catch (error) {
      return this.#rethrow(provider.name, error, request);
    }
  }

  #checked(name: string, opinion: Opinion, request: Request): Opinion {
    const fault = opinionFault(opinion);
    if (fault !== undefined) this.fault(name, `gave an answer that is ${fault}`, request);
    else this.#recovered(name);
    return opinion;
  }

  #recovered(name: string): void {
    const before = this.#states.get(name);
    if (before?.state === "failing") this.#states.set(name, { ...before, state: "healthy" });
  }

  #rethrow(name: string, error: unknown, request: Request): never {
    this.fault(name, error instanceof Error ? error.message : String(error), request);
    throw error;
  }
}
