import type { TreeFile } from "../../files/index.ts";
import { integrityOf, packageFiles } from "./package-files.ts";

/** What goes into the settings of a provider of the kind `module`. */
export interface PinnedPackage {
  readonly package: string;
  readonly integrity: string;
  /** Packages that lie beside it and that it says it needs, and what those need. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Pins an installed package and what it depends on. @throws {ProviderUnavailable} when one of them is not there. */
export async function pinPackage(root: string, name: string): Promise<PinnedPackage> {
  const pins = new Map<string, string>();
  const wanted = [name];
  // The list grows while it is walked.
  for (const each of wanted) {
    const files = await packageFiles(root, each);
    pins.set(each, integrityOf(files));
    wanted.push(...neededBeside(files).filter((other) => !wanted.includes(other)));
  }
  const { [name]: integrity = "", ...dependencies } = Object.fromEntries(pins);
  return { package: name, integrity, dependencies };
}

/** Names that the manifests of a package, and of those nested in it, give as dependencies and that are not nested. */
function neededBeside(files: readonly TreeFile[]): readonly string[] {
  const manifests = files.filter(({ path }) => /(?:^|node_modules\/(?:@[^/]+\/)?[^/]+\/)package\.json$/.test(path));
  const isNested = (name: string) => files.some(({ path }) => path.includes(`node_modules/${name}/`));
  const named = manifests.flatMap(({ bytes }) => Object.keys(dependenciesIn(Buffer.from(bytes).toString())));
  return [...new Set(named)].filter((name) => !isNested(name));
}

function dependenciesIn(manifest: string): object {
  try {
    return Object((JSON.parse(manifest) as { dependencies?: unknown }).dependencies);
  } catch {
    return {};
  }
}
