import type { Json, JsonObject } from "../decision/index.ts";
import type { PolicyProblem } from "../errors.ts";
import { didYouMean } from "../suggestion.ts";
import type { PolicyDocument } from "./document.ts";

/** Reads a document part by part and keeps every problem, so that all are told at once. */
export class Reader {
  readonly problems: PolicyProblem[];
  readonly #document: PolicyDocument;

  constructor(document: PolicyDocument) {
    this.#document = document;
    this.problems = [...document.problems];
  }

  problem(path: string, message: string, fix?: string): undefined {
    const { file, lines } = this.#document;
    const line = lines.get(path);
    this.problems.push({ file, path, message, ...(line !== undefined && { line }), ...(fix !== undefined && { fix }) });
    return undefined;
  }

  /** An object with only known keys. */
  object(value: Json | undefined, path: string, keys: readonly string[]): JsonObject | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.problem(path, "must be an object", "write { … }");
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key))
        this.problem(path === "" ? key : `${path}.${key}`, `"${key}" is not known here`, didYouMean(key, keys));
    }
    return value as JsonObject;
  }

  /** A map from names to values, any name. */
  record(value: Json | undefined, path: string): JsonObject | undefined {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
    return this.problem(path, "must be an object", "write { … }");
  }

  list(value: Json | undefined, path: string): readonly Json[] | undefined {
    return Array.isArray(value) ? value : this.problem(path, "must be a list", "write [ … ]");
  }

  /** A text that says something. */
  text(value: Json | undefined, path: string): string | undefined {
    if (typeof value === "string" && value.trim() !== "") return value;
    return this.problem(path, value === undefined ? "is missing" : "must be a text that is not empty", "write a text");
  }

  texts(value: Json | undefined, path: string): readonly string[] | undefined {
    const items = this.list(value, path);
    if (items === undefined) return undefined;
    if (items.length === 0)
      return this.problem(path, "is empty, so it would never hold", "leave it out, or name something");
    const texts = items.map((item, index) => this.text(item, `${path}[${index}]`));
    return texts.filter((text) => text !== undefined);
  }

  choice<T extends string>(value: Json | undefined, path: string, choices: readonly T[]): T | undefined {
    if (typeof value !== "string")
      return this.problem(
        path,
        value === undefined ? "is missing" : "must be a text",
        `use one of ${choices.join(", ")}`,
      );
    if ((choices as readonly string[]).includes(value)) return value as T;
    return this.problem(path, `"${value}" is not known here`, didYouMean(value, choices));
  }

  choices<T extends string>(value: Json | undefined, path: string, choices: readonly T[]): readonly T[] | undefined {
    const texts = this.texts(value, path);
    return texts
      ?.map((text, index) => this.choice(text, `${path}[${index}]`, choices))
      .filter((text) => text !== undefined);
  }

  flag(value: Json | undefined, path: string): boolean | undefined {
    return typeof value === "boolean" ? value : this.problem(path, "must be true or false");
  }

  amount(value: Json | undefined, path: string): number | undefined {
    return typeof value === "number" && value >= 0
      ? value
      : this.problem(path, "must be a number that is not negative");
  }
}

/** Reads each member that is there with its own reader; members that are absent or faulty are left out. */
export function members<T>(
  object: JsonObject,
  path: string,
  readers: { readonly [K in keyof T]-?: (value: Json, path: string) => T[K] | undefined },
): Partial<T> {
  const result: Partial<T> = {};
  for (const key of Object.keys(readers) as (keyof T & string)[]) {
    const value = object[key];
    if (value === undefined) continue;
    const read = readers[key](value, path === "" ? key : `${path}.${key}`);
    if (read !== undefined) result[key] = read;
  }
  return result;
}
