import type { Evidence } from "./detector.ts";

/** Refuses bodies that documentation puts where a secret would be; judged by the first 20 units, which no suffix changes. */
export function isNoPlaceholder({ secret }: Evidence): boolean {
  const body = secret.replace(/^[A-Za-z]{1,12}[-_.]/, "").slice(0, 20);
  return !startsAsPlaceholder(body) && !isAscending(body) && !isOneUnit(body);
}

/** True when a token's body is made by a machine: no placeholder, no words, no run of one unit or of the alphabet. */
export function isRandom(body: string): boolean {
  const head = body.slice(0, 20);
  return (
    !startsAsPlaceholder(body) &&
    !/^(?:replace|insert|enter|dummy|sample|fake|paste|secret|token|test[-_])/i.test(body) &&
    !isAscending(head) &&
    !isOneUnit(head) &&
    new Set(head).size > head.length / 5 &&
    isMixed(body) &&
    !isWords(body)
  );
}

/** True for `<your key>`, `${KEY}`, `{{key}}`, `$KEY`, `%s`, `****`, `your_key`, `changeme` and their like. */
export function startsAsPlaceholder(value: string): boolean {
  return /^(?:[<$%*.]|\{\{|#\{|\[|your[-_a-z]|x{4}|change[-_]?me|example|placeholder|redacted|process\.env|os\.environ|env\.|\{[a-z_.]+\})/i.test(
    value,
  );
}

/** True for what names, hashes and code look like: not a secret unless its name says so beyond doubt. */
export function isIdentifierLike(value: string): boolean {
  return isHash(value) || isCode(value) || isWords(value) || /^[\d.,:+-]+$/.test(value);
}

/** True for git object ids, digests, addresses, UUIDs, and SRI and go.sum hashes. */
export function isHash(value: string): boolean {
  return (
    /^(?:0x[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(value) ||
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ||
    /^(?:sha(?:1|256|384|512)[-:]|h1:|md5[-:])/i.test(value)
  );
}

/** True for calls, member access, paths, URLs and type names. */
export function isCode(value: string): boolean {
  if (/[()[\]{}]|::|:\/\/|^[.~\\]|^\/[\w.-]*(?:\/|$)/.test(value)) return true;
  if (/\/.*\//.test(value)) return isWords(value);
  const member = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+;?$/.test(value);
  return member && value.split(".").every((part) => part.length < 20 || isWords(part));
}

/** True when every part between hyphens, underscores, dots, slashes and colons is a word or a short number. */
export function isWords(value: string): boolean {
  if (/^@?[A-Z][A-Z0-9]*(?:_[A-Z0-9]{1,12}){2,}$/.test(value)) return true;
  return value
    .split(/[-_./:@+]/)
    .every(
      (part) =>
        /^(?:[A-Z]?[a-z]*|[A-Z]*|[a-z]+(?:[A-Z][a-z]+)+|v?\d{1,4}[a-z]?|[xX]\d{3})$/.test(part) || isCamelCase(part),
    );
}

/** True for words written together, each with a capital or in capitals: on average they are longer than those of chance. */
function isCamelCase(part: string): boolean {
  const words = part.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d{1,4}/g) ?? [];
  if (words.join("") !== part || !/[a-z]/.test(part) || !/[A-Z]/.test(part) || /\d.*\D\d/.test(part)) return false;
  return words.length > 1 && part.length / words.length >= (/\d/.test(part) && part.length >= 20 ? 4.2 : 3.3);
}

/** Shannon entropy in bits for each UTF-16 unit. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const unit of value.split("")) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** True when letters and digits are both in it, or upper and lower case mixed beyond a leading capital. */
export function isMixed(value: string): boolean {
  return (/\d/.test(value) && /[A-Za-z]/.test(value)) || (/[a-z]/.test(value) && /[a-z][A-Z]|[A-Z]{2}/.test(value));
}

/** True when one unit makes up three quarters of it. */
function isOneUnit(body: string): boolean {
  // What makes up more than half of it is left over when unlike units cancel each other out.
  let candidate = 0;
  let left = 0;
  for (let i = 0; i < body.length; i++) {
    const code = body.charCodeAt(i);
    if (left === 0) candidate = code;
    left += code === candidate ? 1 : -1;
  }
  let count = 0;
  for (let i = 0; i < body.length; i++) if (body.charCodeAt(i) === candidate) count++;
  return count >= body.length * 0.75;
}

function isAscending(body: string): boolean {
  let steps = 0;
  for (let i = 1; i < body.length; i++) if (body.charCodeAt(i) === body.charCodeAt(i - 1) + 1) steps++;
  return steps >= body.length * 0.7;
}
