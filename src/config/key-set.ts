import { fields, type JsonObject, list } from "../decision/index.ts";
import { ConfigInvalid } from "../errors.ts";
import { readOwnText } from "../own-text.ts";

/** The keys of a JSON Web Key Set in a file (RFC 7517 §5). @throws {ConfigInvalid} when there is none, or others may write it. */
export async function readKeySet(path: string): Promise<readonly JsonObject[]> {
  const keys = list(fields(jsonOf((await readOwnText(path)) ?? ""))["keys"]);
  if (keys.length > 0) return keys.map((key) => fields(key) as JsonObject);
  throw new ConfigInvalid(path, [
    { path: "", message: "there is no JSON Web Key Set here", fix: 'write { "keys": [ … ] }, with public keys as JWK' },
  ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
