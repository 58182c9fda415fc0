import type { Detector, Evidence } from "../detector.ts";
import { entropy, isCode, isHash, isIdentifierLike, isMixed, startsAsPlaceholder } from "../plausible.ts";
import { sample } from "./sample.ts";

const passwordNames = ["password", "passwd", "passphrase", "passwort", "pwd"];
const secretNames = [
  ...["secret", "token", "credential"],
  ...["api_key", "apikey", "api-key", "access_key", "accesskey", "access-key"],
  ...["private_key", "privatekey", "private-key", "signing_key", "signing-key", "encryption_key", "encryption-key"],
];

const rest = "[A-Za-z0-9_-]{0,24}";
const separator = "\\\\{0,2}[\"'`\\]]{0,2}\\s{0,4}(?:=>|:=|[:=])\\s{0,4}";

function assignment(names: readonly string[], value: string): string {
  return `(?:${names.join("|")})${rest}${separator}${value}`;
}

/** A password is short and made by people: a digit or a sign tells it from code and prose. */
function isPassword({ secret }: Evidence): boolean {
  return (
    !startsAsPlaceholder(secret) &&
    !isCode(secret) &&
    !isHash(secret) &&
    /[\d!#$%&*+=?@^|~]/.test(secret) &&
    !/^[\d.]{1,9}$/.test(secret)
  );
}

/** A machine's secret is long and random; hashes and ids are as random, so only a name beyond doubt makes them secret. */
function isMachineSecret({ secret, lead }: Evidence): boolean {
  if (startsAsPlaceholder(secret) || secret.length < 16) return false;
  if (isHash(secret) && /secret|api[-_]?key|auth[-_]?token|access[-_]?(?:key|token)/i.test(lead)) return true;
  return !isIdentifierLike(secret) && isMixed(secret) && entropy(secret) >= 3.2;
}

/** Values whose name says that they are secret. Last in rank: a family that knows the value names the finding. */
export const named: readonly Detector[] = [
  {
    family: "password",
    keywords: passwordNames,
    pattern: assignment(passwordNames, "\\\\{0,2}[\"'`]?([^\\s\"'`<>\\\\]{8,200})"),
    ignoreCase: true,
    tail: "[^\\s\"'`<>\\\\]",
    accepts: isPassword,
    match: [
      sample("DB_PASS", "WORD=Tr0ub4dor&3"),
      sample('{"pass', 'word": "hunter2-hunter2"}'),
      sample("user_pass", 'wd := "l3tm3in!!"'),
    ],
    not_match: [
      "password: string;",
      "password = getpass.getpass()",
      "passwordMinLength: 12",
      "password=${DB_PASSWORD}",
      '"password": password, user',
      "password_file = Base::default_file;",
    ],
  },
  {
    family: "password",
    keywords: passwordNames,
    pattern: assignment(passwordNames, '\\\\{0,2}"([^"\\n\\\\]{8,200})'),
    ignoreCase: true,
    tail: '[^"\\n\\\\]',
    accepts: isPassword,
    match: [sample("pass", 'phrase: "correct horse 7 battery"')],
    not_match: ['"password": "Please enter your password"', 'password: ""'],
  },
  {
    family: "named-secret",
    keywords: secretNames,
    pattern: assignment(secretNames, "\\\\{0,2}[\"'`]?([^\\s\"'`,;&<>\\\\]{16,255})"),
    ignoreCase: true,
    tail: "[^\\s\"'`,;&<>\\\\]",
    accepts: isMachineSecret,
    match: [
      sample("API_", "KEY=kT9xVd3WnPeR5uYhJ8sGf2Cc"),
      sample('"client_sec', 'ret": "3f9a27c1e84b06d5a2c7f18e9b3d4460"'),
      sample("access_tok", "en=kT9xVd3WnPeR5uYhJ8sGf2Cc&scope=all"),
    ],
    not_match: [
      "token: 3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b",
      "next_page_token: 123e4567-e89b-42d3-a456-426614174000",
      "token_integrity: sha512-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8eWq2Kz==",
      "token_endpoint: https://login.example.com/oauth2/v2.0/token",
      "secretName: payments-api-credentials-2",
      "max_tokens: 4096",
      "token = tokenizer.nextTokenFromStream(input)",
    ],
  },
];
