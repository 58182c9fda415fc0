import type { Detector } from "../detector.ts";
import { isNoPlaceholder, isRandom } from "../plausible.ts";
import { alnum, base64url, hex, lowerAlnum, textOf, uuid } from "./alphabet.ts";
import { sample } from "./sample.ts";

/** The scheme and the host, which are of the secret where they stand before the place. */
const origin = { set: "[A-Za-z0-9.:/-]", min: 0, max: 80 };

/** What of a URL is its own: what stands behind the place. */
function ownPart(url: string, place: string): string {
  const at = url.toLowerCase().indexOf(place.toLowerCase());
  return at === -1 ? url : url.slice(at + place.length);
}

/** A URL that whoever knows it may post to; what stands behind `place` tells that it is one. */
function webhook(family: string, place: string, path: string, example: string, more: Partial<Detector> = {}): Detector {
  return {
    family,
    keywords: [place],
    before: origin,
    pattern: `${place.replace(/[.?]/g, "\\$&")}${path}`,
    ignoreCase: true,
    tail: "[A-Za-z0-9_%=-]",
    accepts: ({ secret }) => isRandom(ownPart(secret, place).replace(/[/@:]/g, "")),
    match: [`https://x.${place}${example}`],
    not_match: [`https://x.${place}`, `see https://x.${place}docs`],
    ...more,
  };
}

/** Webhooks: the URL is the secret. */
export const webhooks: readonly Detector[] = [
  {
    family: "slack-webhook",
    keywords: ["hooks.slack.com/"],
    before: origin,
    pattern: "hooks\\.slack\\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{20,255})",
    tail: "[A-Za-z0-9/_-]",
    accepts: (evidence) => isNoPlaceholder({ ...evidence, secret: evidence.secret.replace(/^.*?com\/\w+\//, "") }),
    verifies: ({ secret }) => /\/T[A-Z0-9]{8,12}\/[AB][A-Z0-9]{8,12}\/[A-Za-z0-9]{24}$/.test(secret),
    match: [sample("https://hooks.slack", ".com/services/", "T05TQ8ZK2LM/B061QWE4RTY/kT9xVd3WnPeR5uYhJ8sGf2Cc")],
    not_match: ["https://hooks.slack.com/services/XXXXXXXXX/XXXXXXXXXXX", "https://hooks.slack.com/docs"],
  },
  {
    family: "discord-webhook",
    keywords: ["/api/webhooks/"],
    before: origin,
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
  webhook(
    "teams-webhook",
    "webhook.office.com/webhookb2/",
    "([a-f0-9-]{36}@[a-f0-9-]{36}/[A-Za-z]{4,20}/[A-Za-z0-9/-]{16,80})",
    `${uuid()}@${uuid()}/IncomingWebhook/${textOf(hex, 32)}/${uuid()}`,
  ),
  webhook(
    "google-chat-webhook",
    "chat.googleapis.com/v1/spaces/",
    "([A-Za-z0-9_-]{6,24}/messages\\?[A-Za-z0-9_%=&-]{30,255})",
    `AAAAk2Wm9Zt4/messages?threadKey=a&token=${textOf(base64url, 43)}`,
  ),
  webhook("lark-webhook", "open.feishu.cn/open-apis/bot/v2/hook/", "([a-f0-9-]{24,40})", uuid()),
  webhook("lark-webhook", "open.larksuite.com/open-apis/bot/v2/hook/", "([a-f0-9-]{24,40})", uuid()),
  webhook("dingtalk-webhook", "oapi.dingtalk.com/robot/send?access_token=", "([a-f0-9]{40,80})", textOf(hex, 64)),
  webhook("wecom-webhook", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", "([a-f0-9-]{24,40})", uuid()),
  webhook("zapier-webhook", "hooks.zapier.com/hooks/catch/", "(\\d{4,12}/[A-Za-z0-9]{5,32}/?)", "1029384/b3kt9xv", {
    accepts: () => true,
  }),
  webhook(
    "ifttt-key",
    "maker.ifttt.com/trigger/",
    "[A-Za-z0-9_-]{1,40}/(?:json/)?with/key/([A-Za-z0-9_-]{20,60})",
    `door_opened/with/key/${textOf(base64url, 43)}`,
  ),
  webhook("make-webhook", "make.com/", "([a-z0-9]{28,40})", textOf(lowerAlnum, 32), {
    not_match: ["https://www.make.com/en/integrations", `https://make.com/${"a".repeat(32)}`],
  }),
  webhook("pipedream-webhook", "m.pipedream.net/", "([A-Za-z0-9_-]{16,80})", textOf(alnum, 24)),
  webhook(
    "rocket-chat-webhook",
    "/hooks/",
    "([A-Za-z0-9]{17,24}/[A-Za-z0-9]{36,64})",
    `${textOf(alnum, 24)}/${textOf(alnum, 40)}`,
  ),
  webhook("mattermost-webhook", "/hooks/", "([a-z0-9]{26})", textOf(lowerAlnum, 26), { ignoreCase: false }),
  webhook("heartbeat-url", "hc-ping.com/", "([a-f0-9-]{30,36})", uuid()),
];
