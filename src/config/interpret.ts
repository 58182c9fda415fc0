import { ConfigInvalid, type ConfigProblem } from "../errors.ts";
import type { Config } from "./config.ts";
import { type Place, parseDocument } from "./document.ts";
import { explainIssues } from "./explain.ts";
import { crossCheck } from "./references.ts";
import { configSchema } from "./schema.ts";

/** Interprets the text of a configuration. @throws {ConfigInvalid} with every problem there is. */
export function interpret(text: string, source: string, now: number): Config {
  const document = parseDocument(text);
  if (document.places.size === 0) throw new ConfigInvalid(source, document.problems);
  const parsed = configSchema.safeParse(document.value);
  const found = parsed.success ? crossCheck(parsed.data, now) : explainIssues(parsed.error.issues);
  const problems = [...document.problems, ...found].map((problem) => located(problem, document.places));
  if (!parsed.success || problems.length > 0) throw new ConfigInvalid(source, problems);
  return parsed.data;
}

/** Adds the place in the text; what is missing there is placed at what should hold it. */
function located(problem: ConfigProblem, places: ReadonlyMap<string, Place>): ConfigProblem {
  if (problem.line !== undefined) return problem;
  let path = problem.path;
  while (path !== "" && !places.has(path)) path = path.replace(lastStep, "");
  const place = places.get(path);
  return place === undefined ? problem : { ...problem, line: place.line, column: place.column };
}

const lastStep = /(?:\.?[\w$]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\])$/;
