import { analyseCommand, outlineCommand, type Surroundings } from "../command/index.ts";
import { canonicalJson, type Request } from "../decision/index.ts";
import { visible } from "./visible.ts";

/** One line of what an approver is shown. */
export interface SummaryDetail {
  readonly name: string;
  readonly text: string;
}

/** One program that would run, and what it does. */
export interface SummaryProgram {
  /** As written, with what is known only when it runs in `‹›`. */
  readonly text: string;
  readonly effects: readonly string[];
}

/** What would be done, for a person: whole, with everything invisible spelled out. */
export interface ApprovalSummary {
  /** The command, path, address or recipient. */
  readonly what: string;
  /** Every program of a command, nested ones included; empty for anything else. */
  readonly programs: readonly SummaryProgram[];
  readonly details: readonly SummaryDetail[];
  /** True when something in it could not be seen as it was written. */
  readonly concealed: boolean;
}

const namers: Readonly<Record<NonNullable<Request["context"]["namedBy"]>, string>> = {
  user: "the user",
  others: "text that others wrote, not the user",
  model: "nobody but the model",
};

/** Says what the request would do, in full but for secrets: nothing else that its fingerprint covers is left out. */
export function summarise(
  request: Request,
  surroundings: Surroundings = {},
  redact: (text: string) => string = (text) => text,
): ApprovalSummary {
  const { subject, action, resource, context } = request;
  const { taint } = context;
  let concealed = false;
  const show = (text: string): string => {
    const shown = visible(redact(text));
    concealed ||= shown.concealed;
    return shown.text;
  };
  const list = (items: readonly string[]): string => items.map((item) => JSON.stringify(item)).join(" ");
  const details: readonly (readonly [name: string, text: string | undefined])[] = [
    ["does", `${action.name}: ${resource.access} ${resource.type}`],
    ["argv", context.argv && list(context.argv)],
    ["executable", context.executable],
    ["directory", context.cwd],
    ["environment", context.environment && list(context.environment)],
    ["targets", context.targets && list(context.targets)],
    ["rests on", context.bound && list(context.bound)],
    ["arguments", canonicalJson(context.arguments)],
    ["for", `${subject.principal} by ${subject.id} in ${subject.session}, ${context.ingress}, tier ${context.tier}`],
    ["has read untrusted text", taint.untrusted ? list(taint.sources) : undefined],
    ["named by", context.namedBy && namers[context.namedBy]],
    ["has read sensitive data", taint.sensitive ? "yes" : undefined],
  ];
  const what = show(resource.id);
  const programs =
    resource.type === "command"
      ? outlineCommand(analyseCommand(resource.id), surroundings).map(({ text, effects }) => ({
          text: show(text),
          effects: effects.map(show),
        }))
      : [];
  const shown = details.flatMap(([name, text]): SummaryDetail[] =>
    text === undefined ? [] : [{ name, text: show(text) }],
  );
  return { what, programs, details: shown, concealed };
}
