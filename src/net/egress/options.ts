import type { NetPolicy } from "../policy.ts";
import type { Resolver } from "../resolve.ts";

/** What may be reached through one proxy. */
export interface EgressPolicy extends NetPolicy {
  /** The only ports, those of the web included. */
  readonly ports: readonly number[];
  /** Upper case; `CONNECT` stands for everything that is not plain HTTP. */
  readonly methods: readonly string[];
}

/** What somebody wants to reach: plain HTTP, request by request, or a tunnel, which nobody looks into. */
export interface EgressTarget {
  readonly scheme: "http" | "tunnel";
  /** Without brackets and trailing dot. */
  readonly host: string;
  readonly port: number;
  /** `CONNECT` for a tunnel. */
  readonly method: string;
}

/** Bounds of one proxy. Times are milliseconds. */
export interface EgressLimits {
  /** Bytes in both directions, of all connections together. */
  readonly bytes: number;
  /** Bytes in both directions of one request or tunnel. */
  readonly connectionBytes: number;
  /** From the opening of the proxy until nothing more goes through. */
  readonly runMs: number;
  /** From a request or a tunnel to its end. */
  readonly connectionMs: number;
  /** Silence after which a connection ends. */
  readonly idleMs: number;
  /** Until a client has said where it wants to go. */
  readonly headMs: number;
  /** Bytes of the head of a request or an answer. */
  readonly headBytes: number;
  /** Connections from clients at one time; more are closed at once. */
  readonly connections: number;
  /** Refusals after which nothing more goes through; those that follow are no longer recorded. */
  readonly refusals: number;
}

/** What a proxy is opened with. */
export interface EgressOptions {
  /** Absolute path of the socket; its directory is made when it is not there, and must be this user's alone. */
  readonly socket: string;
  readonly policy: EgressPolicy;
  readonly limits?: Partial<EgressLimits>;
  readonly resolver?: Resolver;
  /** Decides about a target that the policy lets through, once; anything but `true` means no, a text says why. */
  readonly mayReach: (target: EgressTarget) => Promise<boolean | string>;
  /** Takes what became of each request and tunnel, refused ones included; when it throws, nothing more goes through. */
  readonly record: (record: EgressRecord) => void;
}

/** What became of one request or tunnel; never a path, a header or a body. */
export interface EgressRecord extends EgressTarget {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly effect: "allow" | "deny";
  /** Why it was refused, or why it ended before its time; absent when it went well. */
  readonly rule?: string;
  /** From the host to the client. */
  readonly bytesIn: number;
  /** From the client to the host. */
  readonly bytesOut: number;
  readonly ms: number;
  /** The address that was connected to. */
  readonly address?: string;
}

/** What was refused or cut off, as a finding of the sandbox whose proxy it is. */
export interface EgressFinding {
  readonly rule: "sandbox.net.denied";
  readonly message: string;
  /** `times` says how often the same happened. */
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** Bounds that installing packages and fetching sources stay within. */
export const defaultEgressLimits: EgressLimits = {
  bytes: 64 << 20,
  connectionBytes: 64 << 20,
  runMs: 3_600_000,
  connectionMs: 120_000,
  idleMs: 30_000,
  headMs: 10_000,
  headBytes: 16 << 10,
  connections: 128,
  refusals: 1_000,
};
