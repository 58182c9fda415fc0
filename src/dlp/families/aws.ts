import type { Detector } from "../detector.ts";
import { isHash, isMixed, isNoPlaceholder, isRandom } from "../plausible.ts";
import { hasAwsAccount } from "../proof.ts";
import { alnum, base64, hex, lowerAlnum, textOf, uuid } from "./alphabet.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

const given = "\\\\?[\"']?\\s{0,4}[:=]{1,2}\\s{0,4}\\\\?[\"']?";

/** Amazon Web Services and what else Amazon gives keys for. */
export const aws: readonly Detector[] = [
  {
    family: "aws-access-key-id",
    keywords: ["AKIA", "ASIA", "ABIA", "ACCA"],
    pattern: "A(?:KI|SI|BI|CC)A[A-Z2-7]{12,16}",
    tail: "[A-Z0-9]",
    startsWord: true,
    accepts: (evidence) => isNoPlaceholder(evidence) && /^(?!.*EXAMPLE$)(?:.*\d|.{20}$)/.test(evidence.secret),
    verifies: ({ secret }) => hasAwsAccount(secret),
    match: [sample("AK", "IA", "Q3EGRT5WZK7NXV2B"), sample("id=AS", "IA", "5YHJTKLN6QMWXE4R,")],
    not_match: [
      sample("AK", "IA", "IOSFODNN7EXAMPLE"),
      sample("xAK", "IA", "Q3EGRT5WZK7NXV2B"),
      sample("AR", "OA", "Q3EGRT5WZK7NXV2B"),
      "ASIAPACIFIC",
    ],
  },
  {
    family: "aws-secret-access-key",
    keywords: ["secret_access_key", "secretaccesskey", "secret-access-key", "aws_secret_key", "awssecretkey"],
    pattern: `(?:secret[_-]?access[_-]?key|aws_?secret_?key)${given}([A-Za-z0-9/+]{30,128})`,
    ignoreCase: true,
    tail: "[A-Za-z0-9/+=]",
    accepts: ({ secret }) => isMixed(secret) && !isHash(secret),
    match: [
      sample("aws_secret_access_key = ", "q8Zr2/Lw7Vt+", "N4kXc9Bm1Jd6Hs3Pf5Gy0TaEuRoWiQzM"),
      sample('"SecretAccessKey": "', "q8Zr2/Lw7Vt+", 'N4kXc9Bm1Jd6Hs3Pf5Gy0TaEuRoWiQzM"'),
    ],
    not_match: ["aws_secret_access_key = ${AWS_SECRET}", `secret_access_key: ${"0123456789".repeat(4)}`],
  },
  {
    family: "aws-session-token",
    keywords: ["session_token", "sessiontoken", "x-amz-security-token"],
    pattern: `(?:session_?token|x-amz-security-token)${given}([A-Za-z0-9/+=%]{80,400})`,
    ignoreCase: true,
    tail: "[A-Za-z0-9/+=%]",
    accepts: ({ secret }) => isMixed(secret),
    match: [`aws_session_token=${textOf(base64, 320)}`],
    not_match: ["aws_session_token=", 'sessionToken: "short"'],
  },
  prefixed("aws-session-token", [sample("IQoJb3Jp", "Z2lu"), sample("FwoGZXIv", "YXdz")], base64, 300),
  prefixed("aws-bedrock-key", [sample("ABSKQmVk", "cm9ja0FQSUtleS")], base64, 120),
  prefixed("aws-bedrock-session-key", [sample("bedrock-api-key-YmVk", "cm9jay5hbWF6b25hd3MuY29t")], base64, 200, {
    least: 16,
  }),
  {
    family: "aws-mws-token",
    keywords: ["amzn.mws."],
    pattern: "amzn\\.mws\\.[a-f0-9]{8}-[a-f0-9-]{10,32}",
    tail: "[a-f0-9-]",
    match: [`amzn.mws.${uuid()}`],
    not_match: ["amzn.mws.client"],
  },
  {
    family: "aws-presigned-signature",
    keywords: ["X-Amz-Signature="],
    pattern: "X-Amz-Signature=([a-f0-9]{40,128})",
    ignoreCase: true,
    match: [`https://b.s3.amazonaws.com/k?X-Amz-Expires=600&X-Amz-Signature=${textOf(hex, 64)}`],
    not_match: ["X-Amz-Signature=<signature>"],
  },
  prefixed("aws-appsync-key", ["da2-"], lowerAlnum, 26, { startsWord: true, not_match: ["da2-configuration"] }),
  prefixed("amazon-login-secret", ["amzn1.oa2-cs.v1."], hex, 64),
  {
    family: "amazon-login-token",
    keywords: ["Atza|", "Atzr|"],
    pattern: "Atz[ar]\\|[A-Za-z0-9_/+=-]{40,400}",
    tail: "[A-Za-z0-9_/+=-]",
    accepts: ({ secret }) => isRandom(secret.slice(5)),
    match: [`Atza|${textOf(alnum, 200)}`],
    not_match: ["Atza|token"],
  },
];
