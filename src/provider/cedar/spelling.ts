import { posix } from "node:path";
import type { TypeAndId } from "@cedar-policy/cedar-wasm/web";
import { hostOf } from "./host.ts";

/** How an entity has to be written to be the same as one of a request; `undefined` when it is written so. */
export function misspelt({ type, id }: TypeAndId): string | undefined {
  const right = spellings[type]?.(id) ?? id;
  return right === id ? undefined : right;
}

const spellings: Readonly<Record<string, (id: string) => string | undefined>> = {
  "Sallyport::Path": (id) => posix.resolve("/", id),
  "Sallyport::Url": (id) => URL.parse(id)?.href,
  "Sallyport::Host": (id) => {
    const url = URL.parse(`https://${id.includes(":") && !id.startsWith("[") ? `[${id}]` : id.replace(/^\*\./, "")}/`);
    return url === null ? undefined : hostOf(url);
  },
};
