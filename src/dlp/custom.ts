import { DetectorInvalid } from "../errors.ts";
import { compileDetector, type LoadedDetector } from "./detector.ts";

/** A secret of somebody's own, by its form. */
export interface CustomPattern {
  /** Kebab-case; the family of what it finds. */
  readonly name: string;
  /** In the notation of `compilePattern`. */
  readonly pattern: string;
  readonly ignoreCase?: boolean;
}

/** With fewer fixed characters at its beginning a pattern would have to be tried nearly everywhere. */
const fewestFixed = 3;

/**
 * A detector of the pattern, which is tried where its first fixed characters stand.
 * @throws {DetectorInvalid} when it is not linear, or begins with too few fixed characters.
 */
export function customDetector({ name, pattern, ignoreCase = false }: CustomPattern): LoadedDetector {
  const keyword = fixedBeginning(pattern);
  if (keyword.length < fewestFixed) {
    throw new DetectorInvalid(`the pattern "${name}" begins with ${keyword.length} fixed characters`, {
      fix: `begin with ${fewestFixed} or more, such as "ACME-", and write alternatives behind them in (?:a|b)`,
    });
  }
  return compileDetector({ family: name, keywords: [keyword], pattern, ignoreCase, match: [], not_match: [] });
}

/** The text with which whatever matches begins. */
function fixedBeginning(pattern: string): string {
  const [source] = /^(?:\\[^A-Za-z0-9]|[^\\()[\]{}|?*+.^$])*/.exec(pattern) as RegExpExecArray;
  const alternatives = pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\((?:\\.|[^()])*\)/g, "").includes("|");
  if (alternatives) return "";
  const repeated = /^[?{*+]/.test(pattern.slice(source.length));
  const fixed = source.match(/\\?./gsu) ?? [];
  return (repeated ? fixed.slice(0, -1) : fixed).map((unit) => unit.replace(/^\\/, "")).join("");
}
