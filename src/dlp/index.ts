export { configuredRedactor } from "./configured.ts";
export type { ExactValue } from "./exact.ts";
export { type Finding, placeholder, unscannable } from "./finding.ts";
export { replyStream } from "./link-stream.ts";
export { shownIn } from "./modes.ts";
export { paced } from "./pace.ts";
export { compilePattern, matchPattern, type Pattern } from "./pattern.ts";
export { type Redaction, Redactor } from "./redactor.ts";
export { RedactingBytes, type RedactingStream } from "./stream.ts";
