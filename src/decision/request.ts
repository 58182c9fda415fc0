import type { JsonObject } from "./json.ts";

/** Trust tier of a turn: A trusted operator, B verified system, C untrusted or public. */
export type Tier = "A" | "B" | "C";

/** All tiers, the best first. */
export const tiers: readonly Tier[] = ["A", "B", "C"];

/** Who asks: an agent, acting in a session for an authenticated principal. */
export interface Subject {
  readonly type: "agent";
  readonly id: string;
  readonly principal: string;
  readonly session: string;
}

/** What would be done; the name is a tool's or an ingress's. */
export interface Action {
  readonly name: string;
}

/** What it would be done to. `id` is the resolved form: script text, real absolute path, normalised URL, channel or session id. */
export interface Resource {
  readonly type:
    | "command"
    | "path"
    | "url"
    | "channel"
    | "session"
    | "message"
    | "tool"
    | "credential"
    | "model"
    | "memory"
    | "config";
  readonly id: string;
  readonly access: "read" | "write" | "execute" | "connect" | "send" | "use";
}

/** What the turn has already taken in (NB-1). */
export interface Taint {
  readonly untrusted: boolean;
  readonly sensitive: boolean;
  /** Where untrusted text came from, for the record: `webchat`, `url:https://…`, `file:/…`. */
  readonly sources: readonly string[];
}

/** Everything else the decision may depend on; nothing here is volatile, so equal requests have equal fingerprints. */
export interface Context {
  readonly ingress: string;
  readonly tier: Tier;
  readonly taint: Taint;
  /** The decoded tool arguments, exactly as they will be used. */
  readonly arguments: JsonObject;
  /** The argument vector that would be executed. */
  readonly argv?: readonly string[];
  /** Real path of the program that would be executed. */
  readonly executable?: string;
  readonly cwd?: string;
  /** Names of the environment variables the effect would see. */
  readonly environment?: readonly string[];
  /** Who named the address or recipient, of a turn that has read untrusted text: the user, only such text, or only the model. */
  readonly namedBy?: "user" | "others" | "model";
  /** Real paths, addresses or recipients the effect would reach. */
  readonly targets?: readonly string[];
  /** What the effect rests on outside its own text, a line each: directories, links, programs, contents, values. */
  readonly bound?: readonly string[];
  /** Generation of the policy under which the request was made; a reload voids older permits and grants. */
  readonly generation: number;
}

/** All ways in which an action touches its resource. */
export const accesses: readonly Resource["access"][] = ["read", "write", "execute", "connect", "send", "use"];

/** One question to the decision point (OpenID AuthZEN 1.0 §5: subject, action, resource, context). */
export interface Request {
  readonly subject: Subject;
  readonly action: Action;
  readonly resource: Resource;
  readonly context: Context;
}

/** True when the value has the shape of a request; what it says may still be wrong. */
export function isRequest(value: unknown): value is Request {
  if (!isRecord(value)) return false;
  const { subject, action, resource, context } = value;
  return (
    isRecord(subject) &&
    hasStrings(subject, ["type", "id", "principal", "session"]) &&
    isRecord(action) &&
    hasStrings(action, ["name"]) &&
    isRecord(resource) &&
    hasStrings(resource, ["type", "id", "access"]) &&
    isContext(context)
  );
}

function isContext(value: unknown): boolean {
  if (!isRecord(value) || !hasStrings(value, ["ingress", "tier"]) || !Number.isSafeInteger(value["generation"]))
    return false;
  const { taint } = value;
  if (!isRecord(taint) || typeof taint["untrusted"] !== "boolean" || typeof taint["sensitive"] !== "boolean")
    return false;
  return (
    isRecord(value["arguments"]) &&
    ["argv", "environment", "targets", "bound"].every((key) => isOptionalStrings(value[key]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasStrings(object: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof object[key] === "string");
}

function isOptionalStrings(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === "string"));
}
