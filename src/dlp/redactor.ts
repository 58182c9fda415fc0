import { randomBytes } from "node:crypto";
import { type CustomPattern, customDetector } from "./custom.ts";
import type { Detector, LoadedDetector, PersonalGroup } from "./detector.ts";
import { type ExactValue, exactDetectors } from "./exact.ts";
import { detectors as shipped } from "./families/index.ts";
import { type Finding, placeholder, unscannable } from "./finding.ts";
import { redactJsonWith } from "./json.ts";
import { deferDetector, loadDetectors } from "./load.ts";
import { compileRuleset, type Ruleset } from "./ruleset.ts";
import { Scan } from "./scan.ts";
import { RedactingStream } from "./stream.ts";
import { tokenOf } from "./vault.ts";

let loadedShipped: readonly LoadedDetector[] | undefined;

/** The shipped detectors, each of which is loaded when first tried. */
function loadShipped(): readonly LoadedDetector[] {
  loadedShipped ??= shipped.map(deferDetector);
  return loadedShipped;
}

/** How a redactor is made. */
export interface RedactorOptions {
  /** Secrets the runtime knows, such as its own tokens. */
  readonly exactValues?: readonly ExactValue[];
  /** Detectors beside the shipped ones. */
  readonly detectors?: readonly Detector[];
  readonly patterns?: readonly CustomPattern[];
  /** Groups of personal data that are redacted too; default none. */
  readonly personal?: readonly PersonalGroup[];
  /** Key of the fingerprints; random by default, so that they mean nothing outside this process. */
  readonly key?: Uint8Array;
}

/** Text without its secrets, and what they were. */
export interface Redaction {
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Takes secrets out of text, JSON and streams. It never throws: what cannot be scanned is withheld whole. */
export class Redactor {
  readonly #ruleset: Ruleset;
  readonly #key: Uint8Array;

  /** @throws {DetectorInvalid} when a detector, a pattern or an exact value is not usable. */
  constructor(options: RedactorOptions = {}) {
    const { exactValues = [], detectors = [], patterns = [], personal = [] } = options;
    const { key = randomBytes(32) } = options;
    this.#ruleset = compileRuleset([
      ...exactValues.flatMap(exactDetectors),
      ...patterns.map(customDetector),
      ...loadShipped().filter((detector) => detector.personal === undefined || personal.includes(detector.personal)),
      ...loadDetectors(detectors),
    ]);
    this.#key = key;
  }

  redact(text: string): Redaction {
    try {
      const scan = new Scan(this.#ruleset, this.#key);
      return { text: scan.only(text), findings: scan.findings };
    } catch {
      // INVARIANT: text that was not scanned does not leave.
      const finding = { family: unscannable, start: 0, end: text.length, fingerprint: "", verified: false };
      return { text: placeholder(unscannable), findings: [finding] };
    }
  }

  /** The same with a token for each secret, and what each token stands for, which is for a vault to keep. */
  tokenise(text: string): Redaction & { readonly values: ReadonlyMap<string, string> } {
    const { text: redacted, findings } = this.redact(text);
    const values = new Map<string, string>();
    if (findings.some(({ family }) => family === unscannable)) return { text: redacted, findings, values };
    let tokenised = "";
    let from = 0;
    for (const { family, start, end, fingerprint } of findings) {
      const token = tokenOf(family, fingerprint);
      values.set(token, text.slice(start, end));
      tokenised += text.slice(from, start) + token;
      from = end;
    }
    return { text: tokenised + text.slice(from), findings, values };
  }

  /** The same for every string in a JSON value, keys included; a key such as `password` tells on its value. */
  redactJson(value: unknown): { readonly value: unknown; readonly findings: readonly Finding[] } {
    return redactJsonWith((text) => this.redact(text), value);
  }

  /** A stream that gives, joined, what `redact` gives for the whole. */
  stream(): RedactingStream {
    return new RedactingStream(new Scan(this.#ruleset, this.#key));
  }
}
