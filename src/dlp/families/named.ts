import type { Detector, Evidence } from "../detector.ts";
import { entropy, isCode, isHash, isIdentifierLike, isMixed, isWords, startsAsPlaceholder } from "../plausible.ts";
import { assigned, says, trimmed } from "./assigned.ts";
import { sample } from "./sample.ts";

const passwordNames = ["password", "passwd", "passphrase", "passwort", "passcode", "pwd"];
const shortNames = ["pass=", "pass =", "pass:", 'pass":'];

/** Whose key it is: keys that are named so are secret. */
const owners = ["api", "access", "private", "signing", "encryption", "app", "auth", "consumer", "master", "account"];
const secretNames = [
  ...["secret", "token", "credential"],
  ...owners.flatMap((owner) => ["key", "_key", "-key", " key", ".key"].map((key) => owner + key)),
];

/** Names beyond doubt: even what looks like a hash or an id is secret beside them. */
const certain =
  /secret|(?:api|auth|access|private|client|refresh|session|bearer|bot|signing|encryption|master|admin|service|deploy|consumer|app|account)[-_ .]?(?:key|token)/i;
const harmless = /public|publishable|(?:page|csrf|xsrf|cancel\w*|continuation|sync|id)[-_ ]?token/i;

/** True for the token of something that has a name: `gitea_token`, but not `the token`. */
function isOwned(name: string): boolean {
  const [, owner = ""] = /([a-z0-9]+)[-_ .]?token/i.exec(name) ?? [];
  return (
    owner !== "" &&
    !/^(?:the|this|that|an?|each|every|one|your|my|our|its|new|old|next|prev\w*|last|per|no|cache|etag)$/i.test(owner)
  );
}

/** A name and how far a value is from it: the last of the text before the secret. */
const nameIn = ({ context, lead }: Evidence) => context.slice(Math.max(0, context.length - lead.length - 24));

/** A password is short and made by people: a digit or a sign tells it from code and prose. */
function isPassword(evidence: Evidence): boolean {
  const { secret, lead } = evidence;
  const prose = says(lead) === "prose";
  const listed = /^[^:=>\n]*["'], ?["']$/.test(lead);
  return (
    says(lead) !== "nothing" &&
    secret.length >= 6 &&
    !startsAsPlaceholder(secret) &&
    !isCode(secret) &&
    !isHash(secret) &&
    (!isWords(secret) || (!prose && isWordsAndNumber.test(secret) && /passw(?:or)?d\W/i.test(lead))) &&
    (!listed || /[^\w.-]/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret))) &&
    !isName.test(secret) &&
    /\d[^\d]|[^\d]\d|[A-Za-z]{3}[!#$%&*@^]/.test(secret) &&
    !/^[\d.,:/%-]+[a-z]{0,3}$/i.test(secret) &&
    (!prose || !/^[a-z]+-?\d{1,2}$/i.test(secret))
  );
}

/** A password of words, as people are told to make them. */
const isWordsAndNumber = /^[A-Za-z]{3,}(?:[-_.][A-Za-z]{3,}){1,5}[-_.]\d{2,6}$/;

/** What code has in the place of a password: a variable, perhaps with a sign before or behind it. */
const isName = /^[!&@*+?=|~^#-]{0,3}[A-Za-z_]+[?!&|+=]{0,3}$|^[\w-]*passw?(?:or)?d?\w{0,3}$/i;

/** A machine's secret is long and random; hashes and ids are as random, so only a name beyond doubt makes them secret. */
function isMachineSecret(evidence: Evidence): boolean {
  const { secret, lead } = evidence;
  if (says(lead) === "nothing" || startsAsPlaceholder(secret) || secret.length < 16) return false;
  const name = nameIn(evidence);
  if (harmless.test(name)) return false;
  if (isHash(secret)) return (certain.test(name) || isOwned(name)) && !/^(?:sha|h1|md5)/i.test(secret);
  return !isIdentifierLike(secret) && isMixed(secret) && entropy(secret) >= 3.2;
}

/** Values whose name says that they are secret. Last in rank: a family that knows the value names the finding. */
export const named: readonly Detector[] = [
  {
    family: "password",
    keywords: passwordNames,
    pattern: assigned(passwordNames, "[^\\s\"'`<>\\\\]{6,200}"),
    ignoreCase: true,
    trim: trimmed,
    tail: "[^\\s\"'`<>\\\\]",
    accepts: isPassword,
    match: [
      sample("DB_PASS", "WORD=Tr0ub4dor&3"),
      sample('{"pass', 'word": "hunter2-hunter2"}'),
      sample("user_pass", 'wd := "l3tm3in!!"'),
      sample("the pass", "word for the router is j4Jt-B2oT! by the way"),
      sample("CREATE USER app WITH PASS", "WORD 'AIAS8C2mEp#';"),
    ],
    not_match: [
      "password: string;",
      "password = getpass.getpass()",
      "passwordMinLength: 12",
      "password=${DB_PASSWORD}",
      '"password": password, user',
      "password_file = Base::default_file;",
      "the password is required in version 2",
      "a password has 8 to 64 characters",
      "if (!password) return user.password!;",
    ],
  },
  {
    family: "password",
    keywords: shortNames,
    pattern: `(?:pass)${assigned([], "[^\\s\"'`<>\\\\]{6,200}")}`,
    ignoreCase: true,
    trim: trimmed,
    tail: "[^\\s\"'`<>\\\\]",
    accepts: (evidence) =>
      !/[A-Za-z]$/.test(evidence.context.slice(0, evidence.context.length - evidence.lead.length)) &&
      isPassword(evidence),
    match: [sample("login: ann\npa", "ss: zZoqy7P98$\n"), sample("DB_PA", "SS=zZoqy7P98")],
    not_match: ["bypass=abc123def", "pass: 12 fail: 3"],
  },
  {
    family: "password",
    keywords: passwordNames,
    pattern: `(?:${passwordNames.join("|")})[A-Za-z0-9_-]{0,24}\\\\{0,2}["'\`\\]]{0,2}\\s{0,4}[:=]\\s{0,4}\\\\{0,2}"([^"\\n\\\\]{8,200})`,
    ignoreCase: true,
    tail: '[^"\\n\\\\]',
    accepts: ({ secret }) =>
      !startsAsPlaceholder(secret) && !isCode(secret) && /\d/.test(secret) && /[A-Za-z] \d|\d [A-Za-z]/.test(secret),
    match: [sample("pass", 'phrase: "correct horse 7 battery"')],
    not_match: ['"password": "Please enter your password"', 'password: ""'],
  },
  {
    family: "named-secret",
    keywords: secretNames,
    pattern: assigned(secretNames, "[^\\s\"'`,;&<>\\\\]{16,255}"),
    ignoreCase: true,
    trim: trimmed,
    tail: "[^\\s\"'`,;&<>\\\\]",
    accepts: isMachineSecret,
    match: [
      sample("API_", "KEY=kT9xVd3WnPeR5uYhJ8sGf2Cc"),
      sample('"client_sec', 'ret": "3f9a27c1e84b06d5a2c7f18e9b3d4460"'),
      sample("access_tok", "en=kT9xVd3WnPeR5uYhJ8sGf2Cc&scope=all"),
      sample("Here is the api k", "ey you wanted: `kT9xVd3WnPeR5uYhJ8sGf2Cc`."),
      sample('{"name":"ACME_SEC', 'RET","value":"kT9xVd3WnPeR5uYhJ8sGf2Cc"}'),
      sample("- name: ACME_SEC", "RET\n  value: kT9xVd3WnPeR5uYhJ8sGf2Cc\n"),
      sample("<clientSec", "ret>kT9xVd3WnPeR5uYhJ8sGf2Cc</clientSecret>"),
    ],
    not_match: [
      "token: 3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b",
      "next_page_token: 123e4567-e89b-42d3-a456-426614174000",
      "token_integrity: sha512-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8eWq2Kz==",
      "token_endpoint: https://login.example.com/oauth2/v2.0/token",
      "secretName: payments-api-credentials-2",
      "max_tokens: 4096",
      "token = tokenizer.nextTokenFromStream(input)",
      "exports.JwtTokenAudience = JwtTokenAudience",
      "a tokenizer of kT9xVd3WnPeR5uYhJ8sGf2Cc",
    ],
  },
];
