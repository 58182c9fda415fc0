import { isIP } from "node:net";

/** The names every local certificate carries. */
export const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "::1"];

const dnsName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** The loopback names and `further` ones, in lower case, each once; wildcard addresses and what is no host name are left out. */
export function certificateNames(further: readonly string[]): readonly string[] {
  const names = further.map((name) => name.toLowerCase().replace(/^\[(.*)\]$/, "$1"));
  return [...new Set([...loopbackNames, ...names.filter(isCertifiable)])];
}

function isCertifiable(name: string): boolean {
  if (name === "0.0.0.0" || name === "::") return false;
  return isIP(name) !== 0 || dnsName.test(name);
}

/** True for an address or name that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}
