import { outcomeEntry } from "../audit/index.ts";
import type { Decision, Effect, Evaluation, Grant, Obligation, Reason } from "../decision/index.ts";
import type { SecurityContext } from "./context.ts";
import type { EffectResult, Proposal, RefusedProposal } from "./proposal.ts";
import type { SecurityRuntime } from "./runtime.ts";

/**
 * Puts an ask to a person, or to what a person left behind; resolves to the grant, to nothing when it was denied or
 * nobody answered in time, or to why nobody may be asked.
 */
export type AskForApproval = (decision: Decision, signal: AbortSignal) => Promise<Grant | NobodyToAsk | undefined>;

/** Why an ask is put to nobody; what was asked is then decided again, as a denial for this reason. */
export interface NobodyToAsk {
  readonly refusal: Reason;
}

/** What became of one proposal. */
export interface Enforced {
  readonly decision: Decision;
  readonly effect: Effect;
  readonly disposition: "completed" | "failed" | "refused" | "unapproved";
  /** Present when the effect happened, whether it succeeded or not. */
  readonly result?: EffectResult;
  /** What must still be done to the result before anybody sees it. */
  readonly obligations: readonly Obligation[];
}

/**
 * The double door: decide and record, ask where it matters, decide again, spend the permit, record the outcome.
 * Never rejects; what fails on the way is in the answer and on record.
 */
export async function enforce(
  proposal: Proposal | RefusedProposal,
  context: SecurityContext,
  runtime: SecurityRuntime,
  ask: AskForApproval,
  signal: AbortSignal,
): Promise<Enforced> {
  const found = "refusal" in proposal ? { refusal: proposal.refusal } : ceilingOf(proposal);
  let evaluation = await context.evaluate(proposal.request, found);
  if (evaluation.decision.effect === "ask") {
    const answer = await ask(evaluation.decision, signal).catch(() => undefined);
    if (answer === undefined) return refused(evaluation, "unapproved");
    evaluation = await context.evaluate(proposal.request, "refusal" in answer ? answer : { ...found, grant: answer });
  }
  if (evaluation.permit === undefined || !("run" in proposal)) return refused(evaluation, "refused");
  const result = await attempt(() => proposal.run(evaluation.permit as NonNullable<typeof evaluation.permit>, signal));
  const disposition = result.ok ? "completed" : "failed";
  return (await recordOutcome(runtime, evaluation.decision, disposition, result))
    ? {
        decision: evaluation.decision,
        effect: "allow",
        disposition,
        result,
        obligations: evaluation.decision.obligations,
      }
    : { decision: evaluation.decision, effect: "allow", disposition: "failed", obligations: [] };
}

function ceilingOf({ ceiling }: Proposal): Pick<Proposal, "ceiling"> {
  return ceiling === undefined ? {} : { ceiling };
}

function refused(evaluation: Evaluation, disposition: "refused" | "unapproved"): Enforced {
  return { decision: evaluation.decision, effect: evaluation.decision.effect, disposition, obligations: [] };
}

async function attempt(run: () => Promise<EffectResult>): Promise<EffectResult> {
  try {
    return await run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, text, source: "runtime", untrusted: false, sensitive: false };
  }
}

/** False when the outcome could not be recorded: the effect has happened, and nothing of it is shown. */
async function recordOutcome(
  runtime: SecurityRuntime,
  decision: Decision,
  disposition: "completed" | "failed",
  result: EffectResult,
): Promise<boolean> {
  const { evaluation } = decision;
  const detail = { ...result.detail, source: result.source, untrusted: result.untrusted, sensitive: result.sensitive };
  try {
    await runtime.append(outcomeEntry({ evaluation, disposition, detail, output: result.text }));
    return true;
  } catch {
    return false;
  }
}
