import type { Opinion, Request, Risk } from "../decision/index.ts";

const harmless: Opinion = { effect: "allow", reasons: [] };

/**
 * What a turn that has read untrusted text may still do by itself: it may look, and run commands of low risk; what
 * changes something, reaches out with sensitive data in hand, or speaks to somebody needs approval (NB-1, TT-D).
 */
export function judgeTaint(request: Request, risk: Risk | undefined): Opinion {
  const { taint } = request.context;
  if (!taint.untrusted) return harmless;
  const from = taint.sources.length === 0 ? "an untrusted source" : taint.sources.join(", ");
  switch (request.resource.access) {
    case "read":
    case "use":
      return harmless;
    case "execute":
      return risk === "low"
        ? harmless
        : ask("taint.execute", `this turn has read text from ${from}, which may be what asks for this command`);
    case "connect":
      if (!taint.sensitive) return harmless;
      return ask(
        "taint.trifecta",
        `this turn has read text from ${from} and sensitive data; reaching out could carry the data away`,
      );
    case "write":
    case "send":
      return ask(
        `taint.${request.resource.access}`,
        `this turn has read text from ${from}, which may be what asks for this`,
      );
  }
}

function ask(rule: string, message: string): Opinion {
  const remedy = "approve it if it is what the user wants, or start a new session that has not read the text";
  return { effect: "ask", reasons: [{ rule, message, remedy }] };
}
