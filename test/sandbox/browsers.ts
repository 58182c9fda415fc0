import { readdirSync, readFileSync } from "node:fs";

/** Pids, on the host, of browsers in sandboxes and what they started: those of `isOurs`, by default of this process. */
export function browsers(isOurs: (pid: string) => boolean = descendsFromHere): readonly number[] {
  const isOne = (pid: string) =>
    /^(?:\S*\/chromium-headless-shell|\/proc\/self\/exe)[ \0].*--(?:type|user-data-dir)=/.test(
      textOf(`/proc/${pid}/cmdline`),
    );
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && isOne(pid) && isOurs(pid))
    .map(Number);
}

function descendsFromHere(pid: string): boolean {
  const parent = /^PPid:\t(\d+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  if (parent === undefined || parent === "0") return false;
  return parent === String(process.pid) || descendsFromHere(parent);
}

/** What stands in a file of a process; nothing when that has ended. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
