import { lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const mostLinks = 32;

/**
 * Where an absolute path leads now, links followed as far as it exists, also those that lead to nothing; `/` when that
 * cannot be told, which no list of paths means by accident.
 */
export function realPathOf(path: string): string {
  let known = path;
  let rest = "";
  for (let links = 0; links < mostLinks; ) {
    const found = entryAt(known);
    if (found === "link") {
      links++;
      known = targetOf(known);
    } else if (found === "there") {
      const real = reallyAt(known);
      return real === undefined ? "/" : join(real, rest);
    } else {
      if (known === "/") return "/";
      rest = join(basename(known), rest);
      known = dirname(known);
    }
  }
  return "/";
}

function entryAt(path: string): "link" | "there" | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found === undefined ? undefined : found.isSymbolicLink() ? "link" : "there";
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string {
  try {
    return resolve(dirname(link), readlinkSync(link));
  } catch {
    return "/";
  }
}

function reallyAt(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

const mostEntries = 4_096;

/**
 * The paths that an absolute pattern of the shell means now, with `*`, `?` and `[…]` in its parts; anything richer is
 * taken for `*`. `undefined` when too many directories would have to be read.
 */
export function expandPattern(pattern: string): readonly string[] | undefined {
  let found: readonly string[] = ["/"];
  let left = mostEntries;
  for (const part of pattern.split("/").filter((each) => each !== "")) {
    if (!/[*?[(]/.test(part)) {
      found = found.map((base) => join(base, part));
      continue;
    }
    const test = partTest(part);
    const next: string[] = [];
    for (const base of found) {
      const names = entriesOf(base);
      left -= names.length + 1;
      if (left < 0) return undefined;
      next.push(...names.filter(test).map((name) => join(base, name)));
    }
    found = next;
  }
  return found;
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function partTest(part: string): (name: string) => boolean {
  const isDotted = part.startsWith(".");
  const pattern = /[@!+?*]\(/.test(part) ? /^/ : new RegExp(`^${source(part)}$`, "s");
  return (name) => (isDotted || !name.startsWith(".")) && pattern.test(name);
}

/** A set of characters is taken for any one character: it can only mean less. */
function source(part: string): string {
  return part
    .replaceAll(/\[!?\]?[^\]]*\]/g, "?")
    .replaceAll(/[\\^$.+(){}|[\]]/g, String.raw`\$&`)
    .replaceAll("?", ".")
    .replaceAll(/\*+/g, ".*");
}
