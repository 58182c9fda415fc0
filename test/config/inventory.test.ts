import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/index.ts";

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

interface Leaf {
  readonly path: string;
  readonly key: string;
  readonly schema: Schema;
}

/** Every key that has no keys beneath it. */
function leaves(schema: Schema, path = ""): Leaf[] {
  const nested = [schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, child]): Leaf[] => {
      const inner = leaves(child, `${path}${key}.`);
      return inner.length > 0 ? inner : [{ path: `${path}${key}`, key, schema: child }];
    }),
    ...nested.flatMap((child) => (typeof child === "object" ? leaves(child, path) : [])),
  ];
}

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const declaring = new Set(["config", "defaults", "explain", "references", "schema"].map((name) => `config/${name}.ts`));
const readers = globSync("**/*.ts", { cwd: src })
  .filter((path) => !declaring.has(path))
  .map((path) => readFileSync(src + path, "utf8").replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""))
  .join("\n");

/** Whether the source takes the key out of an object: `x.key`, `x["key"]`, `{ key }` or `{ key: y }`. */
const isRead = (key: string) => new RegExp(`[.?]${key}\\b|\\["${key}"\\]|[{,]\\s*${key}\\s*[,:}=]`).test(readers);

describe("the configuration", async () => {
  // `$schema` is for editors.
  const keys = leaves(await configSchema()).filter(({ key }) => key !== "$schema");

  it("[CC-2.1] has no key and no section that nothing reads", () => {
    expect(keys.length).toBeGreaterThan(40);
    const unread = keys.filter(({ path, key }) => !isRead(key) || !isRead(path.split(".")[0] as string));
    expect(unread.map(({ path }) => path)).toEqual([]);
  });

  it("says of every key what it is", () => {
    const silent = keys.filter(({ schema }) => schema.description === undefined && schema.const === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
