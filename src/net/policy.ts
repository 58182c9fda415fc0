import type { Names, Reason } from "../decision/index.ts";
import { NetPolicyInvalid } from "../errors.ts";
import { type PrivateHost, parsePrivateHost } from "./private-host.ts";

/** Where requests may go. */
export interface NetPolicy {
  readonly hosts: Names;
  /**
   * What may be reached although it is not public: `name`, `name:port`, `address`, `address:port`, or a range such as
   * `10.1.0.0/16`. Metadata services are never opened.
   */
  readonly privateHosts: readonly string[];
  /** Ports besides 80, 443, 8080 and 8443. */
  readonly ports: readonly number[];
}

/** A refusal as a value. */
export interface NetRefusal {
  readonly ok: false;
  readonly reason: Reason;
}

/** The policy of who says nothing: every public host, nothing else. */
export const publicOnly: NetPolicy = { hosts: "*", privateHosts: [], ports: [] };

export function netRefusal(rule: string, message: string, remedy?: string): NetRefusal {
  return { ok: false, reason: { rule: `net.${rule}`, message, ...(remedy !== undefined && { remedy }) } };
}

/**
 * The policy of an installation: `opened` may be reached although it is not public, as long as `isOpen` says so.
 * @throws {NetPolicyInvalid} for an entry that nobody can read, open or not.
 */
export function installedPolicy(hosts: Names, opened: readonly string[], isOpen: () => boolean): NetPolicy {
  requireNetPolicy({ hosts, privateHosts: opened, ports: [] });
  return {
    hosts,
    // INVARIANT: asked at every use, so that an accepted risk ends on its day and not with the process.
    get privateHosts() {
      return isOpen() ? opened : [];
    },
    ports: [],
  };
}

/** A refusal on its way through the error path of a socket. */
export class NetRefused extends Error {
  readonly refusal: NetRefusal;

  constructor(refusal: NetRefusal) {
    super(refusal.reason.message);
    this.refusal = refusal;
  }
}

/**
 * A policy that means something in every entry.
 * @throws {NetPolicyInvalid} for an entry that is unreadable, or opens nothing because it is a metadata service.
 */
export function requireNetPolicy(policy: NetPolicy): NetPolicy {
  for (const entry of policy.privateHosts) {
    const parsed = parsePrivateHost(entry);
    if (parsed === undefined) {
      throw new NetPolicyInvalid(`"${entry}" is no private host`, {
        fix: "write a name, an address, either with :port, or a range such as 10.1.0.0/16",
      });
    }
    if (parsed.isMetadata) {
      throw new NetPolicyInvalid(`"${entry}" is a metadata service, which is never opened`, { fix: "remove it" });
    }
  }
  const port = policy.ports.find((one) => !Number.isInteger(one) || one < 1 || one > 65_535);
  if (port !== undefined) throw new NetPolicyInvalid(`${port} is no port`, { fix: "write a number from 1 to 65535" });
  return policy;
}

/** The entries under which the operator opened a host on a port, by name or by address. */
export function openings(policy: NetPolicy, port: number): readonly PrivateHost[] {
  return policy.privateHosts
    .map(parsePrivateHost)
    .filter((one) => one !== undefined)
    .filter((one) => one.port === undefined || one.port === port);
}
