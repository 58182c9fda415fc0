import { hash } from "node:crypto";
import { join } from "node:path";
import { ProviderNotPinned } from "../../errors.ts";
import { keepTree, type TreeFile } from "../../files/index.ts";
import { operatorPath } from "../operator-path.ts";
import type { ProviderServices } from "../registry.ts";
import { integrityOf, packageFiles } from "./package-files.ts";
import type { ModuleSettings } from "./settings.ts";

/** What imports the package: Node's own rules say what its name leads to from here. */
const doorName = "door.mjs";

/**
 * Copies packages that are what they were pinned to into a directory of the home, and gives the file that loads them.
 * INVARIANT: the bytes that are imported are the bytes that were hashed: those of the copy, looked at once it is whole.
 * @throws {ProviderNotPinned | ProviderUnavailable | ProviderSettingsInvalid}
 */
export async function freeze(
  services: Pick<ProviderServices, "name" | "directory" | "workspaces">,
  settings: ModuleSettings,
): Promise<{ readonly directory: string; readonly door: string }> {
  const pins = Object.entries({ ...settings.dependencies, [settings.package]: settings.integrity }).sort();
  const files: TreeFile[] = [{ path: doorName, bytes: doorTo(settings.package) }];
  const source = join(services.directory, settings.directory);
  for (const [name, integrity] of pins) {
    operatorPath(services, "directory", join(source, "node_modules", name));
    const found = await pinned(source, name, integrity);
    files.push(...found.map(({ path, bytes }) => ({ path: join("node_modules", name, path), bytes })));
  }
  const key = hash("sha256", JSON.stringify([settings.package, pins]), "hex");
  const directory = join(services.directory, "modules", key);
  await keepTree(directory, files);
  for (const [name, integrity] of pins) await pinned(directory, name, integrity);
  return { directory, door: join(directory, doorName) };
}

function doorTo(name: string): Uint8Array {
  return Buffer.from(`export const load = () => import(${JSON.stringify(name)});\n`);
}

/** @throws {ProviderNotPinned} when the package is another one. */
async function pinned(root: string, name: string, integrity: string): Promise<readonly TreeFile[]> {
  const files = await packageFiles(root, name);
  const found = integrityOf(files);
  if (found === integrity) return files;
  throw new ProviderNotPinned(`the package "${name}" in ${root} is not the one that was pinned: it is ${found}`, {
    fix: `look at what has changed, and pin it anew with: sallyport providers pin ${name}`,
  });
}
