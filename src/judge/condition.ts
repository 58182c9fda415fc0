import { rootOf, type Tier } from "../decision/index.ts";
import type { Circumstances, Direction, Point } from "./judgement.ts";

/** What must hold for a rule or a policy to apply; each list is met by any of its items, and all lists must be met. */
export interface Condition {
  readonly points?: readonly Point[];
  readonly directions?: readonly Direction[];
  /** Of configured agents, their sub-agents included. */
  readonly agents?: readonly string[];
  readonly principals?: readonly string[];
  readonly ingresses?: readonly string[];
  readonly tiers?: readonly Tier[];
  readonly tools?: readonly string[];
  /** The text has more UTF-16 units than this. */
  readonly longerThan?: number;
}

/** Whether the condition holds; what is not known meets no list. */
export function holds(condition: Condition, of: Circumstances, length: number): boolean {
  return (
    includes(condition.points, of.point) &&
    includes(condition.directions, of.direction) &&
    includes(condition.agents, of.agent === undefined ? undefined : rootOf(of.agent)) &&
    includes(condition.principals, of.principal) &&
    includes(condition.ingresses, of.ingress) &&
    includes(condition.tiers, of.tier) &&
    includes(condition.tools, of.tool) &&
    (condition.longerThan === undefined || length > condition.longerThan)
  );
}

function includes<T>(list: readonly T[] | undefined, item: T | undefined): boolean {
  return list === undefined || (item !== undefined && list.includes(item));
}
