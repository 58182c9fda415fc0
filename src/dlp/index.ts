export { configuredRedactor } from "./configured.ts";
export type { ExactValue } from "./exact.ts";
export { type Finding, placeholder } from "./finding.ts";
export { replyStream } from "./link-stream.ts";
export { paced } from "./pace.ts";
export { type Redaction, Redactor } from "./redactor.ts";
export { RedactingBytes, type RedactingStream } from "./stream.ts";
