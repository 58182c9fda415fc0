export { cleanText } from "./clean.ts";
export { type ContentKind, type Envelope, type EnvelopeOptions, withoutEnvelopes, wrapUntrusted } from "./envelope.ts";
export { cleanTaint, joinLabel, joinTaint, type Label, taintOf, tierMin } from "./label.ts";
export { lookAlike } from "./look-alikes.ts";
export { type Neutralised, neutralise } from "./neutralise.ts";
export { screenText } from "./screen.ts";
export type { Span, Verdict, VerdictClass } from "./verdict.ts";
