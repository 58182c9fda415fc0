import { posix } from "node:path";
import type { TypeAndId } from "@cedar-policy/cedar-wasm/web";
import { realPathOf } from "../../files/index.ts";
import { hostOf } from "./host.ts";

/** How a request writes the entity that a policy means; `undefined` when no request has it. Reads where links lead. */
export function spellingOf({ type, id }: TypeAndId): string | undefined {
  const spelling = spellings[type];
  return spelling === undefined ? id : spelling(id);
}

const spellings: Readonly<Record<string, (id: string) => string | undefined>> = {
  "Sallyport::Path": (id) => realPathOf(posix.resolve("/", id)),
  "Sallyport::Url": (id) => URL.parse(id)?.href,
  "Sallyport::Host": (id) => {
    const url = URL.parse(`https://${id.includes(":") && !id.startsWith("[") ? `[${id}]` : id.replace(/^\*\./, "")}/`);
    return url === null ? undefined : hostOf(url);
  },
};
