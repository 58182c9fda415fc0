import type { Effect, Opinion, Risk } from "../decision/index.ts";
import type { OutlineLine } from "./outline.ts";
import type { Span } from "./span.ts";

/** A judged command in a form for machines: which rule, which text, what would make it allowed. */
export interface Explanation {
  readonly command: string;
  readonly effect: Effect;
  readonly risk?: Risk;
  readonly reasons: readonly {
    readonly rule: string;
    readonly message: string;
    readonly span?: Span;
    /** The text of the span. */
    readonly text?: string;
    readonly remedy?: string;
  }[];
}

/** The explanation of an opinion on a command; remedies are for the operator only. */
export function explanationOf(command: string, opinion: Opinion): Explanation {
  return {
    command,
    effect: opinion.effect,
    ...(opinion.risk !== undefined && { risk: opinion.risk }),
    reasons: opinion.reasons.map(({ rule, message, span, remedy }) => ({
      rule,
      message,
      ...(span && { span, text: command.slice(span[0], span[1]) }),
      ...(remedy !== undefined && { remedy }),
    })),
  };
}

const colours: Readonly<Record<Effect, string>> = { allow: "\u001b[32m", ask: "\u001b[33m", deny: "\u001b[31m" };
const bold = "\u001b[1m";
const plain = "\u001b[0m";

/** Reasons shown in a terminal; each shows a line of the command, and a hostile one has long lines. */
const mostReasons = 40;

/** Renders an opinion for a terminal: the line, a caret under the span, the rule and the remedy, and what would run. */
export function explainCommand(
  command: string,
  opinion: Opinion,
  { programs = [], colour = false }: { programs?: readonly OutlineLine[]; colour?: boolean } = {},
): string {
  const paint = (code: string, text: string): string => (colour ? `${code}${text}${plain}` : text);
  const risk = opinion.risk === undefined ? "" : ` (${opinion.risk} risk)`;
  const lines = [paint(bold + colours[opinion.effect], opinion.effect) + risk];
  for (const { rule, message, span, remedy } of opinion.reasons.slice(0, mostReasons)) {
    lines.push("");
    if (span !== undefined) lines.push(...pointAt(command, span, (text) => paint(colours[opinion.effect], text)));
    lines.push(`  ${paint(bold, rule)}: ${visible(message)}`);
    if (remedy !== undefined) lines.push(`  to allow it: ${visible(remedy)}`);
  }
  if (programs.length > 0) lines.push("", "it runs:");
  for (const { text, effects } of programs) {
    lines.push(`  ${visible(text)}`, ...effects.map((effect) => `    ${visible(effect)}`));
  }
  const more = opinion.reasons.length - mostReasons;
  if (more > 0) lines.push("", `  and ${more} more reasons`);
  return `${lines.join("\n")}\n`;
}

/** The line in which a span begins, with carets under it; a span of several lines is marked to the end of its first. */
function pointAt(command: string, [start, end]: Span, paint: (text: string) => string): readonly string[] {
  const lineStart = command.lastIndexOf("\n", start - 1) + 1;
  const newline = command.indexOf("\n", start);
  const lineEnd = newline < 0 ? command.length : newline;
  const number = command.slice(0, lineStart).split("\n").length;
  const before = visible(command.slice(lineStart, start));
  const marked = visible(command.slice(start, Math.max(start, Math.min(end, lineEnd))));
  const gutter = `${number} | `;
  return [
    `  ${gutter}${before}${marked}${visible(command.slice(start + Math.max(0, Math.min(end, lineEnd) - start), lineEnd))}`,
    `  ${" ".repeat(gutter.length + before.length)}${paint("^".repeat(Math.max(1, marked.length)))}`,
  ];
}

/** Text in which nothing can move the cursor, hide or change direction: such characters are written as `\u{…}`. */
function visible(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`);
}
