/** An error class as its source states it. */
export interface StatedError {
  readonly name: string;
  readonly code: string;
  readonly meaning: string;
}

/** Reads the classes, codes and doc comments of `src/errors.ts`. */
export function statedErrors(source: string): readonly StatedError[] {
  const classes = source.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport class (\w+) extends SallyportError \{[^}]*?readonly code = "(\w+)"/g,
  );
  return [...classes].map(([, comment = "", name = "", code = ""]) => ({
    name,
    code,
    meaning: comment
      .replace(/^\s*\*\s?/gm, "")
      .replace(/\s+/g, " ")
      .trim(),
  }));
}

/** docs/reference/errors.md: every code, the class that carries it, what it means. */
export function errorReference(source: string): string {
  return [
    "# Errors",
    "",
    "Generated from `src/errors.ts` by `npm run reference`. Codes are stable; messages are for people and may change.",
    "Decisions are not errors: a denied call is an answer, and exits 1.",
    "",
    "| code | class | meaning |",
    "| --- | --- | --- |",
    ...statedErrors(source).map(({ code, name, meaning }) => `| \`${code}\` | \`${name}\` | ${meaning} |`),
    "| `ERR_SYSTEM` | — | The operating system refused something; the message is its own. |",
    "| `ERR_INTERNAL` | — | A defect of Sallyport: something failed that no error class stands for. |",
    "",
  ].join("\n");
}
