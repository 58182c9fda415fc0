import type { Detector } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { base64url, hex, textOf, upperAlnum } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Google Cloud, Firebase and Google accounts. */
export const google: readonly Detector[] = [
  prefixed("google-api-key", ["AIza"], base64url, 35, {
    startsWord: true,
    verifies: ({ secret }) => secret.length === 39 && secret.startsWith(sample("AI", "zaSy")),
    match: [sample("key=AI", "za", "Sy7Kq2Wm9Zt4Rb8Nc3Vd5Lp1Xj6Hf0Ge2Ua")],
    not_match: ["AIzawa is a place"],
  }),
  prefixed("google-gemini-key", ["AQ.Ab8RN6"], base64url, 44),
  prefixed("google-oauth-secret", ["GOCSPX-"], base64url, 28, { not_match: ["GOCSPX-your-secret"] }),
  {
    family: "google-access-token",
    keywords: ["ya29."],
    pattern: "ya29\\.(?:[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]){20,200}",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
    startsWord: true,
    accepts: ({ secret }) => isRandom(secret.slice(5)),
    match: [sample("ya", "29.", "a0AfB_byC7Kq2Wm9Zt4Rb8Nc3Vd5Lp1Xj6Hf0Ge")],
    not_match: ["ya29.txt", "ya29. Then"],
  },
  prefixed("google-refresh-token", ["1//0"], base64url, 60, {
    least: 30,
    startsWord: true,
    not_match: ["1//04 is a path"],
  }),
  {
    family: "firebase-messaging-key",
    keywords: [":APA91b"],
    before: { set: "[A-Za-z0-9_-]", min: 8, max: 24 },
    pattern: ":APA91b[A-Za-z0-9_-]{80,200}",
    tail: "[A-Za-z0-9_-]",
    match: [`AAAA${textOf(base64url, 7)}:APA91b${textOf(base64url, 134)}`],
    not_match: ["AAAA:APA91b"],
  },
  prefixed("google-storage-hmac-id", ["GOOG1E"], upperAlnum, 55, { startsWord: true }),
  {
    family: "google-signed-url",
    keywords: ["X-Goog-Signature="],
    pattern: "X-Goog-Signature=([a-f0-9]{64,400})",
    ignoreCase: true,
    tail: "[a-f0-9]",
    match: [`https://storage.googleapis.com/b/k?X-Goog-Expires=60&X-Goog-Signature=${textOf(hex, 400)}`],
    not_match: ["X-Goog-Signature=<hex>"],
  },
  {
    family: "google-recaptcha-secret",
    keywords: ["captcha_secret", "captchasecret", "captcha_private", "captchaprivate"],
    pattern: "captcha_?(?:secret|private)(?:_?key)?[\"']?\\s{0,4}[:=]\\s{0,4}[\"']?(6L[A-Za-z0-9_-]{24,60})",
    ignoreCase: true,
    accepts: ({ secret }) => isRandom(secret),
    match: [`RECAPTCHA_SECRET_KEY=6L${textOf(base64url, 38)}`],
    not_match: [`RECAPTCHA_SITE_KEY=6L${textOf(base64url, 38)}`],
  },
  beside("firebase-secret", ["firebase"], base64url, 40),
];
