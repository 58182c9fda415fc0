import type { Decider, Opinion, Reason, Request, Risk } from "../decision/index.ts";
import type { AgentPolicy } from "./policies.ts";
import { ruleInMode } from "./ruling.ts";

const harmless: Opinion = { effect: "allow", reasons: [] };

/**
 * What a turn that has read untrusted text may still do by itself: it may look, run commands of low risk, and fetch what
 * the user or the text named; what changes something, carries sensitive data out, or speaks to somebody needs approval
 * (NB-1, TT-D).
 */
export function judgeTaint(request: Request, risk: Risk | undefined): Opinion {
  const { taint, namedBy } = request.context;
  if (!taint.untrusted) return harmless;
  const from = taint.sources.length === 0 ? "an untrusted source" : taint.sources.join(", ");
  const read = `this turn has read text from ${from}`;
  switch (request.resource.access) {
    case "read":
    case "use":
      return harmless;
    case "execute":
      return risk === "low" ? harmless : ask("taint.execute", `${read}, which may be what asks for this command`);
    case "connect":
      if (taint.sensitive) {
        const message = `${read} and sensitive data; reaching out could carry the data away`;
        return ask("taint.trifecta", message, notChosen(request));
      }
      // An address made up by the model can carry what was said; one that stands in what it read can carry nothing new.
      return namedBy === "model"
        ? ask("taint.address", `${read}, and neither the user nor that text names this address`)
        : harmless;
    case "write":
      return ask("taint.write", `${read}, which may be what asks for this`);
    case "send":
      return ask("taint.send", `${read}, which may be what asks for this`, notChosen(request));
  }
}

/** The same for the actions that a provider decides in place of the default one: owning an action does not lift it. */
export function taintGuard(owns: readonly string[], policyFor: (agent: string) => AgentPolicy | undefined): Decider {
  return {
    name: "taint",
    role: "narrowing",
    decide(request) {
      const agent = policyFor(request.subject.id);
      if (agent === undefined || !owns.includes(request.action.name)) return harmless;
      const needsRisk = request.context.taint.untrusted && request.resource.access === "execute";
      return judgeTaint(request, needsRisk ? ruleInMode(request, agent).risk : undefined);
    },
  };
}

/** That the user named neither the address nor the recipient, where that is known. */
function notChosen({ resource, context: { namedBy } }: Request): readonly Reason[] {
  if (namedBy === undefined || namedBy === "user") return [];
  const where = namedBy === "others" ? "stands only in text that others wrote" : "stands in nothing that was read";
  return [{ rule: "taint.choice", message: `"${resource.id}" ${where}, not in what the user wrote` }];
}

function ask(rule: string, message: string, more: readonly Reason[] = []): Opinion {
  const remedy = "approve it if it is what the user wants, or start a new session that has not read the text";
  return { effect: "ask", reasons: [{ rule, message, remedy }, ...more] };
}
