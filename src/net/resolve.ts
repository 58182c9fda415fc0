import { lookup } from "node:dns/promises";
import type { NetPolicy, NetRefusal } from "./policy.ts";
import { netRefusal } from "./policy.ts";
import { type JudgedUrl, judgeResolved } from "./url.ts";

/** Gives every address of a name. */
export type Resolver = (host: string) => Promise<readonly string[]>;

/** The system's resolver: all addresses, IPv4 and IPv6. */
export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

const maxAddresses = 32;

/** Resolves once and judges every address: one that may not be reached refuses them all. */
export async function resolveTarget(
  target: JudgedUrl,
  policy: NetPolicy,
  resolver: Resolver,
): Promise<{ readonly ok: true; readonly addresses: readonly string[] } | NetRefusal> {
  let addresses: readonly string[];
  try {
    addresses = target.isAddress ? [target.host] : await resolver(target.host);
  } catch {
    return netRefusal("unresolved", `${target.host} could not be resolved`);
  }
  if (addresses.length === 0) return netRefusal("unresolved", `${target.host} has no address`);
  if (addresses.length > maxAddresses)
    return netRefusal("unresolved", `${target.host} has more than ${maxAddresses} addresses`);
  for (const address of addresses) {
    const refusal = judgeResolved(address, target.host, policy);
    if (refusal !== undefined) return refusal;
  }
  return { ok: true, addresses };
}
