import { isRefusal, membersOf, type Refusal, refuse } from "../ingress/index.ts";
import type { Identity, Presented, Role } from "../session/index.ts";
import type { Logger } from "./log.ts";
import { rpcCodeOf } from "./refusal-wire.ts";
import { type ParamShape, type ParamsOf, paramFault } from "./rpc-params.ts";

/** Who calls, and until when the answer matters. */
export interface RpcCall {
  readonly identity: Identity;
  readonly peer: string;
  /** What the caller showed, for a method that sends a message through the pipeline. */
  readonly presented: Presented;
  readonly signal: AbortSignal;
}

/** One method: who may call it, with what, and what it does. The result is any JSON value. */
export interface RpcMethod {
  readonly role: Role;
  readonly summary: string;
  readonly params: ParamShape;
  run(params: Readonly<Record<string, unknown>>, call: RpcCall): Promise<unknown>;
}

/** Methods by name, `area.verb`. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** A method whose parameters are typed by their shape; they have been checked when `run` is called. */
export function rpcMethod<const S extends ParamShape>(method: {
  readonly role: Role;
  readonly summary: string;
  readonly params: S;
  readonly run: (params: ParamsOf<S>, call: RpcCall) => Promise<unknown>;
}): RpcMethod {
  return { ...method, run: (params, call) => method.run(params as ParamsOf<S>, call) };
}

/** An error as a value; the code is one of JSON-RPC 2.0 §5.1. */
interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly code: string };
}

interface RpcReply {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: RpcError;
}

/** Answers JSON-RPC 2.0 requests from a table of methods. A method refuses by returning a `Refusal`. */
export class RpcServer {
  readonly #methods: RpcMethods;
  readonly #logger: Logger;
  readonly #maxBatch: number;

  constructor(methods: RpcMethods, logger: Logger, maxBatch: number) {
    this.#methods = methods;
    this.#logger = logger;
    this.#maxBatch = maxBatch;
  }

  /** The reply to a parsed body, request or batch; `undefined` when it holds notifications only. */
  async reply(body: unknown, call: RpcCall): Promise<object | undefined> {
    if (!Array.isArray(body)) return this.#one(body, call);
    if (body.length === 0) return failure(null, invalid("the batch is empty"));
    if (body.length > this.#maxBatch) return failure(null, invalid(`a batch has at most ${this.#maxBatch} calls`));
    const replies = (await Promise.all(body.map((item) => this.#one(item, call)))).filter((r) => r !== undefined);
    return replies.length === 0 ? undefined : replies;
  }

  async #one(item: unknown, call: RpcCall): Promise<RpcReply | undefined> {
    const { jsonrpc, method: name, params = {}, id } = membersOf(item);
    const validId = id === undefined || id === null || typeof id === "string" || Number.isFinite(id);
    if (jsonrpc !== "2.0" || typeof name !== "string" || !validId) {
      return failure(null, invalid("not a JSON-RPC 2.0 request"));
    }
    const outcome = await this.#call(name, params, call);
    if (id === undefined) return undefined;
    const answered = id as string | number | null;
    return "error" in outcome ? failure(answered, outcome.error) : { jsonrpc: "2.0", id: answered, ...outcome };
  }

  async #call(name: string, params: unknown, call: RpcCall): Promise<{ error: RpcError } | { result: unknown }> {
    const method = Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
    if (method === undefined) return { error: { code: -32601, message: "there is no such method" } };
    const { identity, peer } = call;
    // INVARIANT: the role comes from the token alone; no parameter can raise it.
    if (method.role === "operator" && identity.role !== "operator") {
      this.#logger.warn("rpc.forbidden", { method: name, principal: identity.principal, peer });
      return { error: errorOf(refuse("forbidden", "this method is for operators")) };
    }
    if (typeof params !== "object" || params === null || Array.isArray(params)) {
      return { error: { code: -32602, message: "parameters are given by name" } };
    }
    const fault = paramFault(params as Record<string, unknown>, method.params);
    if (fault !== undefined) return { error: { code: -32602, message: fault } };
    try {
      const result = (await method.run({ ...params }, call)) ?? null;
      const refused = typeof result === "object" && result !== null && isRefusal(result);
      this.#logger.info("rpc", {
        method: name,
        principal: identity.principal,
        peer,
        ...(refused && { refused: result.refused }),
      });
      return refused ? { error: errorOf(result) } : { result };
    } catch (error) {
      this.#logger.error("rpc.failed", { method: name, principal: identity.principal, peer, error: String(error) });
      return { error: { code: -32603, message: "the method failed" } };
    }
  }
}

/** The JSON-RPC form of a refusal that came before any method. */
export function rpcRefusal(refusal: Refusal): object {
  return failure(null, errorOf(refusal));
}

function errorOf(refusal: Refusal): RpcError {
  return { code: rpcCodeOf(refusal), message: refusal.message, data: { code: refusal.refused } };
}

function invalid(message: string): RpcError {
  return { code: -32600, message };
}

function failure(id: string | number | null, error: RpcError): RpcReply {
  return { jsonrpc: "2.0", id, error };
}
