import type { LimitName, SandboxFinding, SandboxFindingRule, SandboxProbe } from "./sandbox.ts";

/** Characters of a path or of words that are not ours, in a finding. */
const mostText = 256;

/** A finding; texts of its evidence come from what was confined, and are bounded and made visible. */
export function finding(
  rule: SandboxFindingRule,
  message: string,
  evidence: Readonly<Record<string, string | number>> = {},
): SandboxFinding {
  const shown = Object.entries(evidence).map(([name, value]) => [
    name,
    typeof value === "string" ? shownText(value, mostText) : value,
  ]);
  return { rule, message, evidence: Object.fromEntries(shown) };
}

/** Text of unknown origin on one line: control, format and unpaired characters as escapes, cut at `most` characters. */
export function shownText(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) as number).toString(16)}}`);
}

const limitWords: Readonly<Record<LimitName, string>> = {
  memory: "more memory than it may",
  pids: "more processes than it may",
  cpu: "more processor time than it may",
  file: "a larger file than it may",
  disk: "more disk space than it may",
  output: "more output than is kept",
  time: "more time than it may",
};

/** A finding for each limit that a command ran into. */
export function limitFindings(limits: readonly LimitName[]): readonly SandboxFinding[] {
  return limits.map((limit) => finding(`sandbox.limit.${limit}`, `a command wanted ${limitWords[limit]}`));
}

/** Checks of the probe whose failing has a name of its own. */
const ownNames: Readonly<Record<string, SandboxFindingRule>> = {
  "has no capabilities": "sandbox.capability.nonempty",
  "inherits no descriptors": "sandbox.fd_leak",
};

/** What a probe that did not go as it must tells: a finding for all of it, and one for each fault that has a name. */
export function probeFindings(backend: string, { checks, fix }: SandboxProbe): readonly SandboxFinding[] {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return [];
  const named = failed.flatMap(({ name, detail }) => {
    const rule = ownNames[name];
    return rule === undefined ? [] : [finding(rule, `the sandbox ${backend} fails: ${name}`, { backend, detail })];
  });
  const message = `the sandbox ${backend} does not hold what it must: ${failed.map(({ name }) => name).join(", ")}`;
  return [finding("sandbox.probe_failed", message, { backend, failed: failed.length, ...(fix && { fix }) }), ...named];
}
