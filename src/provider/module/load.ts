import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { ProviderNotPinned } from "../../errors.ts";

const guarded = new Set<string>();

/**
 * Imports a file of a directory whose files were hashed; what they import lies there too, or is Node's own.
 * @throws whatever the code throws while it is loaded.
 */
export async function loadFrom(directory: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  guard(`${pathToFileURL(directory).href}/`);
  return import(pathToFileURL(file).href);
}

/** INVARIANT: code that was pinned imports nothing that was not, now or later. */
function guard(root: string): void {
  if (guarded.has(root)) return;
  guarded.add(root);
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const isOurs = context.parentURL?.startsWith(root) !== true;
      if (isOurs || resolved.url.startsWith(root) || resolved.url.startsWith("node:")) return resolved;
      throw new ProviderNotPinned(`"${specifier}" is imported, but not pinned`, {
        fix: "pin it too: sallyport providers pin lists what a package depends on",
      });
    },
  });
}
