import { printable, printableLines } from "./printable.ts";

/** A request as the gateway tells it, as far as people are shown it. */
export interface ShownRequest {
  readonly id: string;
  readonly agent: string;
  readonly principal: string;
  readonly tool: string;
  readonly orphaned: boolean;
  readonly expires: number;
  readonly risk?: string;
  readonly needed: number;
  readonly allowedBy: readonly string[];
  readonly summary: {
    readonly what: string;
    readonly programs: readonly { readonly text: string; readonly effects: readonly string[] }[];
    readonly details: readonly { readonly name: string; readonly text: string }[];
  };
  readonly reasons: readonly { readonly rule: string; readonly message: string }[];
  readonly always:
    | { readonly text: string; readonly code: readonly string[]; readonly days: number; readonly uses: number }
    | { readonly whyNot: string };
}

/** A request for a terminal: the whole command, each program in it with what it does, and what may be answered. */
export function requestText(request: ShownRequest, now: number): string {
  const { id, agent, tool, summary, reasons, orphaned, expires, risk, needed, allowedBy } = request;
  const left = orphaned
    ? "the turn that asked is gone; a yes is kept for when it asks again"
    : `${Math.max(0, Math.round((expires - now) / 1_000))} s left`;
  const row = (name: string, text: string) => `  ${name.padEnd(12)} ${text}`;
  const known = new Set(["does", "argv", "arguments"]);
  return [
    `${id}  ${agent} asks for ${tool} (${left})`,
    ...printableLines(summary.what)
      .split("\n")
      .map((line) => `  ${line}`),
    ...summary.programs.map(({ text, effects }) =>
      row("runs", `${printable(text)}${effects.length === 0 ? "" : `   [${effects.map(printable).join(", ")}]`}`),
    ),
    // The command is shown above; for anything else the arguments are what there is to see.
    ...summary.details
      .filter(({ name }) => summary.programs.length === 0 || !known.has(name))
      .map(({ name, text }) => row(name, printable(text))),
    ...reasons.map(({ rule, message }) => row("because", `${printable(message)} (${printable(rule)})`)),
    ...(risk === undefined ? [] : [row("risk", risk)]),
    ...(needed > 1 ? [row("needs", `${needed} approvers; so far: ${allowedBy.join(", ") || "nobody"}`)] : []),
    row("always", offerText(request)),
  ].join("\n");
}

/** What allow-always would store, in words, or why it is not offered. */
export function offerText({ always }: Pick<ShownRequest, "always">): string {
  if ("whyNot" in always) return `not offered: ${printable(always.whyNot)}`;
  const { text, code, days, uses } = always;
  // The last word of each line says what the file holds.
  const files = code.map((line) => line.split(" ").slice(1, -1).join(" "));
  const bound = files.length === 0 ? "" : `, while ${files.map(printable).join(", ")} stay as they are`;
  return `${printable(text)}, for ${days} days or ${uses} times${bound}`;
}
