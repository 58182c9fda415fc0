import type { z } from "zod";
import type { ConfigProblem } from "../errors.ts";
import { closest } from "../suggestion.ts";
import { type Path, pathText } from "./document.ts";
import { configJsonSchema } from "./schema.ts";

/** Turns a schema's complaints into problems that say where, what was expected, and what to do. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: JsonSchema = configJsonSchema(),
): readonly ConfigProblem[] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(schema, issue.path, key))
      : [problem(schema, issue.path, expectation(issue))],
  );
}

function unknownKey(schema: JsonSchema, path: Path, key: string): ConfigProblem {
  const known = schemasAt(schema, path).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const meant = closest(key, known);
  return {
    path: pathText([...path, key]),
    message: `"${key}" is not a key of ${path.length === 0 ? "the configuration" : pathText(path)}`,
    fix: meant === undefined ? `remove it; known here: ${[...new Set(known)].join(", ")}` : `did you mean "${meant}"?`,
  };
}

function problem(schema: JsonSchema, path: Path, message: string): ConfigProblem {
  const about = schemasAt(schema, path).find(({ description }) => description !== undefined)?.description;
  return {
    path: pathText(path),
    message,
    fix: about === undefined ? "see docs/reference/config.md" : `this is the ${about}`,
  };
}

/** What was expected; never what was found there, which may be a secret in the wrong place. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined") ? "missing" : `expected ${article(issue.expected)}`;
    case "invalid_value":
      return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_small":
      return `expected at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `expected at most ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? "this key is not valid here";
    default:
      return issue.message;
  }
}

const article = (type: string) =>
  ({ int: "a whole number", array: "a list", object: "an object" })[type] ?? `a ${type}`;

const unit = (origin: string) => (origin === "string" ? " characters" : origin === "array" ? " entries" : "");

/** As much of a JSON Schema as is asked about. */
export interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The schemas that speak about a path: several where the value may have several forms. */
function schemasAt(root: JsonSchema, path: Path): readonly JsonSchema[] {
  let here = forms(root);
  for (const step of path) {
    here = here.flatMap((schema) => {
      const next = typeof step === "number" ? schema.items : schema.properties?.[String(step)];
      const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
      const chosen = next ?? other;
      return chosen === undefined ? [] : forms(chosen);
    });
  }
  return here;
}

function forms(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(forms)];
}
