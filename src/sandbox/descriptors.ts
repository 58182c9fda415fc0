import { openSync, readdirSync, readFileSync } from "node:fs";

const closeOnExec = 0o2000000;
let inherited: readonly number[] | undefined;
let nothing: number | undefined;

/**
 * The table of descriptors for a child: `wanted` from 0 on, and `/dev/null` over whatever it would inherit beside them.
 * Node opens everything close-on-exec, so what can be inherited is what this process was itself started with.
 */
export function onlyDescriptors<T>(wanted: readonly T[]): readonly (T | number | "ignore")[] {
  inherited ??= inheritable();
  // INVARIANT: no descriptor of the host reaches the sandbox but those that are wanted.
  const covered = inherited.filter((fd) => fd >= wanted.length);
  const table: (T | number | "ignore")[] = [...wanted];
  if (covered.length === 0) return table;
  nothing ??= openSync("/dev/null", "r");
  const size = Math.max(...covered) + 1;
  while (table.length < size) table.push(covered.includes(table.length) ? nothing : "ignore");
  return table;
}

function inheritable(): readonly number[] {
  // Elsewhere nothing tells which ones stay open; a launcher there closes them itself.
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fdinfo")
    .map(Number)
    .filter((fd) => fd > 2 && staysOpen(fd));
}

function staysOpen(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    // The descriptor that listed the directory, closed since.
    return false;
  }
}
