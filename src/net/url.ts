import { isIP } from "node:net";
import { includesName } from "../decision/index.ts";
import { type AddressClass, classifyAddress } from "./address.ts";
import { classifyName } from "./host-name.ts";
import { type NetPolicy, type NetRefusal, netRefusal, openings } from "./policy.ts";
import { writtenAddresses } from "./wildcard-name.ts";

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
const maxLength = 8_192;

/** Two slashes, a host, and then nothing that some parsers take for a part of it: no backslash, no `@` that is not of a path. */
const plainAuthority = /^https?:\/\/[^/\\?#@]+(?:$|\/|[?#](?!@))/i;

/**
 * Everything that can be said of a URL without the network. One parser reads it (WHATWG), so that no two disagree;
 * odd spellings of addresses are refused even where they are harmless. Pure.
 */
export function judgeUrl(text: string, policy: NetPolicy): JudgedUrl | NetRefusal {
  const url = text.length > maxLength ? null : URL.parse(text);
  if (url === null) return netRefusal("malformed", "this is not an absolute URL");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return netRefusal("scheme", `the scheme ${url.protocol} is not http or https`);
  if (url.username !== "" || url.password !== "")
    return netRefusal("userinfo", "the URL carries a user name or password");
  url.hostname = url.hostname.replace(/\.$/, "");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "" || host.split(".").includes("")) return netRefusal("malformed", "the URL names no host");
  if (/[\x00-\x1f\x7f]/.test(text.trim())) return netRefusal("spelling", "the URL has control characters in it");
  if (!plainAuthority.test(text.trim()))
    return netRefusal("spelling", "other programs could read another host in this URL");
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const judged: JudgedUrl = { ok: true, url, host, port, isAddress: isIP(host) !== 0 };
  return (
    (judged.isAddress ? judgeAddress(judged, text, policy) : judgeName(judged, policy)) ?? judgePolicy(judged, policy)
  );
}

function judgeAddress(target: JudgedUrl, text: string, policy: NetPolicy): NetRefusal | undefined {
  const { host, url } = target;
  // The parser reads 0x7f.1 and 010.0.0.1 where others read something else: only what says itself is accepted.
  const written = text.trim().toLowerCase();
  const plain = `${url.protocol}//${host}`;
  // Inside brackets every parser reads the same.
  const isPlain =
    host.includes(":") || (written.startsWith(plain) && /^(?:[:/?#]|$)/.test(written.slice(plain.length)));
  if (!isPlain) return netRefusal("spelling", `the address ${host} is written in an unusual form`);
  return judgeResolved(host, target, policy);
}

function judgeName(target: JudgedUrl, policy: NetPolicy): NetRefusal | undefined {
  const { host, port } = target;
  switch (classifyName(host)) {
    case "metadata":
      return netRefusal("metadata", `${host} is a metadata service or the machine itself`);
    case "internal":
      if (openings(policy, port).some((one) => one.opensName(host))) return undefined;
      return netRefusal("internal", `${host} is an internal name`, remedy(host));
    case "ordinary":
      return writtenAddresses(host)
        .map((address) => judgeResolved(address, target, policy))
        .find((refusal) => refusal !== undefined);
  }
}

function judgePolicy(target: JudgedUrl, policy: NetPolicy): JudgedUrl | NetRefusal {
  const { host, port, isAddress } = target;
  if (!includesName(policy.hosts, host))
    return netRefusal("host", `${host} is not among the hosts that may be reached`, `add ${host} to net.hosts`);
  const isOpened = openings(policy, port).some((one) => (isAddress ? one.opensAddress(host) : one.opensName(host)));
  if (ordinaryPorts.has(port) || policy.ports.includes(port) || isOpened) return target;
  return netRefusal("port", `port ${port} is not one of the web`);
}

/** Where a name that the operator opened may lie. */
const openable: ReadonlySet<AddressClass> = new Set(["loopback", "private", "shared"]);

/** Whether one address may be connected to on behalf of a URL; `undefined` when it may. */
export function judgeResolved(
  address: string,
  { host, port }: Pick<JudgedUrl, "host" | "port">,
  policy: NetPolicy,
): NetRefusal | undefined {
  const kind = classifyAddress(address);
  if (kind === "public") return undefined;
  const where = host === address ? `${host} is` : `${host} is at ${address}, which is`;
  // INVARIANT: nothing in a policy opens a metadata service.
  if (kind === "metadata") return netRefusal("metadata", `${where} a metadata service`);
  const opened = openings(policy, port);
  if (kind !== "invalid" && kind !== "multicast" && opened.some((one) => one.opensAddress(address))) return undefined;
  if (openable.has(kind) && opened.some((one) => one.opensName(host))) return undefined;
  return netRefusal("address", `${where} ${kind}, not public`, remedy(host));
}

function remedy(host: string): string {
  return `add ${host} to net.dangerouslyAllowPrivate.hosts`;
}
