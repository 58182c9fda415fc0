import type { Span } from "./span.ts";

/** Bounds on what is analysed; beyond them a command is denied, never judged by a weaker path. */
export const limits: Readonly<Record<"bytes" | "levels" | "commands" | "words" | "scripts" | "wrappers", number>> = {
  /** UTF-8 bytes of source. */
  bytes: 64 * 1024,
  /** Levels of nesting: groups, substitutions and scripts in arguments together. */
  levels: 256,
  /** Simple commands, nested ones included. */
  commands: 2_000,
  /** Words, with braces expanded. */
  words: 33_000,
  /** Scripts given as arguments to shells, one inside the other. */
  scripts: 8,
  /** Programs that each start the next. */
  wrappers: 16,
};

/** Why a source is refused before or instead of being judged. */
export interface Refusal {
  readonly rule: string;
  readonly message: string;
  readonly span?: Span;
  /** What would make it judged, for the operator only. */
  readonly remedy: string;
}

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const gluedSubstitution = /[0-9}][<>]\(/;
const continuedDollar = /\$(?:\\\n)+/;
const foreignBlank = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Refuses text that a person and a shell, or two shells, would read differently; `undefined` when there is none. */
export function guardSource(source: string): Refusal | undefined {
  if (source.length > limits.bytes || Buffer.byteLength(source) > limits.bytes) {
    return {
      rule: "command.too-large",
      message: `the command is larger than ${limits.bytes} bytes`,
      remedy: "put the text into a file and run that",
    };
  }
  if (!source.isWellFormed()) {
    return {
      rule: "command.encoding",
      message: "the command holds a lone surrogate, which is no text",
      remedy: "send well-formed Unicode",
    };
  }
  return (
    refuse(source, control, "command.control-character", "a control character") ??
    refuse(source, invisible, "command.invisible-character", "an invisible or direction-changing character") ??
    guardContinuation(source) ??
    guardSubstitution(source)
  );
}

/** Refuses a blank that bash takes for part of a word but a reader takes for a separator. */
export function guardUnquoted(text: string): RegExpExecArray | null {
  return foreignBlank.exec(text);
}

/** True for unquoted literal text that still holds a substitution: the parser did not see what bash will run. */
export function hidesSubstitution(text: string): boolean {
  return /(?<!\\)(?:\\\\)*(?:`|\$\(|[<>]\()/.test(text);
}

function refuse(source: string, pattern: RegExp, rule: string, what: string): Refusal | undefined {
  const found = pattern.exec(source);
  if (found === null) return undefined;
  const code = (found[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return {
    rule,
    message: `the command holds ${what} (U+${code})`,
    span: [found.index, found.index + found[0].length],
    remedy: "write the command without it; printf can produce the character at run time",
  };
}

// INVARIANT: to bash the name, brace or parenthesis on the next line belongs to the dollar sign; to unbash 6.0.4 it is text.
function guardContinuation(source: string): Refusal | undefined {
  const found = continuedDollar.exec(source);
  if (found === null) return undefined;
  return {
    rule: "command.split-expansion",
    message: "a line that is continued right after a dollar sign is read differently by different parsers",
    span: [found.index, found.index + found[0].length],
    remedy: "write the expansion on one line",
  };
}

// INVARIANT: bash runs a process substitution that is glued to a digit or to `{fd}`; unbash 6.0.4 reads it as text.
function guardSubstitution(source: string): Refusal | undefined {
  const found = gluedSubstitution.exec(source.includes("\\\n") ? source.replaceAll("\\\n", "") : source);
  if (found === null) return undefined;
  return {
    rule: "command.glued-substitution",
    message: "a process substitution directly after a digit or a brace is read differently by different parsers",
    ...(!source.includes("\\\n") && { span: [found.index, found.index + found[0].length] as const }),
    remedy: "put a blank before the < or >",
  };
}
