import { includesName, type Names, type Reason } from "../decision/index.ts";

/** Where requests may go. */
export interface NetPolicy {
  readonly hosts: Names;
  /** Exact host names or addresses that may be private; metadata services never are. */
  readonly privateHosts: readonly string[];
  /** Ports besides 80, 443, 8080 and 8443. */
  readonly ports: readonly number[];
}

/** A refusal as a value. */
export interface NetRefusal {
  readonly ok: false;
  readonly reason: Reason;
}

export const publicOnly: NetPolicy = { hosts: "*", privateHosts: [], ports: [] };

export function netRefusal(rule: string, message: string, remedy?: string): NetRefusal {
  return { ok: false, reason: { rule: `net.${rule}`, message, ...(remedy !== undefined && { remedy }) } };
}

/** True when the operator opened this private host. */
export function isPrivateHostAllowed(policy: NetPolicy, host: string): boolean {
  return policy.privateHosts.includes(host);
}

export function isHostAllowed(policy: NetPolicy, host: string): boolean {
  return includesName(policy.hosts, host);
}
