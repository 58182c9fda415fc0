import { statSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";

/**
 * Keeps compiled code in the home, which halves a cold start. Only in a home that nobody else may write to: who can
 * write the cache decides what runs (CWE-427), so the shared directory for temporary files is never used.
 */
export function keepCodeCache(home: string): void {
  const { uid, mode } = statSync(home, { throwIfNoEntry: false }) ?? {};
  if (uid === process.getuid?.() && mode !== undefined && (mode & 0o077) === 0) {
    enableCompileCache(join(home, "cache", "code"));
  }
}

/** Writes what has been compiled so far: a process that is killed would keep nothing for the next start. */
export function flushCodeCache(): void {
  flushCompileCache();
}
