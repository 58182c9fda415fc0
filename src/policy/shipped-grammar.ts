import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Grammar } from "../command/index.ts";

/** The modules of the second parser of bash; a build has the grammar beside it, a checkout in its packages. */
export function shippedGrammar(): Grammar {
  const built = new URL("../command/tree-sitter-bash.wasm", import.meta.url);
  return {
    runtime: read(import.meta.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    bash: read(existsSync(built) ? built : import.meta.resolve("tree-sitter-bash/tree-sitter-bash.wasm")),
  };
}

function read(url: string | URL): Uint8Array {
  return readFileSync(fileURLToPath(url));
}
