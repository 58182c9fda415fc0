import type { Reason, Risk } from "../decision/index.ts";

/**
 * Why an ask is a person's to answer each time, whatever mode or learned rule there is; `undefined` when it need not be.
 * INVARIANT: critical risk and the rules that protect are never lifted without a person.
 */
export function personalAsk(reasons: readonly Reason[], risk: Risk | undefined): string | undefined {
  if (risk === "critical") return "its risk is critical";
  const protective = reasons.find(({ rule }) => rule.startsWith("protection.") || rule === "command.protected-path");
  return protective === undefined ? undefined : `${protective.rule} protects what it would change`;
}
