import { type Effect, meet } from "./effect.ts";
import { fingerprint } from "./fingerprint.ts";
import { flowOf, flowReason, type InformationFlow } from "./flow.ts";
import { combineObligations, type Obligation } from "./obligation.ts";
import { type Decider, higherRisk, type Opinion, opinionFault, type Reason, type Risk } from "./opinion.ts";
import { mintPermit, type Permit } from "./permit.ts";
import { isRequest, type Request } from "./request.ts";
import { outsideScope, type Scope } from "./scope.ts";

/** What settled the effect: the deciders themselves, or a rule of the runtime that overrode them. */
export type Cause =
  | "decided"
  | "out-of-scope"
  | "no-decider"
  | "threw"
  | "timed-out"
  | "malformed"
  | "unknown-obligation"
  | "invalid-request"
  | "approvals-off"
  | "granted"
  | "unrecorded";

/** A person's answer to an earlier `ask` for exactly this request. */
export interface Grant {
  readonly id: string;
  readonly fingerprint: string;
  readonly approver: string;
  /** Uses the grant up; false when it was used, expired or withdrawn. */
  consume(): boolean;
}

/** The binding answer to one request, in the form in which it is recorded. */
export interface Decision {
  readonly evaluation: string;
  readonly request: Request;
  /** Absent only when the request could not be canonicalised. */
  readonly fingerprint?: string;
  readonly effect: Effect;
  readonly cause: Cause;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  readonly risk?: Risk;
  /** Absent where nothing was decided: the request was out of scope or no request. */
  readonly flow?: InformationFlow;
  readonly grant?: { readonly id: string; readonly approver: string };
}

/** What evaluate needs from the runtime. */
export interface EvaluateOptions {
  readonly scope: Scope;
  readonly deciders: readonly Decider[];
  /** Appends the decision to the log and resolves when it is durable; rejecting means deny. */
  readonly record: (decision: Decision) => Promise<{ readonly index: number }>;
  readonly grant?: Grant;
  /** Milliseconds each decider has; default 5000. */
  readonly deadline?: number;
  /** Milliseconds a permit lives; default 60000. */
  readonly permitLife?: number;
  readonly now?: () => number;
  readonly newId?: () => string;
}

/** A decision, with a permit exactly when its effect is `allow`. */
export type Evaluation =
  | { readonly decision: Decision & { readonly effect: "allow" }; readonly permit: Permit }
  | { readonly decision: Decision & { readonly effect: "ask" | "deny" }; readonly permit?: undefined };

/**
 * The decision point: meet of scope and deciders, recorded before it is answered. Total: it never throws and never
 * rejects; what goes wrong on the way is a denial with its cause.
 */
export async function evaluate(request: Request, options: EvaluateOptions): Promise<Evaluation> {
  const now = options.now ?? Date.now;
  const decision = await decide(request, options);
  let index: number;
  try {
    index = (await options.record(decision)).index;
  } catch (error) {
    // INVARIANT: no record, no permit.
    const reason: Reason = {
      rule: "runtime.record",
      message: "the decision could not be recorded",
      remedy: `mend what the log failed at: ${describe(error)}`,
    };
    return { decision: { ...decision, effect: "deny", cause: "unrecorded", reasons: [reason, ...decision.reasons] } };
  }
  if (decision.effect !== "allow") return { decision: { ...decision, effect: decision.effect } };
  const permit = mintPermit(
    {
      evaluation: decision.evaluation,
      fingerprint: decision.fingerprint as string,
      obligations: decision.obligations,
      record: index,
      expires: now() + (options.permitLife ?? 60_000),
    },
    now,
  );
  return { decision: { ...decision, effect: "allow" }, permit };
}

/** What `evaluate` would decide: nothing is recorded, and no permit comes of it. Never rejects. */
export async function decide(request: Request, options: Omit<EvaluateOptions, "record">): Promise<Decision> {
  const evaluation = (options.newId ?? (() => crypto.randomUUID()))();
  let print: string;
  try {
    if (!isRequest(request)) throw new TypeError("this has not the shape of a request");
    print = fingerprint(request);
  } catch (error) {
    return refusal(evaluation, request, undefined, "invalid-request", {
      rule: "runtime.request",
      message: describe(error),
    });
  }
  const outside = outsideScope(options.scope, request);
  const first = outside[0];
  if (first !== undefined) {
    const reasons = outside.map(
      (o): Reason => ({
        rule: `scope.${o.field}`,
        message: `"${o.value}" is outside the scope of this agent (${o.field})`,
      }),
    );
    return { evaluation, request, fingerprint: print, effect: "deny", cause: "out-of-scope", reasons, obligations: [] };
  }
  const answers = await Promise.all(
    deciding(options.deciders, request.action.name).map((decider) =>
      consult(decider, request, options.deadline ?? 5_000),
    ),
  );
  return conclude({ evaluation, request, fingerprint: print }, answers, options);
}

/** The deciders that speak on the action: where one owns it, it stands in the default's place. */
function deciding(deciders: readonly Decider[], action: string): readonly Decider[] {
  const owned = deciders.some((decider) => decider.role === "narrowing" && ownsSafely(decider, action));
  return owned ? deciders.filter((decider) => decider.role !== "default") : deciders;
}

function ownsSafely(decider: Decider, action: string): boolean {
  try {
    return decider.owns?.(action) === true;
  } catch {
    return false;
  }
}

type Answer = { readonly opinion: Opinion; readonly cause: Cause };

/** One decider's opinion, or a denial that says why there is none. */
async function consult(decider: Decider, request: Request, deadline: number): Promise<Answer> {
  const abort = new AbortController();
  try {
    const answer = decider.decide(request, abort.signal);
    const opinion = answer instanceof Promise ? await within(answer, deadline) : answer;
    if (opinion === late) {
      abort.abort();
      return failed(decider, "timed-out", `gave no answer within ${deadline} ms`);
    }
    const fault = opinionFault(opinion);
    if (fault !== undefined)
      return failed(
        decider,
        fault,
        fault === "malformed"
          ? "answered with something that is no opinion"
          : "asks for an obligation this version does not know",
      );
    return { opinion, cause: "decided" };
  } catch (error) {
    return failed(decider, "threw", "failed", `mend what it failed at: ${describe(error)}`);
  }
}

const late: unique symbol = Symbol("late");

function within<T>(answer: Promise<T>, ms: number): Promise<T | typeof late> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** INVARIANT: what a decider threw is the operator's to know, and so stands in the remedy. */
function failed(decider: Decider, cause: Cause, what: string, remedy?: string): Answer {
  const message = `the decider "${decider.name}" ${what}`;
  const reason: Reason = { rule: `runtime.${cause}`, message, ...(remedy !== undefined && { remedy }) };
  return { cause, opinion: { effect: "deny", reasons: [reason] } };
}

type Subject = Pick<Decision, "evaluation" | "request"> & { readonly fingerprint: string };

/** Meets the answers; then lets a grant lift an `ask`, never a `deny`. */
function conclude(
  subject: Subject,
  answers: readonly Answer[],
  options: Pick<EvaluateOptions, "scope" | "grant">,
): Decision {
  if (answers.length === 0) {
    const reason = { rule: "runtime.no-decider", message: "no decider answered" };
    return refusal(subject.evaluation, subject.request, subject.fingerprint, "no-decider", reason);
  }
  const met = answers.map((a) => a.opinion.effect).reduce(meet);
  const decisive = answers.filter((a) => a.opinion.effect === met);
  const obligations = combineObligations(answers.flatMap((a) => a.opinion.obligations ?? []));
  const flow = flowOf(subject.request, obligations);
  const completes = flowReason(met, flow);
  const effect = completes === undefined ? met : "ask";
  const risk = answers.map((a) => a.opinion.risk).reduce(higherRisk, undefined);
  const base: Decision = {
    ...subject,
    effect,
    cause: decisive.find((a) => a.cause !== "decided")?.cause ?? "decided",
    reasons: completes === undefined ? decisive.flatMap((a) => a.opinion.reasons) : [completes],
    obligations: effect === "deny" ? [] : obligations,
    flow,
    ...(risk !== undefined && { risk }),
  };
  return effect === "ask" ? settleAsk(base, options) : base;
}

function settleAsk(asked: Decision, { scope, grant }: Pick<EvaluateOptions, "scope" | "grant">): Decision {
  if (!scope.approvals) {
    const reason = { rule: "scope.approvals", message: "this would need approval, which this agent may not ask for" };
    return { ...asked, effect: "deny", cause: "approvals-off", reasons: [reason, ...asked.reasons], obligations: [] };
  }
  // INVARIANT: a grant answers the one request it was given for, once.
  if (grant === undefined || grant.fingerprint !== asked.fingerprint || !grant.consume()) return asked;
  return { ...asked, effect: "allow", cause: "granted", grant: { id: grant.id, approver: grant.approver } };
}

function refusal(
  evaluation: string,
  request: Request,
  print: string | undefined,
  cause: Cause,
  reason: Reason,
): Decision {
  return {
    evaluation,
    request,
    ...(print !== undefined && { fingerprint: print }),
    effect: "deny",
    cause,
    reasons: [reason],
    obligations: [],
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
