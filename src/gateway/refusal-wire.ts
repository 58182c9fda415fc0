import type { Refusal, RefusalCode } from "../ingress/index.ts";

interface Wire {
  readonly status: number;
  /** OpenAI's class of the error. */
  readonly type:
    | "invalid_request_error"
    | "authentication_error"
    | "permission_error"
    | "rate_limit_error"
    | "server_error";
  /** OpenAI's code where it has one; else the refusal's own. */
  readonly code?: string;
  /** JSON-RPC 2.0 §5.1: -32000 to -32099 are the server's own. */
  readonly rpc: number;
}

const wires: Readonly<Record<RefusalCode, Wire>> = {
  unauthenticated: { status: 401, type: "authentication_error", code: "invalid_api_key", rpc: -32001 },
  locked_out: { status: 429, type: "rate_limit_error", rpc: -32002 },
  forbidden: { status: 403, type: "permission_error", rpc: -32003 },
  denied: { status: 403, type: "permission_error", rpc: -32004 },
  unknown_agent: { status: 404, type: "invalid_request_error", code: "model_not_found", rpc: -32005 },
  busy: { status: 429, type: "rate_limit_error", code: "rate_limit_exceeded", rpc: -32006 },
  draining: { status: 503, type: "server_error", rpc: -32007 },
  failed: { status: 500, type: "server_error", code: "server_error", rpc: -32603 },
  unavailable: { status: 503, type: "server_error", rpc: -32009 },
  timed_out: { status: 408, type: "invalid_request_error", rpc: -32008 },
  invalid_json: { status: 400, type: "invalid_request_error", rpc: -32700 },
  invalid_request: { status: 400, type: "invalid_request_error", rpc: -32602 },
  unsupported: { status: 400, type: "invalid_request_error", code: "unsupported_parameter", rpc: -32602 },
  too_large: { status: 413, type: "invalid_request_error", rpc: -32600 },
  unsupported_media: { status: 415, type: "invalid_request_error", rpc: -32600 },
  not_found: { status: 404, type: "invalid_request_error", rpc: -32601 },
  method_not_allowed: { status: 405, type: "invalid_request_error", rpc: -32600 },
  misdirected: { status: 421, type: "invalid_request_error", rpc: -32600 },
  forbidden_origin: { status: 403, type: "permission_error", rpc: -32600 },
  too_many_headers: { status: 431, type: "invalid_request_error", rpc: -32600 },
};

export function statusOf({ refused }: Refusal): number {
  return wires[refused].status;
}

export function rpcCodeOf({ refused }: Refusal): number {
  return wires[refused].rpc;
}

/** The body of a refusal, in the form OpenAI's clients read. */
export function errorBody({ refused, message }: Refusal): {
  readonly error: { readonly message: string; readonly type: string; readonly param: null; readonly code: string };
} {
  const { type, code = refused } = wires[refused];
  return { error: { message, type, param: null, code } };
}

/** The header lines that only a refusal has. */
export function refusalHeaders({ refused, wait }: Refusal): Readonly<Record<string, string>> {
  return {
    ...(refused === "unauthenticated" && { "www-authenticate": 'Bearer realm="sallyport"' }),
    ...(wait !== undefined && { "retry-after": String(Math.max(1, Math.ceil(wait / 1_000))) }),
    // What is left of a body that was not read would be taken for the next request.
    ...(closing.has(refused) && { connection: "close" }),
  };
}

const closing: ReadonlySet<RefusalCode> = new Set([
  "too_large",
  "too_many_headers",
  "timed_out",
  "misdirected",
  "draining",
]);
