import type { Finding, Opinion, ProviderEntry, SecurityProvider } from "../src/index.ts";

/** Asks before anything but reading happens outside office hours, and keeps count of what it is told. */
export function officeHours(
  now: () => Date = () => new Date(),
): SecurityProvider & { readonly seen: { records: number } } {
  const seen = { records: 0 };
  return {
    name: "office-hours",
    seam: 1,
    seen,
    availability: async () => ({ available: true }),
    // Decide: one opinion on one request. It is met with all others, so it can only narrow.
    decide({ resource }): Opinion {
      const hour = now().getUTCHours();
      if (resource.access === "read" || (hour >= 8 && hour < 18)) return { effect: "allow", reasons: [] };
      return { effect: "ask", reasons: [{ rule: "office-hours.closed", message: `nobody is here at ${hour}:00 UTC` }] };
    },
    // Report: every record, in order, once it is durable.
    report() {
      seen.records++;
    },
    // Respond: what to do about a finding; naming an incident opens one.
    respond({ severity, message }: Finding) {
      return severity === "critical" ? { incident: { title: message, severity } } : {};
    },
  };
}

/** The entry under which a program registers it: `openSallyport({ environment, providers: { "office-hours": entry } })`. */
export const entry: ProviderEntry = {
  summary: "Asks before anything but reading happens outside office hours.",
  create: () => officeHours(),
};
