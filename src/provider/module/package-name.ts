import { isBuiltin } from "node:module";

/** Whether this is the name of a package as npm has it, which leads to a package and nowhere else. */
export function isPackageName(name: string): boolean {
  const isOfForm = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) && name.length <= 214;
  return isOfForm && !isBuiltin(name) && name !== "node_modules";
}
