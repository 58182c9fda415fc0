import type { Detector } from "../detector.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Networks, tunnels and edges. */
export const network: readonly Detector[] = [
  prefixed("cloudflare-token", ["cfut_", "cfat_"], alnum, 48),
  prefixed("cloudflare-global-key", ["cfk_"], alnum, 48, { startsWord: true }),
  beside("cloudflare-legacy-token", ["cloudflare", "cf_api", "cf_token"], base64url, 40),
  prefixed("cloudflare-origin-ca-key", ["v1.0-"], { set: "[a-f0-9-]", units: hex.units }, 171, {
    startsWord: true,
    least: 20,
    match: [`v1.0-${textOf(hex, 24)}-${textOf(hex, 146)}`],
    not_match: ["v1.0-beta", `v1.0-${textOf(hex, 12)}`],
  }),
  prefixed("cloudflare-tunnel-token", [sample("eyJhIj", "oi")], base64, 150, { least: 90, startsWord: true }),
  beside("fastly-token", ["fastly"], base64url, 32),
  prefixed("akamai-token", ["akab-"], lowerAlnum, 16, {
    startsWord: true,
    match: [`akab-${textOf(lowerAlnum, 16)}-${textOf(lowerAlnum, 16)}`],
  }),
  {
    family: "tailscale-key",
    keywords: ["tskey-"],
    pattern: "tskey-(?:auth|api|client|webhook|scim)-[A-Za-z0-9]{6,40}(?:-[A-Za-z0-9]{12,64})?",
    tail: "[A-Za-z0-9-]",
    match: [`tskey-auth-k${textOf(alnum, 11)}CNTRL-${textOf(alnum, 32)}`, `tskey-api-${textOf(alnum, 24)}`],
    not_match: ["tskey-auth-", "tskey-is a prefix"],
  },
  beside("ngrok-token", ["ngrok"], base64url, 48),
  prefixed("ngrok-api-key", ["ak_2"], { set: "[A-Za-z0-9_]", units: alnum.units }, 48, { startsWord: true, least: 30 }),
  beside("zerotier-token", ["zerotier"], alnum, 32),
  prefixed("netbird-token", ["nbp_"], alnum, 36, { startsWord: true }),
  beside("twingate-token", ["twingate"], base64url, 100),
  {
    family: "wireguard-key",
    keywords: ["privatekey", "presharedkey", "private_key", "preshared_key"],
    pattern: "(?:private|preshared)_?key[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?([A-Za-z0-9+/]{42}[A-Za-z0-9+/]=)",
    ignoreCase: true,
    match: [sample("Private", `Key = ${textOf(base64, 43)}=`), sample("Preshared", `Key=${textOf(base64, 43)}=`)],
    not_match: [`PublicKey = ${textOf(base64, 43)}=`, "PrivateKey = <key>"],
  },
  {
    family: "openvpn-static-key",
    keywords: ["-----BEGIN OpenVPN Static key"],
    pattern: "-----BEGIN OpenVPN Static key V1-----",
    tail: "\\s{1,4}[a-f0-9]{16,64}|[a-f0-9]{1,64}",
    end: "\\s{0,4}-----END OpenVPN Static key V1-----",
    match: [sample("-----BEGIN Open", `VPN Static key V1-----\n${textOf(hex, 32)}\n${textOf(hex, 32)}\n`)],
    not_match: ["-----BEGIN OpenVPN Static key"],
  },
];
