import { metadataNames } from "./metadata.ts";

const metadata: ReadonlySet<string> = new Set(metadataNames);

const loopback: ReadonlySet<string> = new Set([
  "localhost",
  "localhost.localdomain",
  "localhost4",
  "localhost6",
  "ip6-localhost",
  "ip6-loopback",
  "broadcasthost",
]);

/** Special-use domains (RFC 6761 and its registry), and those that only mean something inside a network. */
const internalSuffixes: readonly string[] = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "intra",
  "lan",
  "home",
  "home.arpa",
  "corp",
  "private",
  "mail",
  "workgroup",
  "svc",
  "cluster.local",
  "consul",
  "docker",
  "test",
  "invalid",
  "alt",
  "onion",
  "i2p",
  "arpa",
];

/** What a host name promises before it is resolved. */
export type NameClass = "ordinary" | "metadata" | "internal";

/** Classifies a host name in the form the URL parser gives it, without a trailing dot. */
export function classifyName(name: string): NameClass {
  if (metadata.has(name)) return "metadata";
  // A sub-domain of a metadata service's name is one too; sub-domains of bare words are ordinary names.
  if (metadataNames.some((known) => known.includes(".") && name.endsWith(`.${known}`))) return "metadata";
  if (loopback.has(name) || !name.includes(".")) return "internal";
  return internalSuffixes.some((suffix) => name.endsWith(`.${suffix}`)) ? "internal" : "ordinary";
}
