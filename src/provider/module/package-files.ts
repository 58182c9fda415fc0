import { hash } from "node:crypto";
import { join } from "node:path";
import { ProviderUnavailable } from "../../errors.ts";
import { readWholeTree, type TreeFile } from "../../files/index.ts";
import { isPackageName } from "./package-name.ts";

/** Links to programs, which npm makes for packages beneath; nothing imports them. */
const programs = /(?:^|\/)node_modules\/\.bin$/;

/**
 * Every file of an installed package, with the packages nested in it.
 * @throws {ProviderUnavailable} when it is not there, or is no plain tree of files.
 */
export async function packageFiles(root: string, name: string): Promise<readonly TreeFile[]> {
  if (!isPackageName(name)) {
    const fix = "give the name alone: no path, no version, no address";
    throw new ProviderUnavailable(`${JSON.stringify(name)} is not the name of an npm package`, { fix });
  }
  const files = await readWholeTree(join(root, "node_modules", name), (path) => programs.test(path));
  if (!("fault" in files)) return files;
  throw new ProviderUnavailable(`the package "${name}" cannot be used: ${files.fault}`, {
    fix: `install it into ${root}, as files and not as links`,
  });
}

/**
 * The integrity of a package: SHA-512 over one line for each file, in the order of their paths, which is what
 * `find . -type f -not -path '*node_modules/.bin/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha512sum | sha512sum`
 * says in hexadecimal digits.
 */
export function integrityOf(files: readonly TreeFile[]): string {
  const lines = files.map(({ path, bytes }) => `${hash("sha512", bytes, "hex")}  ${path}\n`);
  return `sha512-${hash("sha512", lines.join(""), "base64")}`;
}
