import { DetectorInvalid } from "../errors.ts";
import { Automaton } from "./automaton.ts";
import { compileDetector, type Detector, type Keyword, type LoadedDetector } from "./detector.ts";
import { Scan } from "./scan.ts";

/** Detectors compiled together: one automaton finds the keywords of all of them. */
export interface Ruleset {
  readonly automaton: Automaton;
  /** For each keyword of the automaton, the detectors to try where it stands; earlier ones name the finding. */
  readonly tries: readonly (readonly { readonly detector: LoadedDetector; readonly rank: number }[])[];
  readonly lengths: readonly number[];
  readonly longestKeyword: number;
}

/** Compiles loaded detectors into one set; the order is their rank. */
export function compileRuleset(detectors: readonly LoadedDetector[]): Ruleset {
  const users = new Map<string, { detector: LoadedDetector; rank: number; holds: boolean }[]>();
  detectors.forEach((detector, rank) => {
    for (const { text, holds } of detector.keywords) {
      const known = users.get(text) ?? [];
      known.push({ detector, rank, holds });
      users.set(text, known);
    }
  });
  const keywords = [...users].map(([text, of]): Keyword => ({ text, holds: of.some(({ holds }) => holds) }));
  return {
    automaton: new Automaton(keywords),
    tries: [...users.values()],
    lengths: keywords.map(({ text }) => text.length),
    longestKeyword: Math.max(...keywords.map(({ text }) => text.length)),
  };
}

/**
 * Compiles detectors and proves each by its examples.
 * @throws {DetectorInvalid} when one does not find its own `match` or finds its `not_match`.
 */
export function loadDetectors(detectors: readonly Detector[]): readonly LoadedDetector[] {
  const loaded = detectors.map(compileDetector);
  const ruleset = compileRuleset(loaded);
  for (const { family, match, not_match } of detectors) {
    if (match.length === 0 || not_match.length === 0) {
      throw new DetectorInvalid(`the detector "${family}" needs at least one example of each kind`);
    }
    for (const example of match) prove(ruleset, family, example, true);
    for (const example of not_match) prove(ruleset, family, example, false);
  }
  return loaded;
}

function prove(ruleset: Ruleset, family: string, example: string, expected: boolean): void {
  const scan = new Scan(ruleset, "examples");
  scan.push(example);
  scan.finish();
  if (scan.findings.some((finding) => finding.family === family) === expected) return;
  // The example itself may be a secret somebody configured, so the message does not quote it.
  throw new DetectorInvalid(
    `the detector "${family}" ${expected ? "does not find" : "finds"} its ${expected ? "match" : "not_match"} example of ${example.length} characters`,
    { fix: "correct its pattern or the example" },
  );
}
