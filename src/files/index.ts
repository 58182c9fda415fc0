export { type Edit, editFile, type FileContent, readFile, type Written, writeFile } from "./access.ts";
export { protectedPath } from "./protected-path.ts";
export { resolvePath } from "./resolve.ts";
export { secretPath } from "./secret-path.ts";
export {
  type Entry,
  type Found,
  type Listing,
  listDirectory,
  type Match,
  searchFiles,
  secretsBeneath,
} from "./tree.ts";
export type { Refused, WalkFault } from "./walk.ts";
