import type { Detector, Evidence } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { type Alphabet, textOf, uuid } from "./alphabet.ts";
import { oneOf } from "./prefixed.ts";

/** What may stand between the name of a service and its secret, singly or grown together. */
const words = [
  ...["access", "account", "admin", "api", "app", "application", "auth"],
  ...["bearer", "bot", "client", "code", "config", "credentials", "credential", "deploy", "dev", "env", "for", "http"],
  ...["integration", "is", "jwt", "keys", "key", "live", "master", "my", "of", "our", "passwd", "password", "pass"],
  ...["personal", "private", "production", "prod", "project", "pat", "read", "rest", "sandbox", "sdk", "secret"],
  ...["server", "service", "session", "signing", "string", "test", "the", "tokens", "token", "to", "user", "value"],
  ...["webhook", "with", "write", "x", "your", "v1", "v2", "v3", "id"],
].toSorted((a, b) => b.length - a.length);

/** The same for every service, so that it is compiled once. */
const pattern = [
  "[A-Za-z][A-Za-z0-9_.-]{1,40}[^A-Za-z0-9_-]{1,12}",
  `(?:(?:${oneOf(words)}|[_-]){1,5}[^A-Za-z0-9_-]{1,12}){0,4}`,
  "((?:[A-Za-z0-9_~+/=-]|\\.[A-Za-z0-9_~+/=-]){12,90})",
].join("");

/**
 * A secret that only the name of its service tells from a hash or an id: the name, then words such as `api key`, then
 * units of the alphabet, `length` of them in the form its maker documents. Names are the keywords.
 */
export function beside(
  family: string,
  names: readonly string[],
  alphabet: Alphabet,
  length: number,
  example: () => string = () => textOf(alphabet, length),
): Detector {
  const least = Math.min(Math.ceil(length * 0.75), 80);
  const accepts = ({ secret, context }: Evidence) =>
    secret.length >= least &&
    secret.length <= length + 40 &&
    new RegExp(`^${alphabet.set}*$`).test(secret) &&
    isRandom(secret) &&
    saysSecret(context);
  const [name] = names as [string];
  return {
    family,
    keywords: names,
    pattern,
    ignoreCase: true,
    tail: "[A-Za-z0-9_~+/=-]|\\.[A-Za-z0-9_~+/=-]",
    accepts,
    get match() {
      return [`${name}_secret_key=${example()}`, `the ${name} API token is "${example()}"`];
    },
    get not_match() {
      return [`${name}_public_id: ${example()}`, ...(secretWords.test(name) ? [] : [`${name} ${example()}`])];
    },
  };
}

/** The same for a secret in the form of a UUID. */
export function besideUuid(family: string, names: readonly string[]): Detector {
  const hexAndHyphens = { set: "[A-Fa-f0-9-]", units: "0123456789abcdef" };
  return beside(family, names, hexAndHyphens, 36, uuid);
}

const secretWords =
  /(?:key|token|secret|credential|webhook)s?(?![a-z])|passw|(?:\b|_|[a-z](?=P))pat\b|(?:pass|auth)(?![a-z0-9])/i;
const notSecret =
  /(?:id|public(?:_?key)?|publishable_?key|hash|digest|sha\d*|checksum|version|commit)["'`\]]{0,2}\s{0,4}(?::|=|is)?[\s"'`]{0,6}$/i;

/** True when what stands before a value names it a secret, and not the id of one or a public key. */
function saysSecret(context: string): boolean {
  return secretWords.test(context) && !notSecret.test(context);
}
