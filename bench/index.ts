import { globSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Bench, clears, type Measurement, table } from "./report.ts";

/** `npm run bench [NAME…]`: every `bench/*.ts` that exports functions called `bench…`, one table, 1 when a bar is missed. */
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const folder = fileURLToPath(new URL(".", import.meta.url));
const files = globSync("*.ts", { cwd: folder }).filter(
  (file) => !["index.ts", "report.ts", "yes-server.ts"].includes(file),
);
const wanted = files.filter((file) => positionals.length === 0 || positionals.includes(file.replace(".ts", ""))).sort();

const measurements: Measurement[] = [];
for (const file of wanted) {
  const module: Record<string, unknown> = await import(pathToFileURL(folder + file).href);
  for (const [name, bench] of Object.entries(module)) {
    if (!name.startsWith("bench") || typeof bench !== "function") continue;
    process.stderr.write(`${file} ${name}\n`);
    measurements.push(...(await (bench as Bench)()));
  }
}

if (values.json) console.log(JSON.stringify(measurements.map((m) => ({ ...m, ok: clears(m) }))));
else console.log(table(measurements, process.stdout.isTTY === true));
process.exitCode = measurements.every(clears) ? 0 : 1;
