import type { Detector } from "../detector.ts";
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
  `(?:${lineEnd}${margin}){1,4}(?:${header}|[A-Za-z0-9+/]{20,128}={0,2}|=?[A-Za-z0-9+/]{1,19}={0,2}${lineEnd})`,
  " {1,4}[A-Za-z0-9+/]{24,128}={0,2}",
].join("|");

const blockEnd = `(?:(?:${lineEnd}${margin}){1,4}| {1,4})?-----END [A-Z0-9 ]{1,40}-----`;

/** Keys that open something by themselves. */
export const keys: readonly Detector[] = [
  {
    family: "private-key",
    keywords: ["-----BEGIN "],
    pattern: "-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP |SSH2 ENCRYPTED |ANY )?PRIVATE KEY(?: BLOCK)?-----",
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
    family: "age-key",
    keywords: ["AGE-SECRET-KEY-1"],
    pattern: "AGE-SECRET-KEY-1[A-Z0-9]{40,96}",
    tail: "[A-Z0-9]",
    match: [sample("AGE-", "SECRET-KEY-1", "QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQSPQ2ML7")],
    not_match: ["AGE-SECRET-KEY-1 begins an age identity"],
  },
];
