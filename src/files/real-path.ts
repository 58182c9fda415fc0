import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const mostLinks = 32;

/**
 * Where an absolute path leads now: every part is gone through as the kernel does, links followed before `..` is, also
 * those that lead to nothing; `/` when that cannot be told, which no list of paths means by accident.
 */
export function realPathOf(path: string): string {
  const parts = path.split("/").reverse();
  let current = "/";
  let links = 0;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      current = dirname(current);
      continue;
    }
    const next = join(current, part);
    const target = targetOf(next);
    if (target === undefined) {
      current = next;
      continue;
    }
    if (target === null || ++links > mostLinks) return "/";
    if (target.startsWith("/")) current = "/";
    parts.push(...target.split("/").reverse());
  }
  return current;
}

/** What a link says; `null` when it does not tell, `undefined` for what is no link. */
function targetOf(path: string): string | null | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  } catch {
    return undefined;
  }
  try {
    return readlinkSync(path);
  } catch {
    return null;
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
      found = found.map((base) => (part === ".." ? dirname(realPathOf(base)) : join(base, part)));
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
