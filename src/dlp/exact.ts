import { DetectorInvalid } from "../errors.ts";
import type { LoadedDetector } from "./detector.ts";
import { literalPattern } from "./pattern.ts";

/** A secret the runtime knows: it is redacted wherever it stands, whatever it looks like. */
export interface ExactValue {
  /** The family its findings bear. */
  readonly name: string;
  readonly value: string;
}

/** Below this length a value would blank out ordinary text. */
const shortest = 8;

/** How much of a value the automaton looks for before the whole is compared. */
const keywordLength = 16;

/**
 * Detectors of the value as it is, as JSON, as a URL and in base64.
 * @throws {DetectorInvalid} when the value is shorter than 8 UTF-16 units.
 */
export function exactDetectors({ name, value }: ExactValue): readonly LoadedDetector[] {
  if (value.length < shortest) {
    throw new DetectorInvalid(`the exact value "${name}" has fewer than ${shortest} characters`, {
      fix: "use a longer secret, or leave it to the detectors",
    });
  }
  const bytes = Buffer.from(value);
  const forms = new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ]);
  return [...forms].map(
    (form): LoadedDetector => ({
      family: name,
      keywords: [{ text: form.slice(0, keywordLength), holds: true }],
      at: undefined,
      digits: 0,
      before: undefined,
      personal: undefined,
      generic: false,
      pattern: literalPattern(form),
      tail: undefined,
      end: undefined,
      startsWord: false,
      trim: undefined,
      accepts: () => true,
      verifies: () => true,
    }),
  );
}
