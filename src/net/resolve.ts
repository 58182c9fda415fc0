import { Resolver as DnsResolver, lookup } from "node:dns/promises";
import { type NetPolicy, type NetRefusal, netRefusal } from "./policy.ts";
import { type JudgedUrl, judgeResolved } from "./url.ts";

/** Gives every address of a name, IPv4 and IPv6; rejects when it cannot. */
export type Resolver = (host: string) => Promise<readonly string[]>;

/** The system's resolver. */
export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

/**
 * Asks one name server, `address`, `address:port` or `[address]:port`, past the system's resolver and its hosts file.
 * Throws for what is no address. Rejects when the server fails in either kind of address; that it knows none is no failure.
 */
export function serverResolver(server: string): Resolver {
  const dns = new DnsResolver({ timeout: 2_000, tries: 2 });
  dns.setServers([server]);
  const noneIfUnknown = (error: NodeJS.ErrnoException): readonly string[] => {
    if (error.code === "ENOTFOUND" || error.code === "ENODATA") return [];
    throw error;
  };
  return async (host) => {
    const kinds = [dns.resolve4(host), dns.resolve6(host)];
    return (await Promise.all(kinds.map((kind) => kind.catch(noneIfUnknown)))).flat();
  };
}

const maxAddresses = 32;

/** Resolves once and judges every address: one that may not be reached refuses them all, and so does having none. */
export async function resolveTarget(
  target: JudgedUrl,
  policy: NetPolicy,
  resolver: Resolver = systemResolver,
  signal?: AbortSignal,
): Promise<{ readonly ok: true; readonly addresses: readonly string[] } | NetRefusal> {
  const addresses = target.isAddress ? [target.host] : await resolve(target.host, resolver, signal);
  if (addresses === undefined) return netRefusal("unresolved", `${target.host} could not be resolved`);
  if (addresses.length === 0) return netRefusal("unresolved", `${target.host} has no address`);
  if (addresses.length > maxAddresses)
    return netRefusal("unresolved", `${target.host} has more than ${maxAddresses} addresses`);
  // INVARIANT: every address is judged, so that whichever is connected to was.
  const refusals = addresses.map((address) => judgeResolved(address, target, policy));
  return refusals.find((refusal) => refusal !== undefined) ?? { ok: true, addresses };
}

/** The addresses, or `undefined` when they were not to be had in time. */
function resolve(host: string, resolver: Resolver, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  return new Promise((settle) => {
    if (signal?.aborted) return settle(undefined);
    const giveUp = () => settle(undefined);
    signal?.addEventListener("abort", giveUp, { once: true });
    Promise.resolve(host)
      .then(resolver)
      .then(settle, giveUp)
      .finally(() => signal?.removeEventListener("abort", giveUp));
  });
}
