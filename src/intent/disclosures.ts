import type { Json, JsonObject } from "../decision/index.ts";
import { decodeJson, digestOf } from "./encoding.ts";
import { demand } from "./fault.ts";

/** One disclosure, by its digest: a member of an object, or an element of a list (RFC 9901 §4.2). */
interface Disclosure {
  readonly name: string | undefined;
  readonly value: Json;
}

const most = { disclosures: 64, depth: 16 };

/** Claims that say what a link is good for: whoever presents a chain must not be able to leave them out. */
const neverHidden = [
  "_sd",
  "_sd_alg",
  "...",
  "__proto__",
  "iss",
  "iat",
  "nbf",
  "exp",
  "cnf",
  "vct",
  "jti",
  "aud",
  "sd_hash",
  "intent",
];

/**
 * Checks what RFC 9901 §7.1 demands of disclosures: each belongs to exactly one digest of the payload, or of a disclosure
 * that does, none stands twice, and none takes the place of a claim.
 */
export function checkDisclosures(payload: JsonObject, encoded: readonly string[]): void {
  demand(encoded.length <= most.disclosures, "disclosures", "there are too many disclosures");
  demand(
    ["sha-256", undefined].includes(payload["_sd_alg"] as string),
    "algorithm",
    "digests are not of SHA-256 (_sd_alg)",
  );
  const open = new Map(encoded.map((text) => [digestOf(text), readDisclosure(text)]));
  demand(open.size === encoded.length, "disclosures", "a disclosure stands there twice");
  const seen = new Set<string>();
  const found = (digest: Json | undefined): Disclosure | undefined => {
    demand(typeof digest === "string" && /^[A-Za-z0-9_-]{43}$/.test(digest), "disclosures", "a digest is none");
    demand(!seen.has(digest), "disclosures", "a digest stands there twice");
    seen.add(digest);
    return open.get(digest);
  };
  const walk = (value: Json, depth: number): void => {
    demand(depth <= most.depth, "malformed", "the payload is nested too deeply");
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) {
        if (!isPlaceholder(item)) walk(item, depth + 1);
        else {
          const disclosure = found(item["..."]);
          demand(Object.keys(item).length === 1, "disclosures", "a placeholder has other members");
          demand(disclosure?.name === undefined, "disclosures", "a member is disclosed as an element");
          if (disclosure !== undefined) walk(disclosure.value, depth + 1);
        }
      }
      return;
    }
    const { _sd: digests = [], ...members } = value as JsonObject;
    demand(Array.isArray(digests), "disclosures", "_sd is no list");
    demand(!Object.hasOwn(members, "..."), "disclosures", "there is a placeholder outside a list");
    const names = new Set(Object.keys(members));
    for (const digest of digests as readonly Json[]) {
      const disclosure = found(digest);
      if (disclosure === undefined) continue;
      demand(disclosure.name !== undefined, "disclosures", "an element is disclosed as a member");
      demand(!names.has(disclosure.name), "disclosures", "a claim is there already");
      names.add(disclosure.name);
      walk(disclosure.value, depth + 1);
    }
    for (const member of Object.values(members)) walk(member, depth + 1);
  };
  walk(payload, 0);
  demand(
    [...open.keys()].every((digest) => seen.has(digest)),
    "disclosures",
    "a disclosure belongs to nothing",
  );
}

function readDisclosure(text: string): Disclosure {
  const parts = decodeJson(text);
  const isOne = Array.isArray(parts) && (parts.length === 2 || parts.length === 3) && typeof parts[0] === "string";
  demand(isOne, "disclosures", "a disclosure is none");
  if (parts.length === 2) return { name: undefined, value: parts[1] as Json };
  const [, name, value] = parts;
  demand(
    typeof name === "string" && !neverHidden.includes(name),
    "disclosures",
    "a claim is disclosed that cannot be hidden",
  );
  return { name, value: value as Json };
}

function isPlaceholder(item: Json): item is JsonObject {
  return typeof item === "object" && item !== null && !Array.isArray(item) && Object.hasOwn(item, "...");
}
