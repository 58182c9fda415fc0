import { type ObjectNode, parse, type ValueNode } from "@humanwhocodes/momoa";
import type { Json } from "../decision/index.ts";
import { readOwnText } from "../own-text.ts";
import type { Path } from "./document.ts";
import { replaceOwnText } from "./replace.ts";

/** A change of one value in a configuration file: the text it would come to, and what writes it while the file is as it was. */
export interface ConfigEdit {
  readonly text: string;
  /** @throws {ConfigInvalid} when the file has changed meanwhile. */
  write(): Promise<void>;
}

/** Plans the change; `undefined` when the file is not there or has no such place. @throws {ConfigInvalid} */
export async function planEdit(file: string, path: Path, value: Json): Promise<ConfigEdit | undefined> {
  const before = await readOwnText(file);
  const text = before === undefined ? undefined : setInText(before, path, value);
  if (before === undefined || text === undefined) return undefined;
  return { text, write: () => replaceOwnText(file, before, text) };
}

/**
 * The JSON5 text with one value set; all else stays as it was written, comments included. Objects that are missing on
 * the way are made; `undefined` when the path leads through something that is no object or list, or past a list's end.
 */
function setInText(text: string, path: Path, value: Json): string | undefined {
  let node: ValueNode = parse(text, { mode: "json5" }).body;
  for (const [depth, step] of path.entries()) {
    const inner: ValueNode | undefined = child(node, step);
    if (inner === undefined)
      return typeof step === "string" ? inserted(text, node, step, nested(path.slice(depth + 1), value)) : undefined;
    node = inner;
  }
  return text.slice(0, node.loc.start.offset) + JSON.stringify(value) + text.slice(node.loc.end.offset);
}

function child(node: ValueNode, step: PropertyKey): ValueNode | undefined {
  if (node.type === "Array") return typeof step === "number" ? node.elements[step]?.value : undefined;
  if (node.type !== "Object") return undefined;
  return node.members.find(({ name }) => (name.type === "Identifier" ? name.name : name.value) === step)?.value;
}

/** Puts a member at the beginning of an object. */
function inserted(text: string, node: ValueNode, key: string, value: Json): string | undefined {
  if (node.type !== "Object") return undefined;
  const after = node.loc.start.offset + 1;
  const separator = (node as ObjectNode).members.length > 0 ? "," : "";
  return `${text.slice(0, after)} ${JSON.stringify(key)}: ${JSON.stringify(value)}${separator}${text.slice(after)}`;
}

function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, step) => ({ [String(step)]: inner }), value);
}
