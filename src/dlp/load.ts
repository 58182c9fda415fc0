import { DetectorInvalid } from "../errors.ts";
import { compileDetector, type Detector, type LoadedDetector, outlineOf } from "./detector.ts";
import { Matcher } from "./matcher.ts";
import { compileRuleset, type Ruleset } from "./ruleset.ts";

/**
 * Compiles detectors and proves each by its examples.
 * @throws {DetectorInvalid} when one does not find its own `match` or finds its `not_match`.
 */
export function loadDetectors(detectors: readonly Detector[]): readonly LoadedDetector[] {
  const loaded = detectors.map(compileDetector);
  const ruleset = compileRuleset(loaded);
  for (const detector of detectors) prove(detector, ruleset);
  return loaded;
}

/**
 * Loads a detector where it is tried first, and proves it there by its examples, so that a process does not begin with
 * the work for hundreds it may never need.
 * @throws {DetectorInvalid} where it is tried, each time, when it is not in its form or fails its proof.
 */
export function deferDetector(detector: Detector): LoadedDetector {
  let loaded: LoadedDetector | undefined;
  // INVARIANT: a detector decides about nothing before it is proved.
  const load = (): LoadedDetector => {
    loaded ??= loadDetectors([detector])[0] as LoadedDetector;
    return loaded;
  };
  return {
    ...outlineOf(detector),
    get pattern() {
      return load().pattern;
    },
    get tail() {
      return load().tail;
    },
    get end() {
      return load().end;
    },
    accepts: (evidence) => load().accepts(evidence),
    verifies: (evidence) => load().verifies(evidence),
  };
}

function prove({ family, match, not_match }: Detector, ruleset: Ruleset): void {
  if (match.length === 0 || not_match.length === 0) {
    throw new DetectorInvalid(`the detector "${family}" needs at least one example of each kind`);
  }
  for (const example of match) proveBy(example, true, family, ruleset);
  for (const example of not_match) proveBy(example, false, family, ruleset);
}

function proveBy(example: string, expected: boolean, family: string, ruleset: Ruleset): void {
  const matcher = new Matcher(ruleset);
  matcher.push(example, true);
  if (matcher.covers.some((cover) => cover.family === family) === expected) return;
  // The example itself may be a secret somebody configured, so the message does not quote it.
  throw new DetectorInvalid(
    `the detector "${family}" ${expected ? "does not find" : "finds"} its ${expected ? "match" : "not_match"} example of ${example.length} characters`,
    { fix: "correct its pattern or the example" },
  );
}
