import { DetectorInvalid } from "../errors.ts";
import { Automaton, type Keyword } from "./automaton.ts";
import { compileDetector, type Detector, type LoadedDetector, outlineOf, type Trigger } from "./detector.ts";
import { glues } from "./joined.ts";
import { Matcher } from "./matcher.ts";
import { matchPattern } from "./pattern.ts";

/** A detector and its place in the order: of two that begin at one place, the earlier names the finding. */
export interface Ranked {
  readonly detector: LoadedDetector;
  readonly rank: number;
}

/** Detectors compiled together: one automaton finds the keywords of all of them. */
export interface Ruleset {
  readonly automaton: Automaton;
  /** For each keyword of the automaton, its length and the detectors to try where it stands. */
  readonly keywords: readonly { readonly length: number; readonly tries: readonly Ranked[] }[];
  /** Keywords from this index on are written backwards: a secret may stand before one. */
  readonly reversedFrom: number;
  /** Keywords from this index on join two pieces of a text. */
  readonly gluesFrom: number;
  readonly longestKeyword: number;
  /** The fewest and the most digits that a detector of numbers asks for. */
  readonly digits: readonly [fewest: number, most: number];
  /** What is tried where no keyword stands. */
  readonly triggered: Readonly<Record<Trigger, readonly Ranked[]>>;
  /** Of what is tried at a run, what a run may be whose first unit is this ASCII one. */
  readonly runsFrom: (code: number) => readonly Ranked[];
}

/** A keyword that is shorter says nothing when it is read backwards; of a longer one this many units are enough. */
const shortestReversed = 3;
const longestReversed = 6;

/** Compiles loaded detectors into one set; the order is their rank. */
export function compileRuleset(detectors: readonly LoadedDetector[]): Ruleset {
  const users = new Map<string, { tries: Ranked[]; holds: boolean }>();
  const backwards = new Set<string>();
  const triggered = { run: [] as Ranked[], number: [] as Ranked[], words: [] as Ranked[] };
  detectors.forEach((detector, rank) => {
    if (detector.at !== undefined) triggered[detector.at].push({ detector, rank });
    for (const { text, holds } of detector.keywords) {
      const known = users.get(text) ?? { tries: [], holds: false };
      known.tries.push({ detector, rank });
      users.set(text, { tries: known.tries, holds: known.holds || holds });
      if (holds && !detector.generic && /^[!-~]+$/.test(text) && text.length >= shortestReversed) {
        backwards.add(text.slice(0, longestReversed).split("").reverse().join(""));
      }
    }
  });
  const forwards = [...users].map(([text, { holds }]): Keyword => ({ text, holds }));
  const reversed = [...backwards].map((text): Keyword => ({ text, holds: false }));
  const digits = triggered.number.map(({ detector }) => detector.digits);
  return {
    automaton: new Automaton([...forwards, ...reversed, ...glues.map((text) => ({ text, holds: false }))]),
    keywords: [
      ...[...users].map(([text, { tries }]) => ({ length: text.length, tries })),
      ...[...reversed.map(({ text }) => text), ...glues].map(({ length }) => ({ length, tries: [] })),
    ],
    reversedFrom: forwards.length,
    gluesFrom: forwards.length + reversed.length,
    longestKeyword: Math.max(0, ...forwards.map(({ text }) => text.length)),
    digits: [Math.min(...digits), Math.max(0, ...digits)],
    triggered,
    runsFrom: byFirstUnit(triggered.run),
  };
}

function byFirstUnit(tried: readonly Ranked[]): (code: number) => readonly Ranked[] {
  const known: (readonly Ranked[] | undefined)[] = Array.from({ length: 128 }, () => undefined);
  return (code) => {
    const unit = String.fromCharCode(code);
    known[code] ??= tried.filter(({ detector }) => matchPattern(detector.pattern, unit, 0, false).outcome !== "failed");
    return known[code];
  };
}

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
