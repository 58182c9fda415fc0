import { type CharacterSet, holds } from "./character-set.ts";

/** A step did not match. */
export const failed = -1;

/** A step cannot tell before more text is there. */
export const undecided = -2;

/**
 * Matches at `at` and gives the end of the match, `failed`, or `undecided` when the text ended too early and `final` is
 * false. It never takes back what it took, so it reads each unit at most once for each alternative.
 */
export type Step = (text: string, at: number, final: boolean) => number;

/** Matches exactly `literal`, which is lower-case when case is to be ignored. */
export function literalStep(literal: string, ignoreCase: boolean): Step {
  return (text, at, final) => {
    for (let i = 0; i < literal.length; i++) {
      if (at + i >= text.length) return final ? failed : undecided;
      const code = text.charCodeAt(at + i);
      if ((ignoreCase ? lower(code) : code) !== literal.charCodeAt(i)) return failed;
    }
    return at + literal.length;
  };
}

/** Matches as many units of the set as there are, from `min` to `max`. */
export function runStep(set: CharacterSet, min: number, max: number): Step {
  return (text, at, final) => {
    const limit = at + max;
    let end = at;
    while (end < limit && end < text.length && holds(set, text.charCodeAt(end))) end++;
    if (end === text.length && end < limit && !final) return undecided;
    return end - at < min ? failed : end;
  };
}

/** Matches the steps one behind the other. */
export function sequenceStep(steps: readonly Step[]): Step {
  return (text, at, final) => {
    let end = at;
    for (const step of steps) {
      end = step(text, end, final);
      if (end < 0) return end;
    }
    return end;
  };
}

/** Matches the first alternative that matches. */
export function choiceStep(steps: readonly Step[]): Step {
  return (text, at, final) => {
    for (const step of steps) {
      const end = step(text, at, final);
      if (end !== failed) return end;
    }
    return failed;
  };
}

/** Matches the step as often as it does, from `min` to `max` times; an empty match ends the repetition. */
export function repeatStep(step: Step, min: number, max: number): Step {
  return (text, at, final) => {
    let end = at;
    for (let count = 0; count < max; count++) {
      const next = step(text, end, final);
      if (next === undecided) return undecided;
      if (next === failed || next === end) return count < min && next === failed ? failed : end;
      end = next;
    }
    return end;
  };
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
