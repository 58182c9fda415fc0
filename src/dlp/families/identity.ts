import type { Detector } from "../detector.ts";
import { alnum, base64url, hex, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";

/** Who is who, and who may call what. */
export const identity: readonly Detector[] = [
  beside("okta-token", ["okta"], base64url, 42),
  beside("auth0-secret", ["auth0"], base64url, 64),
  prefixed("workos-key", ["sk_live_a2V5", "sk_test_a2V5"], { ...alnum, set: "[A-Za-z0-9+/=]" }, 60, { least: 16 }),
  prefixed("stytch-secret", ["secret-live-", "secret-test-"], { ...base64url, set: "[A-Za-z0-9_=-]" }, 36),
  beside("onelogin-secret", ["onelogin"], hex, 64),
  beside("jumpcloud-key", ["jumpcloud"], hex, 40),
  beside("duo-secret", ["duo_"], alnum, 40),
  beside("keycloak-secret", ["keycloak"], alnum, 32),
  beside("frontegg-key", ["frontegg"], { set: "[a-f0-9-]", units: hex.units }, 36),
  beside("clerk-secret", ["clerk"], { set: "[A-Za-z0-9_]", units: alnum.units }, 50),
  beside(
    "nextauth-secret",
    ["nextauth_secret", "better_auth_secret", "auth_secret"],
    { set: "[A-Za-z0-9+/=_-]", units: alnum.units },
    44,
  ),
  prefixed(
    "ory-token",
    ["ory_at_", "ory_rt_", "ory_pat_", "ory_ac_", "ory_st_"],
    { ...base64url, set: "[A-Za-z0-9_.-]" },
    60,
    {
      least: 24,
    },
  ),
  {
    family: "authress-key",
    keywords: ["sc_", "ext_", "scauth_"],
    pattern: "(?:scauth|sc|ext)_[a-z0-9]{5,30}\\.[a-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}",
    startsWord: true,
    ignoreCase: true,
    match: [`sc_k2wm9zt4rb8n.x9ab.acc_d5lp1xj6hf0g.${textOf(base64url, 60)}`],
    not_match: ["sc_config.yaml.acc"],
  },
  {
    family: "zuplo-key",
    keywords: ["zpka_"],
    pattern: "zpka_[a-z0-9]{20,40}_[a-f0-9]{6,8}",
    match: [`zpka_${textOf(hex, 32)}_${textOf(hex, 8)}`],
    not_match: ["zpka_key"],
  },
  prefixed("unkey-key", ["unkey_"], alnum, 24, { startsWord: true, least: 18 }),
  prefixed("kong-token", ["kpat_", "spat_"], alnum, 45, { startsWord: true }),
  beside("yubico-secret", ["yubico", "yubikey"], alnum, 28),
];
