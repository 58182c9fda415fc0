import { secretPath } from "./secret-path.ts";
import { walkTree } from "./tree.ts";

/**
 * Secrets beneath a directory, as real paths: what a command that sees the directory must not see. `undefined` when
 * they could not all be found because the tree is too large.
 */
export async function secretsBeneath(root: string, own: readonly string[]): Promise<readonly string[] | undefined> {
  const secrets: string[] = [];
  const complete = await walkTree(root, {
    enters(path, { name, kind }) {
      if (kind === "link") return false;
      const isSecret = secretPath(path, own) !== undefined;
      if (isSecret) secrets.push(path);
      return !isSecret && kind === "directory" && name !== "node_modules" && name !== ".git";
    },
    missed(path, fault) {
      // What went away meanwhile hides nothing. What cannot be looked into is hidden as a whole.
      if (fault === "forbidden") secrets.push(path);
      return fault === "forbidden" || fault === "missing" || fault === "link";
    },
  });
  return complete ? secrets : undefined;
}
