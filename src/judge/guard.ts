import type { Decider, JsonObject, Opinion, Request } from "../decision/index.ts";
import type { JudgeDesk, Matter, Ruling } from "./desk.ts";

/** What the guard of tool calls needs. */
export interface JudgeGuardServices {
  readonly desk: () => Promise<Pick<JudgeDesk, "rule" | "ruleOnCommand">>;
  /** Whether a command is one that rules and analysis ask about, and a model is there to be asked too. */
  readonly isDoubtful: (request: Request) => boolean;
}

const unobjectionable: Opinion = { effect: "allow", reasons: [] };

/**
 * Judges what a turn that has read untrusted text writes or sends, and commands that would be asked about anyway. It can
 * only narrow: what it takes for harmless is decided by the others.
 */
export function judgeGuard({ desk, isDoubtful }: JudgeGuardServices): Decider {
  // A request is evaluated again once a person has answered, and an override holds for all of it.
  const overridden = new WeakSet<Request>();
  const decide = async (request: Request, signal: AbortSignal): Promise<Opinion> => {
    const isCommand = request.resource.type === "command";
    const open = await desk();
    const ruling = isCommand
      ? await open.ruleOnCommand(request.resource.id, matterOf(request, "commands"), { signal })
      : await open.rule(textOf(request.context.arguments), matterOf(request, "arguments"), { signal });
    if (ruling.overriddenBy !== undefined) overridden.add(request);
    return opinionOf(ruling, isCommand ? "command" : "arguments");
  };
  return {
    name: "judge",
    role: "narrowing",
    decide(request, signal) {
      const { resource, context } = request;
      const isJudged =
        resource.type === "command"
          ? isDoubtful(request)
          : context.taint.untrusted && (resource.access === "write" || resource.access === "send");
      return isJudged && !overridden.has(request) ? decide(request, signal) : unobjectionable;
    },
  };
}

function opinionOf({ action, judgement, id, overriddenBy }: Ruling, what: string): Opinion {
  if (action === "run" || overriddenBy !== undefined) return unobjectionable;
  const { class: level, reason } = judgement;
  const isUnknown = level === "unknown";
  const message = isUnknown ? "it could not be judged" : `the judge finds it ${level}: ${reason}`;
  const remedies = [
    ...(isUnknown ? [`mend what kept it from being judged: ${reason}`] : []),
    ...(id === undefined ? [] : [`let it through once with: sallyport judge override ${id}`]),
  ];
  const remedy = remedies.length === 0 ? {} : { remedy: remedies.join("; ") };
  const reasons = [{ rule: `judge.${what}`, message, ...remedy }];
  return action === "confirm"
    ? { effect: "ask", reasons, risk: "high" }
    : { effect: "deny", reasons, risk: "critical" };
}

function matterOf({ subject, action, context }: Request, point: "arguments" | "commands"): Matter {
  return {
    point,
    direction: "content",
    agent: subject.id,
    principal: subject.principal,
    session: subject.session,
    ingress: context.ingress,
    tier: context.tier,
    tool: action.name,
  };
}

/** Every text in the arguments. */
function textOf(args: JsonObject): string {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) visit(inner);
  };
  visit(args);
  return texts.join("\n");
}
