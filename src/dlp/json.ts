import { type Finding, placeholder } from "./finding.ts";

type RedactText = (text: string) => { readonly text: string; readonly findings: readonly Finding[] };

const maxDepth = 64;

/** Rebuilds a JSON value with every string redacted; spans are offsets into the string they were found in. */
export function redactJsonWith(redact: RedactText, value: unknown): { value: unknown; findings: readonly Finding[] } {
  const findings: Finding[] = [];

  const text = (string: string): string => {
    const redaction = redact(string);
    findings.push(...redaction.findings);
    return redaction.text;
  };

  const member = (name: string, string: string): string => {
    // The name stands before the value as it would in text, and the value is one word, so that a telling name tells.
    const lead = `${name}: `;
    const probe = lead + string.replace(/[\s"'`<>\\]/g, "_");
    const told = redact(probe).findings.find(({ start, end }) => start === lead.length && end === probe.length);
    if (told === undefined) return text(string);
    findings.push({ ...told, start: 0, end: string.length });
    return placeholder(told.family);
  };

  const rebuild = (node: unknown, depth: number): unknown => {
    if (typeof node === "string") return text(node);
    if (typeof node !== "object" || node === null) return node;
    if (depth > maxDepth) return placeholder("too-deep");
    if (Array.isArray(node)) return node.map((item) => rebuild(item, depth + 1));
    return Object.fromEntries(
      Object.entries(node).map(([name, item]) => [
        text(name),
        typeof item === "string" ? member(name, item) : rebuild(item, depth + 1),
      ]),
    );
  };

  return { value: rebuild(value, 0), findings };
}
