import type { Detector } from "../detector.ts";
import { isNoPlaceholder } from "../plausible.ts";
import { sample } from "./sample.ts";

/** Chat and mail. */
export const chat: readonly Detector[] = [
  {
    family: "slack-token",
    keywords: ["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xoxs-", "xoxc-", "xoxd-", "xoxe-", "xoxe."],
    pattern: "xox(?:e\\.xox[bp]|[abcdeoprs])-[A-Za-z0-9%+/_-]{16,400}",
    tail: "[A-Za-z0-9%+/=_-]",
    accepts: isNoPlaceholder,
    match: [sample("xo", "xb-", "204839175526-5730284619374-kT9xVd3WnPeR5uYhJ8sGf2Cc")],
    not_match: ["xoxb-your-token-goes-here", "xoxo-kisses"],
  },
  {
    family: "slack-app-token",
    keywords: ["xapp-"],
    pattern: "xapp-\\d-[A-Za-z0-9-]{20,400}",
    tail: "[A-Za-z0-9-]",
    match: [sample("xa", "pp-1-", "A05TQ8ZK2LM-6183920475561-3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["xapp-container"],
  },
  {
    family: "slack-webhook",
    keywords: ["hooks.slack.com/"],
    pattern: "hooks\\.slack\\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{20,255})",
    tail: "[A-Za-z0-9/_-]",
    accepts: isNoPlaceholder,
    match: [sample("https://hooks.slack", ".com/services/", "T05TQ8ZK2LM/B061QWE4RTY/kT9xVd3WnPeR5uYhJ8sGf2Cc")],
    not_match: ["https://hooks.slack.com/services/XXXXXXXXX/XXXXXXXXXXX", "https://hooks.slack.com/docs"],
  },
  {
    family: "discord-webhook",
    keywords: ["/api/webhooks/"],
    pattern: "/api/webhooks/(\\d{15,22}/[A-Za-z0-9_-]{40,128})",
    tail: "[A-Za-z0-9_-]",
    match: [
      sample(
        "https://discord",
        ".com/api/web",
        "hooks/1180293847561029384/",
        "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx",
      ),
    ],
    not_match: ["POST /api/webhooks/42/deliveries"],
  },
  {
    family: "telegram-bot-token",
    keywords: ["/bot"],
    pattern: "/bot(\\d{8,12}:[A-Za-z0-9_-]{30,64})",
    tail: "[A-Za-z0-9_-]",
    match: [sample("https://api.telegram.org/b", "ot7104829365:AA", "HkT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN/sendMessage")],
    not_match: ["https://example.com/bot12345678", "/bots/7104829365"],
  },
  {
    family: "sendgrid-key",
    keywords: ["SG."],
    pattern: "SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,128}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    match: [sample("S", "G.", "kT9xVd3WnPeR5uYhJ8sGf2.", "CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9")],
    not_match: ["SG.Singapore.com", "the SG.1 release"],
  },
  {
    family: "mailgun-key",
    keywords: ["key-"],
    pattern: "key-[a-f0-9]{32,64}",
    tail: "[a-f0-9]",
    startsWord: true,
    match: [sample("ke", "y-", "3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["key-value pairs", "key-1"],
  },
  {
    family: "twilio-key",
    keywords: ["SK"],
    pattern: "SK[a-f0-9]{32,64}",
    tail: "[a-f0-9]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("S", "K", "3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["SKU 3f9a27c1", "SKIP"],
  },
];
