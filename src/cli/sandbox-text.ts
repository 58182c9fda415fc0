import type { SandboxStatus } from "../sandbox/index.ts";

/** What was asked of the sandbox, what it came to and whether that was proved, on one line. */
export function sandboxText(status: SandboxStatus): string {
  const { requested, resolved, verified, checks } = status;
  const came = `requested ${requested}, resolved ${resolved}`;
  if (verified) return `${came}, verified by ${checks.length} canaries`;
  return isUnconfined(status) ? `${came}, ${checks[0]?.detail}` : `${came}, not verified: ${failedChecks(status)}`;
}

/** Whether commands run all the same, without a sandbox. */
export function isUnconfined({ requested }: SandboxStatus): boolean {
  return requested === "off";
}

/** The canaries that did not go as they must, and how they went. */
export function failedChecks({ checks }: SandboxStatus): string {
  const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name} (${detail})`);
  return failed.join("; ");
}

/** What was tried before, or in vain, each with the reason why it does not hold. */
export function triedTexts({ tried = [] }: SandboxStatus): readonly string[] {
  return tried.map(({ name, why }) => `${name} does not hold: ${why}`);
}
