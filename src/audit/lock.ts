import { closeSync, constants, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AuditLocked, AuditUnwritable } from "../errors.ts";

const busy = 5;

/**
 * Takes the one writer's lock on a log: an exclusive SQLite lock, which the kernel drops with the process however it ends.
 * @throws {AuditLocked} while another process, or another log in this one, holds it.
 */
export function lockLog(path: string): () => void {
  createOnce(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE;");
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode !== busy) {
      throw new AuditUnwritable(`the lock of the audit log cannot be taken: ${(cause as Error).message}`, {
        cause,
        fix: `delete ${path} when no gateway runs`,
      });
    }
    throw new AuditLocked("another process writes this audit log", {
      cause,
      fix: "stop the other gateway, or give this one its own SALLYPORT_HOME",
    });
  }
  return () => database.close();
}

/** Makes the file, for its owner only, when it is missing. */
function createOnce(path: string): void {
  try {
    // INVARIANT: an existing lock file is never opened and closed here: closing any descriptor of it would drop the
    // lock that this process may hold on it (POSIX fcntl).
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
