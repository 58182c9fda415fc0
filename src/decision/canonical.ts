/**
 * RFC 8785 (JCS) text of a JSON value: members sorted by UTF-16 code units, no white space, ECMAScript numbers.
 * Members whose value is `undefined` are absent.
 * @throws {TypeError} for what JSON cannot carry: non-finite numbers, lone surrogates, functions, cycles deeper than 128 levels.
 */
export function canonicalJson(value: unknown): string {
  return serialize(value, 0);
}

const maxDepth = 128;

function serialize(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new TypeError(`canonical JSON is limited to ${maxDepth} levels`);
  switch (typeof value) {
    case "string":
      return serializeString(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON form (RFC 8785 §3.2.2.3)`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value)
        ? serializeArray(value, depth)
        : serializeObject(value as Record<string, unknown>, depth);
    default:
      throw new TypeError(`a ${typeof value} has no canonical JSON form`);
  }
}

/** Text in which nothing is escaped and nothing can be ill-formed. */
const plain = /^[ !#-[\]-~]*$/;

function serializeString(value: string): string {
  if (value.length < 256 && plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError("a lone surrogate has no canonical JSON form (RFC 8785 §3.2.2.2)");
  return JSON.stringify(value);
}

function serializeArray(items: readonly unknown[], depth: number): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ",") + serialize(items[i], depth + 1);
  return `${text}]`;
}

function serializeObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  let text = "{";
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${text === "{" ? "" : ","}${serializeString(key)}:${serialize(value, depth + 1)}`;
  }
  return `${text}}`;
}
