import type { Detector } from "../detector.ts";
import { isNoPlaceholder, isRandom } from "../plausible.ts";
import { hasSnowflake } from "../proof.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

const slackBody = { set: "[A-Za-z0-9%+/=_-]", units: alnum.units };

function slack(family: string, prefixes: readonly string[], example: string): Detector {
  return prefixed(family, prefixes, slackBody, example.length, {
    least: 16,
    verifies: ({ secret }) => /^xox[a-z](?:\.xox[bp])?-(?:\d{9,13}-){1,3}[A-Za-z0-9]{20,64}$/.test(secret),
    match: [`${prefixes[0]}${example}`],
  });
}

/** Where people and bots talk. */
export const chat: readonly Detector[] = [
  slack("slack-bot-token", [sample("xo", "xb-")], "204839175526-5730284619374-kT9xVd3WnPeR5uYhJ8sGf2Cc"),
  slack(
    "slack-user-token",
    [sample("xo", "xp-")],
    "204839175526-204839175527-5730284619374-kT9xVd3WnPeR5uYhJ8sGf2Cc5uYh",
  ),
  slack(
    "slack-legacy-token",
    ["a", "o", "r", "s"].map((kind) => `xox${kind}-`),
    "2-204839175526-5730284619-3f9a27c1e84b",
  ),
  slack("slack-session-token", [sample("xo", "xc-")], `204839175526-204839175527-5730284619374-${textOf(hex, 64)}`),
  slack("slack-cookie", [sample("xo", "xd-")], `${textOf(alnum, 40)}%2B${textOf(alnum, 60)}%3D`),
  slack("slack-refresh-token", ["xoxe-1-", "xoxe.xoxp-1-", "xoxe.xoxb-1-"], textOf(alnum, 147)),
  prefixed("slack-app-token", ["xapp-1-"], { set: "[A-Za-z0-9-]", units: alnum.units }, 90, {
    least: 20,
    match: [sample("xa", "pp-1-", "A05TQ8ZK2LM-6183920475561-3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["xapp-container"],
  }),
  prefixed("slack-workflow-token", ["xwfp-"], { set: "[A-Za-z0-9-]", units: alnum.units }, 60, { least: 20 }),
  {
    family: "discord-bot-token",
    keywords: [],
    at: "run",
    pattern: "[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{6,7}\\.[A-Za-z0-9_-]{20,45}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    accepts: ({ secret }) => hasSnowflake(secret) || isRandom(secret.slice(secret.indexOf(".") + 1)),
    verifies: ({ secret }) => hasSnowflake(secret),
    match: [sample("MTE4MDI5Mzg0N", "zU2MTAyOTM4NA", `.GkT9xV.${textOf(base64url, 38)}`)],
    not_match: ["MTA.example.com", "Mjolnir.hammer.of-thor-the-god-of-thunder"],
  },
  prefixed("discord-mfa-token", ["mfa."], base64url, 84, { startsWord: true }),
  beside("discord-client-secret", ["discord"], base64url, 32),
  {
    family: "telegram-bot-token",
    keywords: [":AA"],
    before: { set: "[0-9]", min: 6, max: 12 },
    pattern: ":AA[A-Za-z0-9_-]{24,64}",
    tail: "[A-Za-z0-9_-]",
    accepts: ({ secret }) => isRandom(secret.slice(secret.indexOf(":") + 1)),
    verifies: ({ secret }) => /^\d{8,10}:AA[A-Za-z0-9_-]{33}$/.test(secret),
    match: [
      sample("https://api.telegram.org/b", "ot7104829365:AA", "HkT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN/sendMessage"),
      sample("7104829365:A", "A", textOf(base64url, 33)),
    ],
    not_match: ["https://example.com/bot12345678", "/bots/7104829365", "12345678:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
  },
  beside("mattermost-token", ["mattermost"], lowerAlnum, 26),
  beside("zulip-key", ["zulip"], alnum, 32),
  prefixed("matrix-token", ["syt_"], { set: "[A-Za-z0-9_+/=]", units: alnum.units }, 43, { startsWord: true }),
  beside("matrix-registration-secret", ["registration_shared", "macaroon_secret", "matrix_access"], base64url, 50),
  beside("line-token", ["line_channel", "line_bot", "line_notify"], base64, 172),
  beside("line-secret", ["line_channel", "line_bot"], hex, 32),
  {
    family: "twilio-key",
    keywords: [],
    at: "run",
    pattern: "SK[a-f0-9]{26,64}",
    tail: "[a-f0-9]",
    accepts: isNoPlaceholder,
    match: [sample("S", "K", "3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["SKU 3f9a27c1", "SKIP"],
  },
  beside("twilio-auth-token", ["twilio"], hex, 32),
  beside("vonage-secret", ["vonage", "nexmo"], alnum, 16),
  beside("messagebird-key", ["messagebird"], alnum, 25),
  beside("plivo-token", ["plivo"], base64url, 40),
  beside("sinch-secret", ["sinch_"], base64, 24),
  prefixed("telnyx-key", ["KEY01"], { set: "[A-Za-z0-9_]", units: alnum.units }, 53, { startsWord: true }),
  beside("webex-token", ["webex"], { set: "[A-Za-z0-9_-]", units: alnum.units }, 100),
  beside("zoom-secret", ["zoom_"], alnum, 32),
  beside("pushover-token", ["pushover"], lowerAlnum, 30),
  prefixed("pushbullet-token", ["o."], alnum, 32, { startsRun: true, least: 30 }),
  prefixed("ntfy-token", ["tk_"], lowerAlnum, 29, { startsWord: true, least: 24 }),
  beside("intercom-secret", ["intercom"], base64, 60),
];
