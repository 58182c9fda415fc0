export type { Detector, Evidence } from "./detector.ts";
export type { ExactValue } from "./exact.ts";
export type { Finding } from "./finding.ts";
export { type Redaction, Redactor, type RedactorOptions } from "./redactor.ts";
export type { RedactingStream } from "./stream.ts";
