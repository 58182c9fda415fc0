import type { JsonObject } from "../decision/index.ts";
import type { JudgementCache } from "./cache.ts";
import type { Judge } from "./judge.ts";
import type { Circumstances, Judgement } from "./judgement.ts";
import type { Override, Overrides } from "./override.ts";
import type { JudgeOptions } from "./parts.ts";
import { type Action, actionFor, type JudgePolicies } from "./policy.ts";

/** Whose text it is, as it is put on record. */
export interface Matter extends Circumstances {
  readonly agent: string;
  readonly principal: string;
  readonly session: string;
}

/** What is done with a text, and why. */
export interface Ruling {
  readonly action: Action;
  readonly judgement: Judgement;
  /** Of what is blocked: the name under which a person can let it go on once. */
  readonly id?: string;
  /** The person who let it go on, this once. */
  readonly overriddenBy?: string;
}

/** What a desk works with. */
export interface DeskParts {
  readonly judge: Judge;
  readonly cache: JudgementCache;
  readonly overrides: Overrides;
  readonly policies: JudgePolicies;
  /** Appends to the log; rejecting means that the text does not go on. */
  readonly record: (body: JsonObject) => Promise<unknown>;
  /** Hears of what is dangerous. */
  readonly raise: (matter: Matter, ruling: Ruling) => void;
}

/** Judges texts, applies the policies, and puts on record whatever is not plainly harmless. Its methods never reject. */
export class JudgeDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  rule(text: string, matter: Matter, options?: JudgeOptions): Promise<Ruling> {
    return this.#rule(text, matter, () => this.#parts.judge.judge(text, matter, options));
  }

  /** The same for a command that the analysis of commands would ask about; only a model is asked. */
  ruleOnCommand(command: string, matter: Matter, options?: JudgeOptions): Promise<Ruling> {
    return this.#rule(command, matter, () => this.#parts.judge.judgeCommand(command, matter, options));
  }

  /** Lets what was blocked go on once; what it was, or `undefined` when nothing of that name was blocked lately. */
  async override(id: string, by: string): Promise<string | undefined> {
    const about = await this.#parts.overrides.grant(id, by);
    if (about !== undefined) await this.#parts.record({ event: "override given", id, by, about });
    return about;
  }

  async #rule(text: string, matter: Matter, judge: () => Promise<Judgement>): Promise<Ruling> {
    const started = performance.now();
    const judgement = await judge();
    const action = actionFor(judgement, matter, text.length, this.#parts.policies);
    if (judgement.class === "safe" && judgement.tier !== "model") return { action, judgement };
    const ruling = action === "block" ? await this.#blocked(text, matter, judgement) : { action, judgement };
    try {
      await this.#parts.record(this.#body(matter, ruling, performance.now() - started));
    } catch {
      // INVARIANT: what cannot be put on record does not go on.
      return { ...ruling, action: "block" };
    }
    if (judgement.class === "dangerous") this.#parts.raise(matter, ruling);
    return ruling;
  }

  async #blocked(text: string, matter: Matter, judgement: Judgement): Promise<Ruling> {
    const { cache, overrides } = this.#parts;
    const { point, agent, principal, tool = "" } = matter;
    const key = cache.key(text, ["override", point, agent, principal, tool]);
    const leave: Override | undefined = await overrides.take(key).catch(() => undefined);
    if (leave !== undefined) return { action: "confirm", judgement, overriddenBy: leave.by };
    const about = `${point} of ${principal} to ${agent}: ${judgement.reason}`;
    return { action: "block", judgement, id: overrides.blocked(key, about) };
  }

  #body(matter: Matter, { action, judgement, id, overriddenBy }: Ruling, ms: number): JsonObject {
    const { point, direction, agent, principal, session, ingress, tier, tool } = matter;
    const { class: level, confidence, score, reason, rules, tier: decidedBy, model, cached = false } = judgement;
    const { hits, misses } = this.#parts.cache;
    return {
      ...{ point, direction, agent, principal, session },
      ...(ingress !== undefined && { ingress }),
      ...(tier !== undefined && { tier }),
      ...(tool !== undefined && { tool }),
      verdict: { class: level, confidence, score: rounded(score), reason, rules: [...rules], decidedBy, cached },
      ...(model !== undefined && { model }),
      action,
      ...(id !== undefined && { id }),
      ...(overriddenBy !== undefined && { overriddenBy }),
      ms: rounded(ms),
      cache: { hits, misses },
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
