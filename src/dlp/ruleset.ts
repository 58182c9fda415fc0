import { Automaton, type Keyword } from "./automaton.ts";
import type { LoadedDetector, Trigger } from "./detector.ts";
import { glues } from "./joined.ts";
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
