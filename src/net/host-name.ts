/** Names that answer with credentials or with the machine itself: refused even where an allow rule names them. */
const forbidden: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "instance-data",
  "instance-data.ec2.internal",
  "host.docker.internal",
  "gateway.docker.internal",
  "host.containers.internal",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
]);

const loopback: ReadonlySet<string> = new Set([
  "localhost",
  "localhost.localdomain",
  "localhost6",
  "ip6-localhost",
  "ip6-loopback",
]);

const internalSuffixes: readonly string[] = [
  "localhost",
  "local",
  "internal",
  "lan",
  "home",
  "home.arpa",
  "corp",
  "intranet",
  "private",
  "svc",
  "cluster.local",
  "consul",
  "test",
  "invalid",
  "example",
  "onion",
  "arpa",
];

/** What a host name promises before it is resolved. */
export type NameClass = "ordinary" | "forbidden" | "internal";

/** Classifies a host name in the form the URL parser gives it, without a trailing dot. */
export function classifyName(name: string): NameClass {
  if (forbidden.has(name) || [...forbidden].some((known) => known.includes(".") && name.endsWith(`.${known}`)))
    return "forbidden";
  if (loopback.has(name) || !name.includes(".")) return "internal";
  return internalSuffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)) ? "internal" : "ordinary";
}
