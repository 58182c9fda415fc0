import type { Redactor } from "../../dlp/index.ts";
import type { Source } from "./source.ts";

/** A secret in a file or in history, without the secret. Lines and columns count from 1; columns in UTF-16 units. */
export interface Leak {
  readonly family: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly commit?: string;
  readonly fingerprint: string;
  readonly verified: boolean;
}

/** The secrets of a text. */
export function leaksIn({ path, commit, text, lineAt }: Source, redactor: Redactor): readonly Leak[] {
  const { findings } = redactor.redact(text);
  let [line, lineStart] = [0, 0];
  const place = (offset: number) => {
    for (let end = text.indexOf("\n", lineStart); end !== -1 && end < offset; end = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = end + 1;
    }
    return { line: lineAt(line), column: offset - lineStart + 1 };
  };
  return findings.map(({ family, start, end, fingerprint, verified }) => {
    const [first, last] = [place(start), place(end)];
    return {
      family,
      path,
      ...first,
      endLine: last.line,
      endColumn: last.column,
      ...(commit !== undefined && { commit }),
      fingerprint,
      verified,
    };
  });
}
