import { isIP } from "node:net";

/** The host of a URL as policies know it: an address of version 6 without brackets, a name without the dot at its end. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.+$/, "");
}

/** The host and every domain above it; of an address, itself only. */
export function domainsOf(host: string): readonly string[] {
  if (host === "" || isIP(host) !== 0) return host === "" ? [] : [host];
  const labels = host.split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}
