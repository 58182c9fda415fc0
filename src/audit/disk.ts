import { type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** The few things a log asks of the disk; tests put faults in their place. */
export interface Disk {
  /** Opens a file for appending, made with mode 0600 when missing. */
  openAppend(path: string): Promise<FileHandle>;
  /** Writes all of the bytes at the end of the file; rejects when the disk takes fewer. */
  append(file: Pick<FileHandle, "write">, bytes: Buffer): Promise<void>;
  /** Resolves when what was written is on the medium. */
  sync(file: FileHandle): Promise<void>;
  /** Puts a small file of mode 0600 in place as a whole, durably, or not at all. */
  replace(path: string, content: string | Uint8Array): Promise<void>;
}

export const realDisk: Disk = {
  openAppend: (path) => open(path, "a", 0o600),
  async append(file, bytes) {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
      if (bytesWritten === 0) throw new Error("the disk takes no more bytes");
      written += bytesWritten;
    }
  },
  sync: (file) => file.datasync(),
  async replace(path, content) {
    const temporary = `${path}.new`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  },
};

/** Makes what was created, renamed or deleted in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
