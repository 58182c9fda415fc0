import type { Context, Resource } from "../decision/index.ts";

/** Who named an address or a recipient. */
export type NamedBy = NonNullable<Context["namedBy"]>;

/** UTF-16 units of either kind of text that are remembered; what is forgotten was named by nobody. */
const most = 128 << 10;

/** Remembers what the user wrote and what others did, to tell whose choice an address or a recipient is. */
export class Namers {
  #user = "";
  #others = "";

  /** Text that the principal answers for: what they wrote, and what came of it before anything untrusted was read. */
  userWrote(text: string): void {
    this.#user = remembered(this.#user, text);
  }

  othersWrote(text: string): void {
    this.#others = remembered(this.#others, text);
  }

  /** A URL is the user's choice when its host is; it is the others' only as they wrote it, to the last character. */
  of({ type, id }: Resource): NamedBy {
    if (type === "url") {
      const host = URL.parse(id)?.hostname ?? "";
      if (names(this.#user.toLowerCase(), host, hostGoesOn)) return "user";
      return spellings(id).some((url) => names(this.#others, url, nameGoesOn)) ? "others" : "model";
    }
    const name = id.toLowerCase();
    if (names(this.#user.toLowerCase(), name, nameGoesOn)) return "user";
    return names(this.#others.toLowerCase(), name, nameGoesOn) ? "others" : "model";
  }
}

function remembered(before: string, text: string): string {
  return `${before}\n${text}`.slice(-most);
}

/** A URL as it is requested, and as people write it: without the slash of an empty path. */
function spellings(url: string): readonly string[] {
  return url.endsWith("/") ? [url, url.slice(0, -1)] : [url];
}

/** True when the text has the name as a whole; a part of a longer one does not count. */
function names(text: string, name: string, goesOn: RegExp): boolean {
  if (name === "") return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!isInside.test(text.slice(Math.max(0, at - 1), at)) && !goesOn.test(text.slice(end, end + 2))) return true;
  }
  return false;
}

const isInside = /[\p{L}\p{N}_.@%-]/u;
const hostGoesOn = /^[\p{L}\p{N}_@%-]|^\.[\p{L}\p{N}_]/u;
const nameGoesOn = /^[\p{L}\p{N}_@%/?#&=+~-]|^[.:][\p{L}\p{N}_/]/u;
