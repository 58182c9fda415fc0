import { closeSync, constants, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AuditLocked } from "../errors.ts";

/**
 * Takes the one writer's lock on a log: an exclusive SQLite lock, which the kernel drops with the process however it ends.
 * @throws {AuditLocked} while another process, or another log in this one, holds it.
 */
export function lockLog(path: string): () => void {
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA busy_timeout=0; BEGIN EXCLUSIVE;");
  } catch (cause) {
    database.close();
    throw new AuditLocked("another process writes this audit log", {
      cause,
      fix: "stop the other gateway, or give this one its own SALLYPORT_HOME",
    });
  }
  return () => database.close();
}
