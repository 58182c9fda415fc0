import { readdirSync, readFileSync } from "node:fs";
import { signalAll } from "./process-tree.ts";

/** How the command line of a launcher of ours begins, after its program; words are parted by NUL. */
const ours = /^[^\0]*bwrap\0--args\0\d+\0--\0\/proc\/self\/fd\/\d+\0enter\0/;

/**
 * Ends the first processes of sandboxes that killed gateways left half set up. A launcher whose parent dies before it has
 * asked to die with it waits for ever; one that has a parent still belongs to somebody.
 */
export function endStranded(): void {
  if (process.platform !== "linux") return;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name) || !ours.test(textOf(name, "cmdline"))) continue;
    const status = textOf(name, "status");
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1] ?? "";
    const isFirst = /^NSpid:.*\s1$/m.test(status);
    const isOwn = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) === process.getuid?.();
    if (isFirst && isOwn && !ours.test(textOf(parent, "cmdline"))) signalAll([Number(name)], "SIGKILL");
  }
}

/** Empty for a process that has gone. */
function textOf(pid: string, file: "cmdline" | "status"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
