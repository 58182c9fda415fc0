/** Names under which others know what a rule finds: MITRE ATLAS, OWASP for LLM and agentic applications, CWE. */
export interface Tags {
  readonly atlas?: string;
  readonly owasp?: readonly string[];
  readonly cwe?: string;
}

/** By the beginning of a rule's name; the longest that fits counts. Tags only: nothing is decided by them. */
const families: Readonly<Record<string, Tags>> = {
  "audit.": { owasp: ["ASI10"], cwe: "CWE-117" },
  "auth.": { owasp: ["ASI03"], cwe: "CWE-307" },
  "content.": { atlas: "AML.T0051", owasp: ["LLM01", "ASI01"], cwe: "CWE-1427" },
  "denial.": { atlas: "AML.T0053", owasp: ["LLM06", "ASI02"], cwe: "CWE-78" },
  "dlp.": { atlas: "AML.T0057", owasp: ["LLM02"], cwe: "CWE-200" },
  "dlp.link": { atlas: "AML.T0077", owasp: ["LLM02", "LLM05"], cwe: "CWE-200" },
  "net.": { owasp: ["ASI02"], cwe: "CWE-918" },
  "provider.": { owasp: ["ASI08"], cwe: "CWE-703" },
  "runaway.": { atlas: "AML.T0029", owasp: ["LLM10", "ASI08"], cwe: "CWE-400" },
  "sandbox.": { atlas: "AML.T0105", owasp: ["ASI05"], cwe: "CWE-693" },
  "skill.": { atlas: "AML.T0010", owasp: ["LLM03", "ASI04"], cwe: "CWE-494" },
};

/** What a rule belongs to: the family that has tags, else the first part of its name. */
export function familyOf(rule: string): string {
  return longestPrefix(rule) ?? (rule.split(".", 1)[0] as string);
}

/** What others call what a rule finds. */
export function tagsOf(rule: string): Tags {
  return families[longestPrefix(rule) ?? ""] ?? {};
}

function longestPrefix(rule: string): string | undefined {
  return Object.keys(families)
    .filter((prefix) => rule.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0];
}
