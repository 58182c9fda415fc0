import type { Detector } from "../detector.ts";
import { isMixed, isWords, startsAsPlaceholder } from "../plausible.ts";
import { isBasicCredential, jsonInBase64 } from "../proof.ts";
import { sample } from "./sample.ts";

const separator = "\\\\?[\"']?\\s{0,4}[:=]\\s{0,4}\\\\?[\"']?";

/** What travels in requests: tokens, headers, cookies, credentials in URLs. */
export const web: readonly Detector[] = [
  {
    family: "jwt",
    keywords: ["eyJ"],
    pattern: "eyJ[A-Za-z0-9_-]{10,480}\\.[A-Za-z0-9_-]{4}",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]?",
    accepts: ({ secret }) => {
      const head = jsonInBase64(secret.slice(0, secret.indexOf(".")));
      return typeof head?.["alg"] === "string" || typeof head?.["enc"] === "string";
    },
    verifies: () => true,
    match: [sample("ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "c2lnbmF0dXJlLW9mLW5vLWtleQ")],
    not_match: [sample("ey", "JhYmMiOiJub3RhIGp3dCJ9.eyJzdWIi"), "eyJ begins base64 of an object"],
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
    family: "header-token",
    keywords: [
      ...["x-api-key", "x-auth-token", "x-access-token", "x-vault-token", "x-goog-api-key"],
      ...["private-token", "proxy-authorization", "authorization: token "],
    ],
    pattern: `(?:x-(?:api-key|auth-token|access-token|vault-token|goog-api-key)${separator}|private-token${separator}|proxy-authorization${separator}|authorization: token )([^\\s"'\`,;<>]{8,400})`,
    ignoreCase: true,
    tail: "[^\\s\"'`,;<>]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && isMixed(secret),
    match: [sample("X-Api-", "Key: kT9xVd3WnPeR5u"), sample('"X-Vault-', 'Token": "hvs.kT9xVd3WnPeR5u"')],
    not_match: ["X-Api-Key: <your key>", "the header X-Api-Key is required"],
  },
  {
    family: "cookie",
    keywords: ["cookie:"],
    pattern: "cookie:\\s{0,2}([^\\r\\n\"']{8,400})",
    ignoreCase: true,
    tail: "[^\\r\\n\"']",
    accepts: ({ secret }) => /^(?:[\w.-]{1,80}=[^;=]{0,15};\s?){0,20}[\w.-]{1,80}=[^;\s]{16,}/.test(secret),
    match: [
      sample("Coo", "kie: theme=dark; session=kT9xVd3WnPeR5uYhJ8sGf2Cc"),
      sample("Set-Coo", "kie: sid=kT9xVd3WnPeR5uYhJ8; Path=/"),
    ],
    not_match: ["Set-Cookie: theme=dark; Path=/", "a cookie: chocolate chip with walnuts"],
  },
  {
    family: "url-password",
    keywords: ["://"],
    pattern: "://[^\\s/?#:@\"'<>`]{0,100}:([^\\s/?#@\"'<>`]{1,255})@",
    accepts: ({ secret }) => !/^(?:[<$*]|\{\{|%s|x{3})/i.test(secret),
    match: [
      sample("postgres://app:", "s3cr3t-Horse", "@db.internal:5432/app"),
      sample("https://ann:", "hunter2", "@example.com/"),
    ],
    not_match: ["http://localhost:8080/a@b", "postgres://app:${PASSWORD}@db/app", "https://example.com/@user"],
  },
  {
    family: "url-token",
    keywords: ["://"],
    pattern: "://([A-Za-z0-9_.~-]{20,255})@",
    accepts: ({ secret }) => isMixed(secret) && !isWords(secret),
    match: [sample("git clone https://", "kT9xVd3WnPeR5uYhJ8sGf2Cc", "@git.example.com/a.git")],
    not_match: ["ssh://deploy@git.example.com/a.git"],
  },
  {
    family: "connection-string-password",
    keywords: [";password=", "; password=", ";pwd=", "; pwd="],
    pattern: ";\\s?(?:password|pwd)=([^;\\s\"'`]{3,255})",
    ignoreCase: true,
    tail: "[^;\\s\"'`]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && !/[()]/.test(secret),
    match: [sample("Server=db;User Id=app;Pass", "word=correcthorse;")],
    not_match: ["Server=db;Password=<password>;", "if (x) y;password=prompt();"],
  },
];
