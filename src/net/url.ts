import { isIP } from "node:net";
import { classifyAddress } from "./address.ts";
import { classifyName } from "./host-name.ts";
import { isHostAllowed, isPrivateHostAllowed, type NetPolicy, type NetRefusal, netRefusal } from "./policy.ts";

/** A URL that may be resolved: parsed once, with its host in the form that every later step uses. */
export interface JudgedUrl {
  readonly ok: true;
  readonly url: URL;
  /** Without brackets and trailing dot. */
  readonly host: string;
  readonly port: number;
  /** True when the host is an address, which needs no resolving. */
  readonly isAddress: boolean;
}

const ordinaryPorts: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/**
 * Everything that can be said of a URL without the network. One parser reads it (WHATWG), so that no two disagree;
 * odd spellings of addresses are refused even where they are harmless.
 */
export function judgeUrl(text: string, policy: NetPolicy): JudgedUrl | NetRefusal {
  const url = URL.parse(text);
  if (url === null || text.length > 8_192) return netRefusal("malformed", "this is not an absolute URL");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return netRefusal("scheme", `the scheme ${url.protocol} is not http or https`);
  if (url.username !== "" || url.password !== "")
    return netRefusal("userinfo", "the URL carries a user name or password");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "" || host.endsWith(".")) return netRefusal("malformed", "the URL names no host");
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const isAddress = isIP(host) !== 0;
  const refusal = isAddress ? judgeAddress(host, text, policy) : judgeName(host, policy);
  if (refusal !== undefined) return refusal;
  if (!isHostAllowed(policy, host))
    return netRefusal("host", `${host} is not among the hosts that may be reached`, `add ${host} to net.hosts`);
  const mayUsePort = ordinaryPorts.has(port) || policy.ports.includes(port) || isPrivateHostAllowed(policy, host);
  if (!mayUsePort) return netRefusal("port", `port ${port} is not one of the web`);
  return { ok: true, url, host, port, isAddress };
}

function judgeAddress(host: string, text: string, policy: NetPolicy): NetRefusal | undefined {
  const isWrittenPlainly = text.toLowerCase().includes(`//${host}`) || text.toLowerCase().includes(`//[${host}]`);
  if (!isWrittenPlainly) return netRefusal("spelling", `the address ${host} is written in an unusual form`);
  return judgeResolved(host, host, policy);
}

function judgeName(host: string, policy: NetPolicy): NetRefusal | undefined {
  switch (classifyName(host)) {
    case "forbidden":
      return netRefusal("metadata", `${host} is a metadata service or the machine itself`);
    case "internal":
      if (isPrivateHostAllowed(policy, host)) return undefined;
      return netRefusal("internal", `${host} is an internal name`, `add ${host} to net.dangerouslyAllowPrivate`);
    case "ordinary":
      return undefined;
  }
}

/** Whether one address may be connected to on behalf of a host. */
export function judgeResolved(address: string, host: string, policy: NetPolicy): NetRefusal | undefined {
  const kind = classifyAddress(address);
  if (kind === "public") return undefined;
  if (kind === "metadata") return netRefusal("metadata", `${host} is at ${address}, a metadata service`);
  const isOpened = isPrivateHostAllowed(policy, host) && kind !== "invalid" && kind !== "multicast";
  if (isOpened) return undefined;
  return netRefusal(
    "address",
    `${host} is at ${address}, which is ${kind}, not public`,
    `add ${host} to net.dangerouslyAllowPrivate`,
  );
}
