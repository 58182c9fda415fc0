import type { Detector, Evidence } from "../detector.ts";
import { isMixed, isRandom, isWords, startsAsPlaceholder } from "../plausible.ts";
import { isBasicCredential, jsonInBase64 } from "../proof.ts";
import { alnum, base64url, hex, textOf } from "./alphabet.ts";
import { sample } from "./sample.ts";

const separator = "\\\\?[\"']?\\s{0,4}[:=]\\s{0,4}\\\\?[\"']?";

/** The header of a token in three or five parts, when it is one. */
function headerOf(secret: string): Readonly<Record<string, unknown>> | undefined {
  const head = jsonInBase64(secret.slice(0, secret.indexOf(".")));
  return typeof head?.["alg"] === "string" || typeof head?.["enc"] === "string" ? head : undefined;
}

/** A token whose payload, as far as it was taken, says what it is for. */
function payloadSays(what: RegExp): (evidence: Evidence) => boolean {
  return ({ secret }) => {
    const [, payload = ""] = secret.split(".");
    return headerOf(secret) !== undefined && what.test(Buffer.from(payload, "base64url").toString("latin1"));
  };
}

const webToken = {
  keywords: ["eyJ"],
  pattern: "eyJ[A-Za-z0-9_-]{10,480}\\.[A-Za-z0-9_-]{4}",
  tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]?",
};

const longWebToken = { ...webToken, pattern: "eyJ[A-Za-z0-9_-]{10,200}\\.[A-Za-z0-9_-]{40,260}" };

function exampleToken(payload: object): string {
  const parts = [{ alg: "RS256", kid: "k1" }, payload];
  const encoded = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...encoded, textOf(base64url, 86)].join(".");
}

const headers = [
  ...["api-key", "auth-token", "access-token", "vault-token", "goog-api-key", "gitlab-token", "api-token", "auth-key"],
  ...["session-token", "csrf-token", "figma-token", "functions-key", "shopify-access-token"],
];

/** What travels in requests: tokens, headers, cookies. */
export const web: readonly Detector[] = [
  {
    ...longWebToken,
    family: "kubernetes-token",
    accepts: payloadSays(/"iss":"(?:kubernetes|https:\/\/kubernetes)|"kubernetes\.io/),
    verifies: () => true,
    match: [exampleToken({ iss: "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "default" })],
    not_match: [exampleToken({ iss: "https://login.example.com", sub: "1029384756", aud: "api" })],
  },
  {
    ...longWebToken,
    family: "supabase-service-token",
    accepts: payloadSays(/"role":"service_role"/),
    verifies: () => true,
    match: [exampleToken({ iss: "supabase", ref: "kt9xvd3wnper5uyhj8sg", role: "service_role" })],
    not_match: [exampleToken({ iss: "supabase", ref: "kt9xvd3wnper5uyhj8sg", role: "anon", iat: 1_700_000_000 })],
  },
  {
    ...webToken,
    family: "jwt",
    accepts: ({ secret }) => headerOf(secret) !== undefined,
    verifies: () => true,
    match: [sample("ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "c2lnbmF0dXJlLW9mLW5vLWtleQ")],
    not_match: [sample("ey", "JhYmMiOiJub3RhIGp3dCJ9.eyJzdWIi"), "eyJ begins base64 of an object"],
  },
  {
    family: "jwe",
    keywords: ["eyJ"],
    pattern: "eyJ[A-Za-z0-9_-]{10,400}\\.\\.[A-Za-z0-9_-]{8,64}\\.",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
    accepts: ({ secret }) => typeof headerOf(secret)?.["enc"] === "string",
    verifies: () => true,
    match: [
      sample("ey", "JhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..", "kT9xVd3WnPeR5uYh.J8sGf2CcQ4tLb6oN.zXmA1vKi7DwEr0pS"),
    ],
    not_match: [sample("ey", "JhbGciOiJIUzI1NiJ9..kT9xVd3WnPeR5uYh.")],
  },
  {
    family: "paseto",
    keywords: ["v1.local.", "v2.local.", "v3.local.", "v4.local."].flatMap((text) => [
      text,
      text.replace("local", "public"),
    ]),
    pattern: "v[1-4]\\.(?:local|public)\\.[A-Za-z0-9_-]{32,400}",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
    startsWord: true,
    accepts: ({ secret }) => isRandom(secret.split(".")[2] as string),
    match: [`v4.local.${textOf(base64url, 120)}`, `v2.public.${textOf(base64url, 120)}.${textOf(base64url, 20)}`],
    not_match: ["v4.local.example.com", "v4.public.api"],
  },
  {
    family: "paserk",
    keywords: ["k1.", "k2.", "k3.", "k4."],
    pattern: "k[1-4]\\.(?:local|secret|seal|local-pw|secret-pw)\\.[A-Za-z0-9_-]{40,300}",
    startsWord: true,
    match: [`k4.secret.${textOf(base64url, 86)}`, `k4.local.${textOf(base64url, 43)}`],
    not_match: [`k4.public.${textOf(base64url, 43)}`, "k8s.io and k3.io"],
  },
  {
    family: "bearer-token",
    keywords: ["bearer "],
    pattern: "bearer {1,4}([A-Za-z0-9._~+/=-]{16,400})",
    ignoreCase: true,
    tail: "[A-Za-z0-9._~+/=-]",
    accepts: ({ secret }) => isMixed(secret) && !isWords(secret),
    match: [sample("Authorization: Bea", "rer kT9xVd3WnPeR5uYhJ8sGf2Cc")],
    not_match: ["Bearer authentication is used", "a bearer of interesting-news-from-2024"],
  },
  {
    family: "basic-credential",
    keywords: ["basic "],
    pattern: "basic {1,4}([A-Za-z0-9+/]{8,400}={0,2})",
    ignoreCase: true,
    accepts: ({ secret }) => isBasicCredential(secret),
    verifies: () => true,
    match: [sample("Authorization: Bas", "ic YW5uOmNvcnJlY3RIb3JzZTk=")],
    not_match: ["Basic authentication", "basic understanding"],
  },
  {
    family: "digest-response",
    keywords: ["digest username="],
    pattern: "digest username=[^\\r\\n]{0,400}",
    ignoreCase: true,
    accepts: ({ secret }) => /response="?[0-9a-f]{32}/i.test(secret),
    match: [`Authorization: Digest username="ann", realm="r", nonce="n", uri="/", response="${textOf(hex, 32)}"`],
    not_match: ['WWW-Authenticate: Digest realm="r", nonce="n"', 'Digest username="ann"'],
  },
  {
    family: "header-token",
    keywords: [
      ...headers.map((header) => `x-${header}`),
      ...["private-token", "job-token", "proxy-authorization", "ocp-apim-subscription-key"],
      ...["authorization: token ", "authorization: apikey ", "authorization: api-key "],
    ],
    pattern: `(?:x-(?:${headers.join("|")})${separator}|(?:private-token|job-token|proxy-authorization|ocp-apim-subscription-key)${separator}|authorization: (?:token|apikey|api-key) )([^\\s"'\`,;<>]{8,300})`,
    ignoreCase: true,
    tail: "[^\\s\"'`,;<>]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && isMixed(secret),
    match: [sample("X-Api-", "Key: kT9xVd3WnPeR5u"), sample('"X-Vault-', 'Token": "hvs.kT9xVd3WnPeR5u"')],
    not_match: ["X-Api-Key: <your key>", "the header X-Api-Key is required"],
  },
  {
    family: "cookie",
    keywords: ["cookie:"],
    pattern:
      "cookie:\\s{0,2}(?:[A-Za-z0-9_.-]{1,40}=[^;=\\s\"']{0,15};\\s?){0,4}[A-Za-z0-9_.-]{1,80}=([^;\\s\"'\\\\]{16,120})",
    ignoreCase: true,
    tail: "[^;\\s\"'\\\\]{1,64}|; [A-Za-z0-9_.-]{1,80}=[^;\\s\"'\\\\]{16,255}",
    accepts: ({ secret }) => !startsAsPlaceholder(secret),
    match: [
      sample("Coo", "kie: theme=dark; session=kT9xVd3WnPeR5uYhJ8sGf2Cc"),
      sample("Set-Coo", "kie: sid=kT9xVd3WnPeR5uYhJ8; Path=/"),
    ],
    not_match: ["Set-Cookie: theme=dark; Path=/", "a cookie: chocolate chip with walnuts"],
  },
  {
    family: "session-cookie",
    keywords: [
      ...["phpsessid=", "jsessionid=", "connect.sid=", "asp.net_sessionid=", ".aspxauth=", "laravel_session="],
      ...["sessionid=", "session_id=", "next-auth.session-token="],
    ],
    pattern:
      "(?:phpsessid|jsessionid|connect\\.sid|asp\\.net_sessionid|\\.aspxauth|laravel_session|sessionid|session_id|next-auth\\.session-token)=([A-Za-z0-9%._~+/:-]{20,400})",
    ignoreCase: true,
    tail: "[A-Za-z0-9%._~+/=:-]",
    accepts: ({ secret }) => isRandom(secret),
    match: [`PHPSESSID=${textOf(alnum, 26)}`, `connect.sid=s%3A${textOf(base64url, 32)}.${textOf(alnum, 43)}`],
    not_match: ["sessionid=${sessionId}", "session_id=your-session-id-goes-here-now"],
  },
  {
    family: "otpauth-secret",
    keywords: ["otpauth://"],
    pattern:
      "otpauth://[a-z]{4,5}/[^\\s?\"'<>]{0,120}\\?(?:(?:issuer|algorithm|digits|period|counter|image)=[^\\s&\"'<>]{0,60}&){0,3}secret=([A-Z2-7]{12,96})",
    ignoreCase: true,
    match: [sample("otpauth://totp/Example:ann?issuer=Example&sec", "ret=JBSWY3DPEHPK3PXPQ5TR")],
    not_match: ["otpauth://totp/Example:ann?issuer=Example"],
  },
  {
    family: "cloudfront-signature",
    keywords: ["&signature="],
    pattern: "&signature=([A-Za-z0-9~_-]{60,400})",
    ignoreCase: true,
    accepts: ({ secret, context }) => isRandom(secret) && /(?:key-pair-id|policy|expires)=/i.test(context),
    match: [`?Expires=1700000000&Key-Pair-Id=K2JCJMDEHXQW5F&Signature=${textOf(base64url, 340)}`],
    not_match: ["&Signature=<signature>", `?a=1&signature=${textOf(base64url, 80)}`],
  },
];
