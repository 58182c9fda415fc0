import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file that has a content but no name any more, so that nobody else can open or change it. */
export class NamelessFile {
  readonly #descriptor: number;

  constructor(content: string | Uint8Array) {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
    try {
      const path = join(directory, "content");
      writeFileSync(path, content, { mode: 0o600, flag: "wx" });
      this.#descriptor = openSync(path, "r");
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  /** A descriptor of its own, at the beginning of the file; the caller closes it. */
  open(): number {
    return openSync(`/proc/self/fd/${this.#descriptor}`, "r");
  }
}
