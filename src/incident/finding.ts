export type Severity = "low" | "medium" | "high" | "critical";

/** From the least to the most. */
export const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

/** One detector hit; `evidence` names audit records by index. Empty names stand for nobody in particular. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly agent: string;
  readonly session: string;
  /** The address that it came from, where it came from outside. */
  readonly peer?: string;
  readonly evidence: readonly number[];
}
