import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { configSchema } from "../src/config/index.ts";
import { commandReference } from "./reference-cli.ts";
import { configReference } from "./reference-config.ts";
import { errorReference } from "./reference-errors.ts";
import { injectionReference } from "./reference-injections.ts";
import { secretReference } from "./reference-secrets.ts";

/** `npm run reference`: writes the generated pages; with `--check` only says which are out of date. */
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const folder = new URL("../docs/reference/", import.meta.url);
const schema = await configSchema();
const pages: Readonly<Record<string, string>> = {
  "cli.md": commandReference(),
  "config.md": configReference(schema),
  "config.schema.json": `${JSON.stringify(schema, null, 2)}\n`,
  "errors.md": errorReference(readFileSync(new URL("../src/errors.ts", import.meta.url), "utf8")),
  "injection-coverage.md": injectionReference(),
  "secrets.md": secretReference(),
};

for (const [name, text] of Object.entries(pages)) {
  const url = new URL(name, folder);
  if (!values.check) writeFileSync(url, text);
  else if (readOr(url) !== text) {
    console.error(`reference: docs/reference/${name} is out of date: run npm run reference`);
    process.exitCode = 1;
  }
}

function readOr(url: URL): string {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return "";
  }
}
