import type { Effect, Opinion, Request, Resource, Risk } from "../decision/index.ts";
import type { SecurityProvider } from "./seam.ts";

/** Who the primitives are asked for, and where. */
export interface PrimitiveSubject {
  readonly agent: string;
  readonly principal: string;
  readonly generation: number;
  /** Absolute directory that commands start in. */
  readonly cwd: string;
}

/** The single questions a decision is made of, each answered through the interface of a provider. */
export class DecisionPrimitives {
  readonly #decider: Pick<SecurityProvider, "decide">;
  readonly #subject: PrimitiveSubject;

  constructor(decider: Pick<SecurityProvider, "decide">, subject: PrimitiveSubject) {
    this.#decider = decider;
    this.#subject = subject;
  }

  async commandAllowed(script: string): Promise<Effect> {
    return (await this.command(script)).effect;
  }

  /** `undefined` where no risk was rated. */
  async commandRisk(script: string): Promise<Risk | undefined> {
    return (await this.command(script)).risk;
  }

  /** `resolved` is the real path; asked with the path as it was written, the provider judges that text as it is. */
  async pathReadable(resolved: string): Promise<Effect> {
    return (await this.#ask("read", { type: "path", id: resolved, access: "read" })).effect;
  }

  async pathWritable(resolved: string): Promise<Effect> {
    return (await this.#ask("write", { type: "path", id: resolved, access: "write" })).effect;
  }

  async toolAllowed(name: string, resource: Resource): Promise<Effect> {
    return (await this.#ask(name, resource)).effect;
  }

  async urlAllowed(url: string): Promise<Effect> {
    return (await this.#ask("web_fetch", { type: "url", id: url, access: "connect" })).effect;
  }

  async credentialAllowed(name: string): Promise<Effect> {
    return (await this.#ask("credential", { type: "credential", id: name, access: "use" })).effect;
  }

  /** The whole opinion on a command: what `check` explains. */
  async command(script: string): Promise<Opinion> {
    return this.#ask("exec", { type: "command", id: script, access: "execute" });
  }

  async #ask(action: string, resource: Resource): Promise<Opinion> {
    const { agent, principal, generation, cwd } = this.#subject;
    const request: Request = {
      subject: { type: "agent", id: agent, principal, session: "check" },
      action: { name: action },
      resource,
      context: {
        ingress: "cli",
        tier: "A",
        taint: { untrusted: false, sensitive: false, sources: [] },
        arguments: {},
        cwd,
        generation,
      },
    };
    return this.#decider.decide(request, new AbortController().signal);
  }
}
