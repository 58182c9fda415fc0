import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

// The command line as a few files instead of hundreds: finding and reading modules is most of a cold start. What it is
// made of goes along, with the licences; the grammar of the second parser stays the file that it is.
const root = fileURLToPath(new URL("..", import.meta.url));
const from = join(root, "dist/cli");
const to = join(root, "dist/bin");

const build = await rolldown({
  input: { main: join(from, "main.js") },
  platform: "node",
  external: ["web-tree-sitter"],
  // INVARIANT: a build with a warning is no build: an import that is missed would be missed by users.
  onLog: (_level, { code, message }) => {
    if (code !== "EVAL" && code !== "CIRCULAR_DEPENDENCY") throw new Error(message);
  },
});
const { output } = await build.write({
  dir: to,
  format: "esm",
  chunkFileNames: "[name]-[hash].js",
  sourcemap: false,
  // Names stay: they are in errors that people report.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});
await build.close();
// Text in ASCII is read at half the cost, and says the same: every such character stands in a string or a pattern.
for (const { fileName } of output) {
  const file = join(to, fileName);
  const ascii = readFileSync(file, "utf8").replaceAll(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  writeFileSync(file, ascii);
}
rmSync(from, { recursive: true });

const packages = new Set(output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : [])).flatMap(packageOf));
const notices = [...packages].sort().map((directory) => {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : `\n\n${readFileSync(join(directory, file), "utf8").trim()}`;
  return `${name} ${version} (${license})${text}\n`;
});
writeFileSync(join(to, "LICENSES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));

/** The directory of the package that a module came from. */
function packageOf(module: string): readonly string[] {
  if (!module.includes("/node_modules/")) return [];
  let directory = dirname(module);
  while (!/\/node_modules\/(?:@[^/]+\/)?[^/]+$/.test(directory) || !existsSync(join(directory, "package.json"))) {
    directory = dirname(directory);
  }
  return [directory];
}
