import type { JsonObject, Resource, Scope, Taint, Tier } from "../decision/index.ts";
import type { Proposal, RefusedProposal, SecurityContext } from "../provider/index.ts";
import type { Budget } from "./budget.ts";
import type { ToolSchema } from "./model.ts";
import type { NamedBy } from "./namers.ts";

/** What a turn may do, and what it uses up. */
export interface Authority {
  readonly security: SecurityContext;
  readonly budget: Budget;
}

/** The turn a tool is called in; everything a request says beside the arguments comes from here, never from a model. */
export interface ToolContext {
  readonly agent: string;
  readonly principal: string;
  readonly session: string;
  readonly ingress: string;
  readonly tier: Tier;
  readonly taint: Taint;
  /** Absolute directory the agent works in. */
  readonly workspace: string;
  /** Absolute directory that relative paths and commands start from. */
  readonly cwd: string;
  /** Generation of the policy in force. */
  readonly generation: number;
  readonly scope: Scope;
  /** Who named what a step would reach, in a session that has read untrusted text; absent outside a conversation. */
  readonly namedBy?: (resource: Resource) => NamedBy | undefined;
  /** What a turn that the call begins is cut from; absent outside a turn. */
  readonly authority?: Authority;
  /** Has the later turns of the session use another model, by its name in the configuration; absent where none follow. */
  readonly useModel?: (model: string) => void;
}

/** Something a model can ask for. */
export interface Tool extends ToolSchema {
  /**
   * Resolves the arguments, already checked against `parameters`, into the exact request to decide on. Has no effect
   * beyond looking; what cannot be resolved is a refusal, which is decided and recorded as any other request.
   */
  prepare(args: JsonObject, context: ToolContext): Promise<Proposal | RefusedProposal>;
}
