import { shownText } from "../findings.ts";

/** What Falco saw, as a finding: an observation of the host, which no command can make or forge. */
export interface FalcoAlert {
  /** A name of `sandbox.*` where the rule means the same, else `falco.` and the rule in small letters. */
  readonly rule: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly message: string;
}

/** Rules of Falco that see what has a name here already. */
const sameAs: readonly (readonly [rule: RegExp, name: string])[] = [
  [/^write below (etc|root|rpm database|binary dir|monitored dir)$/i, "sandbox.fs.protected_write"],
  [/^set setuid or setgid bit$/i, "sandbox.fs.setid"],
  [/^create symlink over sensitive files$/i, "sandbox.fs.symlink_escape"],
  [/^create hardlink over sensitive files$/i, "sandbox.fs.hard_link"],
  [/^drop and execute new binary in container$/i, "sandbox.fs.new_program"],
];

const severities: Readonly<Record<string, FalcoAlert["severity"]>> = {
  emergency: "critical",
  alert: "critical",
  critical: "critical",
  error: "high",
  warning: "medium",
  notice: "low",
  informational: "low",
  info: "low",
  debug: "low",
};

/** Characters of a rule's name and of what it says, at most. */
const most = { rule: 80, output: 600 };

/**
 * A line of Falco's JSON output; `undefined` for what is none. Its words name files and processes that anybody may have
 * named: they are made visible and cut, and nothing acts on them.
 */
export function falcoAlert(line: string): FalcoAlert | undefined {
  const alert = objectIn(line);
  const { rule, priority, output } = alert ?? {};
  if (typeof rule !== "string" || typeof priority !== "string" || typeof output !== "string") return undefined;
  const severity = Object.hasOwn(severities, priority.toLowerCase()) ? severities[priority.toLowerCase()] : undefined;
  const slug = rule
    .slice(0, most.rule)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (severity === undefined || slug === "") return undefined;
  const name = sameAs.find(([pattern]) => pattern.test(rule))?.[1] ?? `falco.${slug}`;
  return { rule: name, severity, message: `Falco: ${shownText(rule, most.rule)}: ${shownText(output, most.output)}` };
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
