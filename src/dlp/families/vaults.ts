import type { Detector } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { alnum, base64, base64url, textOf, upperAlnum } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Places where secrets are kept. */
export const vaults: readonly Detector[] = [
  prefixed("vault-token", ["hvs."], base64url, 95, { least: 20, startsWord: true, not_match: ["hvs.example.com"] }),
  prefixed("vault-batch-token", ["hvb."], base64url, 140, { least: 40, startsWord: true }),
  prefixed("vault-recovery-token", ["hvr."], base64url, 95, { least: 20, startsWord: true }),
  {
    family: "vault-legacy-token",
    keywords: ["vault_token", "x-vault-token", "vault login", "vaulttoken"],
    pattern: "(?:x-)?vault[_ -]?(?:token|login)[\"']?[\\s:=]{1,4}[\"']?([sb]\\.[A-Za-z0-9]{20,200})",
    ignoreCase: true,
    tail: "[A-Za-z0-9]",
    accepts: ({ secret }) => isRandom(secret),
    match: [`VAULT_TOKEN=s.${textOf(alnum, 24)}`, `vault login s.${textOf(alnum, 24)}`],
    not_match: ["VAULT_TOKEN=s.yourtokengoesherenowplease"],
  },
  {
    family: "vault-unseal-key",
    keywords: ["unseal key", "unseal_key", "recovery key "],
    pattern: "(?:unseal|recovery)[ _]key(?:[ _]\\d{1,2})?[\"']?\\s{0,2}[:=]\\s{0,4}[\"']?([A-Za-z0-9+/]{43,64}={0,2})",
    ignoreCase: true,
    accepts: ({ secret }) => isRandom(secret),
    match: [`Unseal Key 1: ${textOf(base64, 44)}`],
    not_match: ["Unseal Key 1: ask the operator"],
  },
  {
    family: "doppler-token",
    keywords: ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
    pattern: "dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{24,60}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    accepts: ({ secret }) => isRandom(secret.slice(secret.lastIndexOf(".") + 1)),
    match: [`dp.pt.${textOf(alnum, 43)}`, `dp.st.prd.${textOf(alnum, 43)}`],
    not_match: ["dp.st.example", "dp.pt.x"],
  },
  {
    family: "infisical-token",
    keywords: [],
    at: "run",
    pattern: "st\\.[a-f0-9]{24}\\.[a-f0-9]{16,40}(?:\\.[a-f0-9]{16,40})?",
    tail: "[a-f0-9]",
    match: ["st.3f9a27c1e84b06d5a2c7f18e.9b3d446051ec0a7b9d2f8364c5e1a0b7.d9f246383f9a27c1e84b06d5a2c7f18e"],
    not_match: ["st.example.com"],
  },
  prefixed("onepassword-token", [sample("ops_", "eyJ")], { ...base64url, set: "[A-Za-z0-9+/=_-]" }, 460, { least: 60 }),
  {
    family: "onepassword-secret-key",
    keywords: ["A3-"],
    pattern: "A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){1,3}(?:-[A-Z0-9]{1,4})?",
    startsWord: true,
    accepts: ({ secret }) => /\d/.test(secret.slice(3)),
    match: ["A3-8QW2ER-TYU7IOPA9SD-FG4HJ-K6LZX-CV1BN", `A3-${textOf(upperAlnum, 6)}-T6UIOP-AS2DF-GH9JK-LZ3XC-VB7NM`],
    not_match: ["A3-SHEET", "A3-LAYOUT-LANDSCAPE-PAPER"],
  },
  {
    family: "bitwarden-token",
    keywords: ["bws_access_token", "bitwarden"],
    pattern:
      "(?:bws_access_token|bitwarden)[A-Za-z_ -]{0,24}[\"']?\\s{0,4}[:=]?\\s{0,4}[\"']?(0\\.[a-f0-9-]{30,36}\\.[A-Za-z0-9]{20,40}:[A-Za-z0-9+/]{16,60}={0,2})",
    ignoreCase: true,
    match: [`BWS_ACCESS_TOKEN=0.3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460.${textOf(alnum, 30)}:${textOf(base64, 22)}==`],
    not_match: ["BWS_ACCESS_TOKEN=0.1.2"],
  },
  beside("conjur-key", ["conjur"], alnum, 52),
  beside("akeyless-key", ["akeyless"], base64, 44),
];
