import { closeSync, constants, fstatSync, mkdirSync, openSync, readlinkSync, type Stats } from "node:fs";
import { errno, halt } from "./refusal.ts";

/** Linux's O_PATH, which Node has no name for: names a file without opening it, so that a pipe or device is not touched. */
const O_PATH = 0o10000000;

/** An inode held by a descriptor: renaming or linking its path changes nothing about what is held. */
export class Pin implements Disposable {
  #fd: number;

  /** @throws the error of the system call. A link is held as the link it is; `flags` may ask for a directory. */
  constructor(path: string, flags = 0) {
    this.#fd = openSync(path, O_PATH | constants.O_NOFOLLOW | flags);
  }

  /** A path that the kernel resolves to the held inode and to nothing else. */
  get path(): string {
    return `/proc/self/fd/${this.#held}`;
  }

  /** A path that the kernel resolves to one entry of the held directory. */
  at(name: string): string {
    // INVARIANT: one component, so that the kernel resolves nothing but an entry of this very directory.
    if (!isName(name)) throw new TypeError(`"${name}" is no file name`);
    return `${this.path}/${name}`;
  }

  stats(): Stats {
    return fstatSync(this.#held);
  }

  [Symbol.dispose](): void {
    const fd = this.#held;
    this.#fd = -1;
    closeSync(fd);
  }

  get #held(): number {
    // INVARIANT: a number that was given back may name another file by now, and is never used again.
    if (this.#fd < 0) throw new TypeError("this pin was let go");
    return this.#fd;
  }
}

/** Pins an entry of a held directory. Halts at a link. */
export function pinEntry(directory: Pin, name: string, path: string): Pin {
  const pin = new Pin(directory.at(name));
  // INVARIANT: judged on the descriptor, after the fact; no link is ever resolved.
  if (!pin.stats().isSymbolicLink()) return pin;
  pin[Symbol.dispose]();
  return halt("link", `${path} is, or leads through, a link`);
}

function findEntry(directory: Pin, name: string, path: string): Pin | undefined {
  try {
    return pinEntry(directory, name, path);
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The directory that holds an entry, and the entry's name; `.` when the path is the root itself. */
export class Place implements Disposable {
  readonly directory: Pin;
  readonly name: string;
  readonly #path: string;

  constructor(directory: Pin, name: string, path: string) {
    this.directory = directory;
    this.name = name;
    this.#path = path;
  }

  pin(): Pin {
    return pinEntry(this.directory, this.name, this.#path);
  }

  /** The entry, or `undefined` when there is none. */
  find(): Pin | undefined {
    return findEntry(this.directory, this.name, this.#path);
  }

  [Symbol.dispose](): void {
    this.directory[Symbol.dispose]();
  }
}

/**
 * The place of a real absolute path, which must lie beneath `root`, held by a descriptor. `create` makes directories
 * beneath the root that are missing.
 */
export function openPlace(root: string, path: string, { create = false }: { readonly create?: boolean } = {}): Place {
  const fault = descriptorFault();
  if (fault !== undefined) halt("unsupported", fault);
  const parts = partsOf(path);
  const above = partsOf(root);
  if (parts === undefined || above === undefined || above.some((part, i) => part !== parts[i])) {
    return halt("outside", `${path} is not beneath ${root}`);
  }
  const name = parts.length === above.length ? "." : (parts.pop() as string);
  const directory = pinAt(`/${parts.join("/")}`) ?? walkTo(parts, path, create ? above.length : parts.length);
  return new Place(directory, name, path);
}

/** Pins the directory at a path, if it is there by this very path and by no link; `undefined` when that cannot be said. */
function pinAt(path: string): Pin | undefined {
  let pin: Pin | undefined;
  try {
    pin = new Pin(path, constants.O_DIRECTORY);
    // INVARIANT: where the kernel says that the descriptor is, after the fact: a link on the way would have led elsewhere.
    if (readlinkSync(pin.path) === path) return pin;
  } catch {
    // The walk finds out what is in the way.
  }
  pin?.[Symbol.dispose]();
  return undefined;
}

/**
 * Walks from `/` down, one component at a time, each through the descriptor of the one before and none of them a link.
 * Directories that are missing are made, from the component `create` on.
 */
function walkTo(parts: readonly string[], path: string, create: number): Pin {
  let directory = new Pin("/");
  try {
    for (const [i, part] of parts.entries()) {
      const next = step(directory, part, path, i >= create);
      directory[Symbol.dispose]();
      directory = next;
    }
    return directory;
  } catch (error) {
    directory[Symbol.dispose]();
    throw error;
  }
}

function step(directory: Pin, part: string, path: string, create: boolean): Pin {
  const found = create ? findEntry(directory, part, path) : pinEntry(directory, part, path);
  if (found === undefined) makeDirectory(directory.at(part));
  const next = found ?? pinEntry(directory, part, path);
  if (next.stats().isDirectory()) return next;
  next[Symbol.dispose]();
  return halt("not-a-directory", `${path} leads through something that is no directory`);
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errno(error) !== "EEXIST") throw error;
  }
}

/** Why files cannot be opened through descriptors here, with the remedy; `undefined` where they can. */
export function descriptorFault(platform: NodeJS.Platform = process.platform): string | undefined {
  // There is no fallback: a path that is checked and then opened by name can be changed in between.
  return platform === "linux"
    ? undefined
    : `opening files beneath a root needs the /proc of Linux, which ${platform} lacks: run Sallyport in a Linux container`;
}

/** The components of an absolute path; `undefined` for anything that is not plainly one. */
function partsOf(path: string): string[] | undefined {
  if (!path.startsWith("/") || path.includes("\0")) return undefined;
  const parts = path.split("/").filter((part) => part !== "");
  return parts.some((part) => part === "." || part === "..") ? undefined : parts;
}

function isName(name: string): boolean {
  return name !== "" && name !== ".." && !name.includes("/") && !name.includes("\0");
}
