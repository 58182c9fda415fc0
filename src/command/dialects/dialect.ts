/** A language that commands are written in; agents' commands are bash. */
export type Dialect = "bash" | "powershell" | "cmd";

/** Every dialect, by the name that users write. */
export const dialects: readonly Dialect[] = ["bash", "powershell", "cmd"];

/** True for the name of a dialect. */
export function isDialect(name: unknown): name is Dialect {
  return dialects.some((dialect) => dialect === name);
}
