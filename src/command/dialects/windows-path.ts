import type { Word } from "../word.ts";

const untellable =
  // A drive, a provider or a stream; what wildcards may mean; what begins at a root or a home; a short name.
  /[:[\]`<>|"]|^[\\/]|^~|~\d/;
const device = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)\d)\s*(?:\.|$)/i;

/** What looks like a short name and stands for an earlier commit. */
const revision = /^(?:head|main|master)(?:~\d+)+$/i;

/** Endings of files in which nobody keeps secrets: a pattern for them means no hidden file. */
const ordinary =
  /^[\w-]*\*?[\w.-]*\.(?:[cm]?[jt]sx?|md|txt|css|scss|less|html?|xml|toml|py|rs|go|java|kts?|c|h|cc|cpp|hpp|cs|rb|php|sh|sql|log|csv|svg|png|jpe?g|vue|svelte)$/i;

/**
 * A word as the path it names in Windows, with slashes, relative, its case of no account. It has no value when that
 * cannot be told: drives, roots, streams, devices, short names, trailing dots and blanks, and wide patterns.
 */
export function windowsPath(word: Word): Word {
  const path = word.value?.replaceAll("\\", "/");
  if (path === undefined || !isTellable(path)) {
    const { value: _, verbatim: __, ...rest } = word;
    return { ...rest, head: "", dynamic: "parameter" };
  }
  return { ...word, value: path, head: path, glob: /[*?]/.test(path), caseless: true };
}

/** A new name as the path it stands for: it is given without the directory, which is that of the old one. */
export function beside({ value: old = "" }: Word, name: Word): Word {
  const directory = old.slice(0, Math.max(old.lastIndexOf("\\"), old.lastIndexOf("/")) + 1);
  const value = directory + (name.value ?? "");
  return { ...name, value, head: value };
}

function isTellable(path: string): boolean {
  if (revision.test(path)) return true;
  if (path === "" || path === "-" || untellable.test(path)) return false;
  const parts = path.split("/");
  return parts.every((part, index) => {
    if (part === "." || part === ".." || part === "") return true;
    // Go's name for all packages beneath; to Windows it is the directory before it.
    if (part === "..." && index === parts.length - 1) return true;
    // INVARIANT: Windows drops dots and blanks at the end of a name, so `.env.` is `.env`.
    if (/^\s|[.\s]$/.test(part) || device.test(part)) return false;
    return !/[*?]/.test(part) || (index === parts.length - 1 && ordinary.test(part));
  });
}
