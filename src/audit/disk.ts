import type { FileHandle } from "node:fs/promises";
import { open, rename } from "node:fs/promises";

/** The few things a log asks of the disk; tests put faults in their place. */
export interface Disk {
  /** Opens a file for appending, made with mode 0600 when missing. */
  openAppend(path: string): Promise<FileHandle>;
  /** Writes all of the bytes at the end of the file; rejects when the disk takes fewer. */
  append(file: FileHandle, bytes: Buffer): Promise<void>;
  /** Resolves when what was written is on the medium. */
  sync(file: FileHandle): Promise<void>;
  /** Puts a small file in place as a whole, durably, or not at all. */
  replace(path: string, text: string): Promise<void>;
}

export const realDisk: Disk = {
  openAppend: (path) => open(path, "a", 0o600),
  async append(file, bytes) {
    for (let written = 0; written < bytes.length; ) {
      written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  },
  sync: (file) => file.datasync(),
  async replace(path, text) {
    const temporary = `${path}.new`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  },
};
