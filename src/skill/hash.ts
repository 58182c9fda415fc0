import { hash } from "node:crypto";
import { canonicalJson } from "../decision/index.ts";
import type { FolderEntry } from "../files/index.ts";

const domain = "sallyport/skill/v1\n";

/** Identity of a folder: hex SHA-256 over the name, mode and content of everything in it, under a domain of its own. */
export function folderHash(entries: readonly FolderEntry[]): string {
  const lines = entries.map(({ name, mode, content }) => [name, mode, content ? hash("sha256", content, "hex") : null]);
  return hash("sha256", domain + canonicalJson(lines), "hex");
}
