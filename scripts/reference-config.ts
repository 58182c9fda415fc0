interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** docs/reference/config.md: every key of the configuration, from the schema that judges it. */
export function configReference(schema: object): string {
  return [
    "# Configuration",
    "",
    "Generated from the schema by `npm run reference`. The file is `config.json5` in `SALLYPORT_HOME` (default",
    "`~/.sallyport`): JSON5, so comments and trailing commas are welcome. An empty file, or none, is a safe configuration",
    "that works. Unknown keys and keys that stand twice are errors, and all errors are reported at once.",
    "",
    "| key | value | default | what it is |",
    "| --- | --- | --- | --- |",
    ...rows(schema as Schema, "").map((cells) => `| ${cells.map(cellText).join(" | ")} |`),
    "",
  ].join("\n");
}

function rows(schema: Schema, path: string): string[][] {
  const own = path !== "" && children(schema, path).length === 0 ? [row(schema, path)] : [];
  return [...own, ...children(schema, path).flatMap(([inner, child]) => rows(child, inner))];
}

/** The parts of a value that have keys of their own, with their paths. */
function children(schema: Schema, path: string): [string, Schema][] {
  const forms = [schema, ...(schema.oneOf ?? [])];
  return forms.flatMap((form): [string, Schema][] => [
    ...Object.entries(form.properties ?? {}).map(([key, child]): [string, Schema] => [join(path, key), child]),
    ...(isKeyed(form.items) ? [[`${path}[]`, form.items] as [string, Schema]] : []),
    ...(typeof form.additionalProperties === "object" && isKeyed(form.additionalProperties)
      ? [[join(path, "<name>"), form.additionalProperties] as [string, Schema]]
      : []),
  ]);
}

const isKeyed = (schema: Schema | undefined): schema is Schema =>
  schema !== undefined && (Object.keys(schema.properties ?? {}).length > 0 || schema.oneOf !== undefined);

const join = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);

function row(schema: Schema, path: string): string[] {
  const preset = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
  return [`\`${path}\``, form(schema), preset, schema.description ?? ""];
}

function form(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" or ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(form).join(" or ");
  return schema.type === "array"
    ? `list of ${schema.items === undefined ? "anything" : form(schema.items)}`
    : (schema.type ?? "anything");
}

const cellText = (cell: string) => cell.replaceAll("|", "\\|");
