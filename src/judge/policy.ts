import { type Condition, holds } from "./condition.ts";
import type { Circumstances, Judgement, Point } from "./judgement.ts";

/** What is done with a text: it goes on, it goes on under guard or after a person agreed, or it does not go on. */
export type Action = "run" | "confirm" | "block";

/** The action for each class that is not safe; safe goes on. INVARIANT: only what is suspicious may just go on. */
export interface Actions {
  readonly suspicious: Action;
  readonly dangerous: Exclude<Action, "run">;
  readonly unknown: Exclude<Action, "run">;
}

/** Other actions where a condition holds. */
export interface JudgePolicy extends Partial<Actions> {
  readonly when: Condition;
}

/** The actions of an installation. `operator` is for messages of tier A, `ingress` for all others. */
export interface JudgePolicies {
  readonly actions: Readonly<Record<Point | "operator", Actions>>;
  /** The first whose condition holds and that names the class is followed. */
  readonly policies: readonly JudgePolicy[];
}

/** What is done with a text of `length` UTF-16 units by its verdict. */
export function actionFor({ class: level }: Judgement, of: Circumstances, length: number, all: JudgePolicies): Action {
  if (level === "safe") return "run";
  const policy = all.policies.find(({ when, [level]: action }) => action !== undefined && holds(when, of, length));
  return policy?.[level] ?? all.actions[placeOf(of)][level];
}

function placeOf({ point, tier }: Circumstances): Point | "operator" {
  return point === "ingress" && tier === "A" ? "operator" : point;
}
