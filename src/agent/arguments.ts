import type { Json, JsonObject } from "../decision/index.ts";

/** The subset of JSON Schema that tool parameters are written in; lengths are UTF-16 code units. */
export type ValueSchema =
  | {
      readonly type: "string";
      readonly description?: string;
      readonly enum?: readonly string[];
      readonly maxLength?: number;
    }
  | {
      readonly type: "number" | "integer";
      readonly description?: string;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: "boolean"; readonly description?: string }
  | { readonly type: "array"; readonly description?: string; readonly items: ValueSchema; readonly maxItems?: number }
  | ObjectSchema;

/** An object whose every member is known. */
export interface ObjectSchema {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

/** A problem list stops here: what follows is rarely news. */
const maxProblems = 8;

/** What is wrong with arguments that a model wrote, a sentence each; empty when the schema holds. */
export function checkArguments(schema: ObjectSchema, value: JsonObject): readonly string[] {
  const problems: string[] = [];
  checkObject(schema, value, "", problems);
  return problems.slice(0, maxProblems);
}

function checkValue(schema: ValueSchema, value: Json, place: string, problems: string[]): void {
  if (problems.length >= maxProblems) return;
  switch (schema.type) {
    case "string":
      if (typeof value !== "string") problems.push(`"${place}" must be a string`);
      else if (schema.enum !== undefined && !schema.enum.includes(value))
        problems.push(`"${place}" must be one of ${schema.enum.join(", ")}`);
      else if (schema.maxLength !== undefined && value.length > schema.maxLength)
        problems.push(`"${place}" is longer than ${schema.maxLength} characters`);
      return;
    case "integer":
    case "number":
      if (typeof value !== "number" || (schema.type === "integer" && !Number.isSafeInteger(value)))
        problems.push(`"${place}" must be ${schema.type === "integer" ? "an integer" : "a number"}`);
      else if (schema.minimum !== undefined && value < schema.minimum)
        problems.push(`"${place}" is less than ${schema.minimum}`);
      else if (schema.maximum !== undefined && value > schema.maximum)
        problems.push(`"${place}" is more than ${schema.maximum}`);
      return;
    case "boolean":
      if (typeof value !== "boolean") problems.push(`"${place}" must be true or false`);
      return;
    case "array":
      if (!Array.isArray(value)) problems.push(`"${place}" must be a list`);
      else if (schema.maxItems !== undefined && value.length > schema.maxItems)
        problems.push(`"${place}" has more than ${schema.maxItems} items`);
      else for (const [i, item] of value.entries()) checkValue(schema.items, item, `${place}[${i}]`, problems);
      return;
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value))
        problems.push(`"${place}" must be an object`);
      else checkObject(schema, value as JsonObject, `${place}.`, problems);
      return;
  }
}

function checkObject(schema: ObjectSchema, value: JsonObject, prefix: string, problems: string[]): void {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) problems.push(`"${prefix}${name}" is missing`);
  }
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    // INVARIANT: an argument that no tool reads is refused, so nothing can be smuggled past a decision beside the rest.
    if (known === undefined) problems.push(`"${shown(prefix + name)}" is not an argument here`);
    else checkValue(known, member, prefix + name, problems);
    if (problems.length >= maxProblems) return;
  }
}

function shown(name: string): string {
  return name.length <= 64 ? name : `${name.slice(0, 64)}…`;
}
