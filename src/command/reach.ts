import { part, type Role } from "./options.ts";
import type { Word } from "./word.ts";

/** A word, or a part of one, that names a path. */
export interface PathWord {
  readonly word: Word;
  readonly mode: "read" | "write";
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const familiar =
  /^(?:https?|wss?|ftps?|postgres(?:ql)?|mysql|rediss?|mongodb(?:\+srv)?|amqps?|ssh|sftp|tcp|oci|docker):/i;
/** `host:path`, `user@host:path` and `volume:path`, but not `./a:b`. */
const remote = /^[^/:~.][^/:]*:/;
/** `ext::…` of git: what follows is given to a helper program. */
const helper = /^[a-z][\w+.-]*::(?!\/?[\da-f])/i;

/** The paths that a word names by its role; empty for one that names none. */
export function pathWords(word: Word, role: Role): readonly PathWord[] {
  switch (role) {
    case "list":
      return [{ word, mode: "read" }];
    case "read":
    case "write":
      return [{ word, mode: role }];
    case "url":
      return isFile(word) ? [{ word: fileOf(word), mode: "read" }] : [];
    case "source":
    case "target": {
      if (isFile(word)) return [{ word: fileOf(word), mode: "read" }];
      if (isRemote(word)) return [];
      return [{ word: withoutExtras(word), mode: role === "target" ? "write" : "read" }];
    }
    case "data": {
      if (word.value === undefined && word.head === "") return [{ word, mode: "read" }];
      const start = /^(?:[^=@<]*=)?[@<]|^[\w.-]+@(?=[/~.])/.exec(word.head)?.[0].length;
      return start === undefined ? [] : [{ word: before(part(word, start), /[;,]/), mode: "read" }];
    }
    case "mount":
      return mounted(word);
    default:
      return [];
  }
}

/** True for an address with which a program may start another one, read a file, or tell what a command prints. */
export function isVagueAddress(word: Word, role: Role): boolean {
  const { value, head, dynamic } = word;
  if (role === "source" || role === "target") return helper.test(head);
  if (role !== "url" || isFile(word)) return false;
  // Some programs expand braces and brackets in an address, also in its scheme.
  if (helper.test(head) || /^[^/]*[[{]/.test(head)) return true;
  if (scheme.test(head) && !familiar.test(head)) return true;
  return value === undefined && (dynamic === "substitution" || !/^(?:[a-z]+:\/\/)?[\w.-]+[:/]/i.test(head));
}

/** True for an address of another machine, and false for a path. */
export function isRemote(word: Word): boolean {
  return !isFile(word) && (scheme.test(word.head) || remote.test(word.head));
}

function isFile({ head }: Word): boolean {
  return /^\s*fileb?:/i.test(head);
}

/** The file in which what an address names is stored, when only the address says so. */
export function storedName(word: Word): Word {
  if (word.value === undefined) return word;
  const [path = ""] = word.value.replace(scheme, "").split(/[?#]/, 1);
  const slash = path.lastIndexOf("/");
  const name = (slash < 0 ? "" : path.slice(slash + 1)) || "index.html";
  return { ...word, value: name, head: name, glob: false };
}

/** The directory in `.[dev,test]`, which is no pattern to those that are given it. */
function withoutExtras(word: Word): Word {
  const end = /(?<=.)\[[\w, -]*\]$/.exec(word.value ?? "")?.index;
  if (end === undefined) return word;
  const text = word.head.slice(0, end);
  return { ...word, value: text, head: text, glob: false };
}

function fileOf(word: Word): Word {
  const [prefix = ""] = /^\s*fileb?:(?:\/\/(?:localhost)?)?/i.exec(word.head) ?? [];
  return part(word, prefix.length);
}

/** The directory of this machine in `path:/there`, or in `type=bind,source=path,target=/there`. */
function mounted(word: Word): readonly PathWord[] {
  const named = /(?:^|,)(?:src|source)=/.exec(word.head);
  if (named !== null) return [{ word: before(part(word, named.index + named[0].length), /,/), mode: "write" }];
  if (/^type=/.test(word.head)) return [];
  const isVolume = /^\w[\w.-]*(?::|$)/.test(word.head) && word.head !== "";
  return isVolume ? [] : [{ word: before(word, /:/), mode: "write" }];
}

/** The beginning of a word, up to a separator. */
function before(word: Word, separator: RegExp): Word {
  const end = separator.exec(word.head)?.index;
  if (end === undefined) return word;
  const { dynamic: _, ...rest } = word;
  const text = word.head.slice(0, end);
  return { ...rest, value: text, head: text };
}
