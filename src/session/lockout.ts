import { isIPv6 } from "node:net";

/** When failures become a lock-out. */
export interface LockoutLimits {
  /** Failures in a row that are let pass. */
  readonly failures: number;
  /** Milliseconds of the first lock-out; each further failure doubles it. */
  readonly first: number;
  /** The longest lock-out in milliseconds, after which the failures are forgotten. */
  readonly longest: number;
  /** Peers that are remembered; the one heard of longest ago is forgotten first. */
  readonly peers: number;
}

const defaults: LockoutLimits = { failures: 10, first: 1_000, longest: 15 * 60_000, peers: 10_000 };

interface Peer {
  failures: number;
  last: number;
  lockedUntil: number;
  /** Tokens that have worked from there, newest last. */
  readonly proven: Set<string>;
}

const maxProven = 32;

/**
 * Slows down guessing from one address. No address is exempt, loopback neither, since a local proxy would hide
 * everybody behind it; a token that has worked from an address still works there during a lock-out, so that nobody
 * can shut others out.
 */
export class Lockout {
  readonly #limits: LockoutLimits;
  readonly #now: () => number;
  readonly #peers = new Map<string, Peer>();

  constructor(limits: Partial<LockoutLimits> = {}, now: () => number = Date.now) {
    this.#limits = { ...defaults, ...limits };
    this.#now = now;
  }

  /** Milliseconds for which this peer must not try this token; 0 when it may. */
  wait(peer: string, token: string | undefined): number {
    const record = this.#peers.get(networkOf(peer));
    if (record === undefined || (token !== undefined && record.proven.has(token))) return 0;
    return Math.max(0, record.lockedUntil - this.#now());
  }

  /** Counts a failure; true when it begins a lock-out. */
  failed(peer: string): boolean {
    const now = this.#now();
    const record = this.#touch(peer);
    if (now - record.last > this.#limits.longest) record.failures = 0;
    record.last = now;
    record.failures += 1;
    const beyond = record.failures - this.#limits.failures;
    if (beyond < 0) return false;
    record.lockedUntil = now + Math.min(this.#limits.longest, this.#limits.first * 2 ** Math.min(beyond, 30));
    return true;
  }

  /** Notes that a token works from this peer and forgives its failures. */
  succeeded(peer: string, token: string): void {
    const known = this.#peers.get(networkOf(peer));
    if (known?.failures === 0 && known.proven.has(token)) return;
    const record = known ?? this.#touch(peer);
    if (this.#now() >= record.lockedUntil) record.failures = 0;
    record.proven.delete(token);
    record.proven.add(token);
    const oldest = record.proven.values().next();
    if (record.proven.size > maxProven && !oldest.done) record.proven.delete(oldest.value);
  }

  #touch(peer: string): Peer {
    const network = networkOf(peer);
    const record = this.#peers.get(network) ?? { failures: 0, last: 0, lockedUntil: 0, proven: new Set<string>() };
    this.#peers.delete(network);
    this.#peers.set(network, record);
    const oldest = this.#peers.keys().next();
    if (this.#peers.size > this.#limits.peers && !oldest.done) this.#peers.delete(oldest.value);
    return record;
  }
}

/** Who counts as one peer: an IPv4 address, or the /64 that one IPv6 host can choose addresses from. */
export function networkOf(peer: string): string {
  const address = peer.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("::");
  const [left, right] = [head.split(":").filter(Boolean), tail.split(":").filter(Boolean)];
  const zeros = address.includes("::") ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  return `${[...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":")}::/64`;
}
