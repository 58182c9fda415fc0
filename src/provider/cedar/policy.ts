import type { PolicyJson } from "@cedar-policy/cedar-wasm/web";
import type { PolicyProblem } from "../../errors.ts";
import { type Meaning, readAnnotations } from "./annotation.ts";
import type { Engine } from "./engine.ts";
import { type Vocabulary, vocabularyOf } from "./expression.ts";
import { lineAt, type PolicyText, problemOf } from "./problem.ts";
import { spellingOf } from "./spelling.ts";

/** One policy, where it stands, and what it means. */
export interface Policy extends Meaning {
  /** What `@id` says; else its file and line. */
  readonly id: string;
  readonly text: string;
  readonly json: PolicyJson;
  readonly vocabulary: Vocabulary;
  readonly source: PolicyText;
  /** Where it begins in the source, UTF-16. */
  readonly offset: number;
}

/** What can be evaluated on the stack that the engine has, several times over. */
const deepest = 100;

/** The policies in one text, and every problem that can be found without the schema. */
export function readPolicies(
  engine: Engine,
  source: PolicyText,
): { readonly policies: readonly Policy[]; readonly problems: readonly PolicyProblem[] } {
  const parts = engine.run((cedar) => cedar.policySetTextToParts(source.text));
  if (parts.type === "failure")
    return { policies: [], problems: parts.errors.map((error) => problemOf(source, error)) };
  const problems: PolicyProblem[] = parts.policy_templates.map((template) => ({
    ...place(source, source.text.indexOf(template)),
    message: "is a template, and nothing fills its slots",
    fix: "write the principal or resource that is meant in place of the slot",
  }));
  const policies: Policy[] = [];
  const seen = new Map<string, number>();
  for (const text of parts.policies) {
    const offset = source.text.indexOf(text, seen.get(text) ?? 0);
    seen.set(text, offset + 1);
    const { policy, faults } = readPolicy(engine, source, text, offset);
    if (policy !== undefined) policies.push(policy);
    problems.push(...faults.map((fault) => ({ ...place(source, offset), ...fault })));
  }
  return { policies, problems };
}

type Fault = Pick<PolicyProblem, "message" | "fix">;

function readPolicy(
  engine: Engine,
  source: PolicyText,
  text: string,
  offset: number,
): { readonly policy?: Policy; readonly faults: readonly Fault[] } {
  const read = engine.run((cedar) => cedar.policyToJson(text));
  if (read.type === "failure") return { faults: read.errors.map(({ message }) => ({ message })) };
  const { json } = read;
  const { meaning, problems } = readAnnotations(json);
  const vocabulary = vocabularyOf(json);
  const faults: Fault[] = [...problems];
  if (vocabulary.depth > deepest * levelsEach) {
    faults.push({
      message: `is nested deeper than ${deepest} operators`,
      fix: "split it, or ask whether a set contains it",
    });
  }
  for (const entity of vocabulary.entities) {
    const right = spellingOf(entity);
    if (right === entity.id) continue;
    const fix = right === undefined ? "name one that a request has" : `write ${entity.type}::${JSON.stringify(right)}`;
    faults.push({ message: `${entity.type}::${JSON.stringify(entity.id)} is in no request`, fix });
  }
  const id = json.annotations?.["id"] ?? placeOf(source, offset);
  return { policy: { ...meaning, id, text, json, vocabulary, source, offset }, faults };
}

/** An operator is an object in an object: `{"&&": {"left": …}}`. */
const levelsEach = 2;

/** A place as people write it: of what does not begin its line, with the column. */
function placeOf({ file, text }: PolicyText, offset: number): string {
  const column = offset - text.lastIndexOf("\n", offset - 1);
  return `${file}:${lineAt(text, offset)}${column === 1 ? "" : `:${column}`}`;
}

function place(source: PolicyText, offset: number): Pick<PolicyProblem, "file" | "line" | "path"> {
  return { file: source.file, line: lineAt(source.text, offset), path: "" };
}
