import type { Json, Permit, Reason, Request } from "../decision/index.ts";

/** A change of an agent's own settings that would narrow it, and what it rests on. */
export interface PlannedSetting {
  /** Lines for the request: what the configuration is now, and what it would be. */
  readonly bound: readonly string[];
  /** Writes it and puts it in force. @throws what `Permit.spend` throws, or ConfigInvalid when the configuration has changed. */
  apply(permit: Permit, request: Request): Promise<void>;
}

/** The settings of an agent that it may make stricter itself. */
export interface OwnSettings {
  /** What setting the value would come to, or why it may not be set. */
  plan(agent: string, setting: string, value: Json): Promise<PlannedSetting | Reason>;
}
