import type { JsonObject } from "./json.ts";

/** Trust tier of a turn: A trusted operator, B verified system, C untrusted or public. */
export type Tier = "A" | "B" | "C";

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
  readonly type: "command" | "path" | "url" | "channel" | "session" | "message" | "tool" | "credential" | "model";
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
  /** Real paths, addresses or recipients the effect would reach. */
  readonly targets?: readonly string[];
  /** Generation of the policy under which the request was made; a reload voids older permits and grants. */
  readonly generation: number;
}

/** One question to the decision point (OpenID AuthZEN 1.0 §5: subject, action, resource, context). */
export interface Request {
  readonly subject: Subject;
  readonly action: Action;
  readonly resource: Resource;
  readonly context: Context;
}
