import type { Detector } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { hasBech32Checksum } from "../validators/bech32.ts";
import { base64, base64url, hex, textOf } from "./alphabet.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

const lineEnd = "(?:\\r?\\n|(?:\\\\r)?\\\\n)";
const margin = "[ \\t>#|*/\"'+,]{0,16}";
const header = "(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\\r\\n]{0,120}";

/**
 * What may follow inside a key block, before the end line: base64 on this line, on the next or behind a space, a short
 * last line, a header, behind empty lines or not. Line ends may be real or escaped, lines indented or quoted.
 */
const blockTail = [
  "[A-Za-z0-9+/=]{1,256}",
  `(?:${lineEnd}${margin}){1,4}(?:${header}|[A-Za-z0-9+/]{20,128}={0,2}|=?[A-Za-z0-9+/]{1,19}(?:={1,2}|${lineEnd}|["'\`]))`,
  `${lineEnd}[A-Za-z0-9+/]{6,19}`,
  " {1,4}[A-Za-z0-9+/]{24,128}={0,2}",
].join("|");

/** What makes it a key and no mention of one: the first of its base64, or a header. */
const beginning = `(?:(?:${lineEnd}${margin}){1,4}| {0,4})(?:(?:Proc-Type|Version|Comment|Hash): |[A-Za-z0-9+/=]{8})`;

const blockEnd = `(?:(?:${lineEnd}${margin}){1,4}| {1,4})?-----END [A-Z0-9 ]{1,40}-----`;

/** Keys that open something by themselves. */
export const keys: readonly Detector[] = [
  {
    family: "private-key",
    keywords: ["-----BEGIN "],
    pattern:
      "-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED SIGSTORE |ENCRYPTED COSIGN |ENCRYPTED |PGP |SSH2 ENCRYPTED |ANY |TSS2 |X25519 )?(?:PRIVATE|SECRET) KEY(?: BLOCK)?-----" +
      beginning,
    tail: blockTail,
    end: blockEnd,
    match: [
      sample(
        "-----BEGIN ",
        "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQ==\n-----END PRIVATE KEY-----",
      ),
      sample('"-----BEGIN ', 'RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA\\n-----END RSA PRIVATE KEY-----\\n"'),
      sample("-----BEGIN ", "OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU"),
    ],
    not_match: [
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
      sample("-----BEGIN ", "PUBLIC KEY-----"),
    ],
  },
  {
    family: "putty-private-key",
    keywords: ["Private-Lines: "],
    pattern: "Private-Lines: \\d{1,3}",
    tail: `${lineEnd}[A-Za-z0-9+/]{1,80}={0,2}`,
    end: `${lineEnd}Private-MAC: [a-f0-9]{1,128}`,
    match: [`Private-Lines: 2\n${textOf(base64, 64)}\n${textOf(base64, 44)}==\nPrivate-MAC: ${textOf(hex, 64)}\n`],
    not_match: ["Public-Lines: 6\nAAAAB3NzaC1yc2E", "Private-Lines: many"],
  },
  {
    family: "private-key",
    keywords: [sample("LS0tLS1CRUdJ", "Ti")],
    pattern: "LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,400}",
    tail: "[A-Za-z0-9+/=]",
    accepts: ({ secret }) =>
      /^-----BEGIN [A-Z0-9 ]{0,30}PRIVATE/.test(Buffer.from(secret, "base64").toString("latin1")),
    verifies: () => true,
    match: ["", "RSA ", "OPENSSH "].map((kind) =>
      Buffer.from(`-----BEGIN ${kind}${"PRIVATE"} KEY-----\n${textOf(base64, 64)}\n`).toString("base64"),
    ),
    not_match: [Buffer.from(`-----BEGIN CERTIFICATE-----\n${textOf(base64, 64)}\n`).toString("base64")],
  },
  {
    family: "jwk-private-key",
    keywords: ['"d":', '"d" :', '"d\\":'],
    pattern: '"d\\\\?" ?:\\s{0,4}\\\\?"([A-Za-z0-9_-]{40,480})',
    tail: "[A-Za-z0-9_-]",
    accepts: ({ secret }) => isRandom(secret),
    match: [`{"kty":"EC","crv":"P-256","d":"${textOf(base64url, 43)}"}`],
    not_match: ['{"d":"a path of an icon, M10 20"}', `{"kty":"EC","x":"${textOf(base64url, 43)}"}`],
  },
  {
    family: "minisign-secret-key",
    keywords: ["minisign encrypted secret key", "signify secret key"],
    pattern: `(?:minisign encrypted|signify) secret key${lineEnd}([A-Za-z0-9+/=]{60,400})`,
    tail: "[A-Za-z0-9+/=]",
    match: [`untrusted comment: minisign encrypted secret key\n${textOf(base64, 210)}==`],
    not_match: [`untrusted comment: minisign public key 3F9A27\n${textOf(base64, 56)}`],
  },
  prefixed("tor-secret-key", ["ED25519-V3:"], base64, 88),
  prefixed("age-key", ["AGE-SECRET-KEY-1"], { set: "[A-Z0-9]", units: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" }, 58, {
    verifies: ({ secret }) => hasBech32Checksum(secret),
    match: [sample("AGE-", "SECRET-KEY-1", "QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQSPQ2ML7")],
    not_match: ["AGE-SECRET-KEY-1 begins an age identity"],
  }),
  prefixed("age-plugin-key", ["AGE-PLUGIN-"], { set: "[A-Z0-9-]", units: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" }, 80, {
    least: 40,
  }),
];
