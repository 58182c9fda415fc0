import { hash } from "node:crypto";
import {
  analyseCommand,
  type CommandAnalysis,
  covers,
  type LearnedRule,
  learnRule,
  operandPaths,
  ruleText,
  type Surroundings,
} from "../command/index.ts";
import { canonicalJson, type Decision, type Grant, type JsonObject, type Request } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import { type ApproverTerms, mayAllow, quorumFor } from "./approvers.ts";
import type { Clock } from "./clock.ts";
import { SingleUseGrant } from "./grant.ts";
import type { RecordApproval } from "./ledger.ts";
import { personalAsk } from "./lift.ts";
import type { ApprovalRequest, StandingOffer } from "./request.ts";
import { visible } from "./visible.ts";

/** A rule that somebody left by answering allow-always: for one agent acting for one principal. Times in milliseconds. */
export interface StandingRule {
  readonly id: string;
  readonly agent: string;
  readonly principal: string;
  readonly rule: LearnedRule;
  /** The rule in words. */
  readonly text: string;
  /** What the files held that the command runs, or that say what it runs. */
  readonly code: readonly string[];
  /** Ids of the rules that asked; it answers no other. */
  readonly asked: readonly string[];
  readonly approver: string;
  readonly created: number;
  readonly expires: number;
  /** Uses that are left. */
  readonly uses: number;
}

/** What learned rules rest on. */
export interface LearnedOptions extends ApproverTerms {
  readonly record: RecordApproval;
  readonly clock: Clock;
  /** The generation of the policy in force. */
  readonly generation: () => number;
  /** Where a command runs, and what it may touch there. */
  readonly surroundings: (request: Request) => Surroundings;
  /** Ids of the rules of the policy and of the command engine that ask about a request: what a rule may speak to. */
  readonly askedBy: (request: Request) => readonly string[];
  /** Removes secrets; a rule that holds one is not offered. Default: there are none. */
  readonly redact?: (text: string) => string;
  readonly days: number;
  readonly uses: number;
  /** Milliseconds a grant is good for. */
  readonly grantMs: number;
}

/** As an alias, because only that is known to be JSON. */
type Kept = { readonly [K in keyof StandingRule]: StandingRule[K] };

const table = "learned";
const day = 86_400_000;
const attempts = 8;
const same = (text: string): string => text;

/** The rules that were learned from answers, durable, each with an end and a number of uses. */
export class LearnedRules {
  readonly #store: Store;
  readonly #options: LearnedOptions;

  constructor(store: Store, options: LearnedOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The rule that allow-always would store for a decision that asks, or why there can be none. */
  offer({ request, reasons, risk }: Decision): StandingOffer {
    const { surroundings, askedBy, days, uses, redact = same } = this.#options;
    if (request.resource.type !== "command") return { whyNot: "only commands can be allowed always" };
    const personal = personalAsk(reasons, risk);
    if (personal !== undefined) return { whyNot: personal };
    const asked = new Set(askedBy(request));
    const foreign = reasons.find(({ rule }) => !asked.has(rule));
    // What a turn has read, a provider or a guard may ask about; none of that is the command's.
    if (foreign !== undefined) return { whyNot: `${foreign.rule} asks about more than the command` };
    const analysis = analyseCommand(request.resource.id);
    const rule = learnRule(analysis, surroundings(request));
    if ("whyNot" in rule) return { whyNot: visible(rule.whyNot).text };
    const code = this.#codeOf(request, analysis);
    const stored = canonicalJson([rule, code]);
    // INVARIANT: a rule is stored as it is, so nothing in it may be a secret.
    if (redact(stored) !== stored) return { whyNot: "a rule that holds a secret is not stored" };
    return { rule, text: visible(ruleText(rule)).text, code, days, uses };
  }

  /** Stores the rule that a request offers, recorded first; an equal rule begins anew. Rejects when it cannot. */
  async learn({ agent, principal, reasons, always, id: request }: ApprovalRequest, approver: string): Promise<void> {
    if ("whyNot" in always) return;
    const { rule, text, code, days, uses } = always;
    const created = this.#options.clock.now();
    const kept: Kept = {
      id: ruleId(agent, principal, rule),
      agent,
      principal,
      rule,
      text,
      code,
      asked: [...new Set(reasons.map((reason) => reason.rule))],
      approver,
      created,
      expires: created + days * day,
      uses,
    };
    await this.#note("learned", kept, { request });
    await this.#store.put(table, kept.id, asJson(kept));
  }

  /** Takes one use of the rule that answers everything a decision asks about; nothing when there is none. */
  async claim(decision: Decision): Promise<Grant | undefined> {
    const { request, fingerprint, reasons, risk, evaluation } = decision;
    if (fingerprint === undefined || request.resource.type !== "command") return undefined;
    if (personalAsk(reasons, risk) !== undefined || quorumFor(this.#options, risk) > 1) return undefined;
    const { clock, generation, surroundings, grantMs } = this.#options;
    const { id: agent, principal } = request.subject;
    const analysis = analyseCommand(request.resource.id);
    const own = learnRule(analysis, surroundings(request));
    if ("whyNot" in own) return undefined;
    const id = ruleId(agent, principal, own);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const row = await this.#store.get(table, id);
      if (row === undefined) return undefined;
      const kept = row.value as unknown as Kept;
      const answers = (rule: string) => kept.asked.includes(rule);
      // INVARIANT: for this agent and principal, this command and what asked about it, in its time, so many times.
      if (kept.agent !== agent || kept.principal !== principal) return undefined;
      // INVARIANT: a rule is worth no more than its approver, who may not be one any more.
      if (!mayAllow(this.#options, kept.approver, principal)) return undefined;
      if (!covers(kept.rule, analysis, surroundings(request))) return undefined;
      // INVARIANT: a script that has changed since is another script.
      if (canonicalJson(kept.code) !== canonicalJson(this.#codeOf(request, analysis))) return undefined;
      if (clock.now() >= kept.expires || kept.uses < 1 || !reasons.every(({ rule }) => answers(rule))) return undefined;
      const used = { ...kept, uses: kept.uses - 1 };
      await this.#note("used", used, { evaluation, fingerprint });
      if (!(await this.#store.compareAndSet(table, id, row.version, asJson(used)))) continue;
      const [at, asked] = [clock.now(), request.context.generation];
      const isGood = () => clock.now() < at + grantMs && generation() === asked;
      return new SingleUseGrant({ id, fingerprint, approver: kept.approver }, isGood);
    }
    return undefined;
  }

  /** Every rule that still holds, oldest first. */
  async list(): Promise<readonly StandingRule[]> {
    const now = this.#options.clock.now();
    return (await this.#store.scan(table))
      .map(({ value }) => value as unknown as Kept)
      .filter(({ expires, uses }) => now < expires && uses > 0)
      .toSorted((a, b) => a.created - b.created);
  }

  /** Takes a rule away at once, whether or not that can be recorded; says whether there was one. */
  async remove(id: string, by: string): Promise<boolean> {
    const row = await this.#store.get(table, id);
    if (row === undefined) return false;
    await this.#store.delete(table, id);
    await this.#note("removed", row.value as unknown as Kept, { by }).catch(() => undefined);
    return true;
  }

  /** Forgets the rules that have ended. */
  async sweep(): Promise<void> {
    const now = this.#options.clock.now();
    for (const { key, value } of await this.#store.scan(table)) {
      const { expires, uses } = value as unknown as Kept;
      if (now >= expires || uses < 1) await this.#store.delete(table, key);
    }
  }

  /** Of what the request is bound to, the contents of files; of those the command only works on, they may change. */
  #codeOf(request: Request, analysis: CommandAnalysis): readonly string[] {
    const operands = operandPaths(analysis, this.#options.surroundings(request));
    return (request.context.bound ?? []).filter(
      (line) => line.startsWith("file ") && !operands.has(line.slice(5, line.lastIndexOf(" "))),
    );
  }

  #note(event: "learned" | "used" | "removed", kept: Kept, detail: JsonObject): Promise<unknown> {
    const { id, agent, principal, approver, text, uses, expires } = kept;
    const body = { event: `rule.${event}`, rule: id, agent, principal, approver, text, uses, expires, ...detail };
    return this.#options.record({ kind: "approval", body });
  }
}

/** The same agent, principal and rule have the same id. What is found by it is compared as a whole. */
function ruleId(agent: string, principal: string, rule: LearnedRule): string {
  return `r_${hash("sha256", `sallyport/learned/v1\n${canonicalJson([agent, principal, rule])}`).slice(0, 16)}`;
}

function asJson(kept: Kept): JsonObject {
  return kept as unknown as JsonObject;
}
