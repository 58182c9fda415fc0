import { type ObjectNode, parse, type ValueNode } from "@humanwhocodes/momoa";
import type { Json } from "../decision/index.ts";
import type { ConfigProblem } from "../errors.ts";

/** A parsed JSON5 text: its value, where each part of it stands, and what is wrong with it as a text. */
export interface Document {
  readonly value: Json;
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: readonly ConfigProblem[];
}

/** A position in the text, counted from one. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Steps from the root of a document to a part of it. */
export type Path = readonly PropertyKey[];

const deepest = 32;

/** Parses a JSON5 text; keys that stand twice, keys that reach a prototype, and numbers JSON cannot hold are problems. */
export function parseDocument(text: string): Document {
  try {
    const { body } = parse(text, { mode: "json5" });
    return new Reader().read(body);
  } catch (error) {
    const { message, line, column } = error as Error & Partial<Place>;
    const place = line === undefined || column === undefined ? {} : { line, column };
    const what = line === undefined ? "nested too deeply" : message.replace(/ \(\d+:\d+\)$/, "");
    const problem = { path: "", message: what, fix: "write JSON5: JSON with comments and trailing commas", ...place };
    return { value: null, places: new Map(), problems: [problem] };
  }
}

/** A path as people write it: `agents[0].providerByPrincipal["ann@example.com"]`. */
export function pathText(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /^[\w$]+$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
    })
    .join("")
    .replace(/^\./, "");
}

class Reader {
  readonly #places = new Map<string, Place>();
  readonly #problems: ConfigProblem[] = [];

  read(body: ValueNode): Document {
    const value = this.#value(body, []);
    return { value, places: this.#places, problems: this.#problems };
  }

  #value(node: ValueNode, path: Path): Json {
    this.#places.set(pathText(path), node.loc.start);
    if (path.length > deepest)
      return this.#problem(path, `nested more than ${deepest} levels deep`, "flatten this part");
    switch (node.type) {
      case "Object":
        return this.#object(node, path);
      case "Array":
        return node.elements.map((element, index) => this.#value(element.value, [...path, index]));
      case "Null":
        return null;
      case "NaN":
      case "Infinity":
        return this.#problem(path, "not a number JSON can hold", "write a finite number");
      default:
        return Number.isFinite(node.value) || typeof node.value !== "number"
          ? node.value
          : this.#problem(path, "not a number JSON can hold", "write a finite number");
    }
  }

  #object(node: ObjectNode, path: Path): Json {
    const members = new Map<string, Json>();
    for (const { name, value } of node.members) {
      const key = name.type === "Identifier" ? name.name : name.value;
      const inner = [...path, key];
      if (members.has(key)) {
        const first = this.#places.get(pathText(inner));
        const message = `"${key}" stands here twice; first on line ${first?.line}`;
        this.#problem(inner, message, "keep one of the two", name.loc.start);
      } else if (forbidden.has(key)) {
        this.#problem(inner, `"${key}" is no key of a configuration`, "remove it", name.loc.start);
      } else {
        members.set(key, this.#value(value, inner));
        this.#places.set(pathText(inner), name.loc.start);
      }
    }
    return Object.fromEntries(members);
  }

  #problem(path: Path, message: string, fix: string, place = this.#places.get(pathText(path))): null {
    this.#problems.push({
      path: pathText(path),
      message,
      fix,
      ...(place && { line: place.line, column: place.column }),
    });
    return null;
  }
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);
