/** Why a message or a call goes no further. */
export type RefusalCode =
  | "unauthenticated"
  | "locked_out"
  | "forbidden"
  | "unknown_agent"
  | "denied"
  | "busy"
  | "draining"
  | "invalid_json"
  | "invalid_request"
  | "unsupported"
  | "too_large"
  | "unsupported_media"
  | "not_found"
  | "method_not_allowed"
  | "misdirected"
  | "forbidden_origin"
  | "too_many_headers"
  | "timed_out"
  | "unavailable"
  | "failed";

/** A refusal as a value: the code is for programs, the message for people; neither tells what an attacker lacks. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly refused: Code;
  readonly message: string;
  /** Milliseconds after which another try makes sense. */
  readonly wait?: number;
}

/** Makes a refusal; `wait` in milliseconds. */
export function refuse<Code extends RefusalCode>(refused: Code, message: string, wait?: number): Refusal<Code> {
  return wait === undefined ? { refused, message } : { refused, message, wait };
}

/** Tells a refusal from what would have been instead. */
export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return "refused" in value;
}
