import { isIP } from "node:net";

/** Domains whose every name resolves to the address that is written in it, or to this machine when there is none. */
const spelling: readonly string[] = ["nip.io", "sslip.io", "xip.io", "traefik.me", "rbndr.us", "1u.ms"];

/** Domains whose every name resolves to this machine. */
const loopback: readonly string[] = [
  "localtest.me",
  "lvh.me",
  "vcap.me",
  "fuf.me",
  "lacolhost.com",
  "localho.st",
  "local.gd",
];

/**
 * The addresses that a name of a wildcard service says it resolves to: `10.0.0.1.nip.io`, `app-10-0-0-1.sslip.io`,
 * `7f000001.rbndr.us`; empty for every other name. What it really resolves to is judged once more when it is resolved.
 */
export function writtenAddresses(name: string): readonly string[] {
  if (loopback.some((domain) => isUnder(name, domain))) return ["127.0.0.1"];
  const domain = spelling.find((one) => isUnder(name, one));
  if (domain === undefined) return [];
  const written = name.slice(0, -domain.length);
  return [...dotted(written), ...inHex(written), ...ipv6(written)].filter((address) => isIP(address) !== 0);
}

function isUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function dotted(text: string): readonly string[] {
  const found = text.matchAll(/(?<!\d)(\d{1,3})([.-])(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?!\d)/g);
  return [...found].map(([, a, , b, c, d]) => [a, b, c, d].map(Number).join("."));
}

function inHex(text: string): readonly string[] {
  const found = text.matchAll(/(?<![0-9a-z])([0-9a-f]{8})(?![0-9a-z])/g);
  return [...found].map(([, digits = ""]) => Buffer.from(digits, "hex").join("."));
}

/** A label such as `2001-db8--1` or `--1`. */
function ipv6(text: string): readonly string[] {
  return text.split(".").map((label) => label.replaceAll("-", ":"));
}
