import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../decision/index.ts";
import { ConfigInvalid, type ConfigProblem } from "../errors.ts";
import type { Config } from "./config.ts";
import { type Place, parseDocument } from "./document.ts";
import { explainIssues } from "./explain.ts";
import { homePaths } from "./paths.ts";
import { crossCheck } from "./references.ts";
import { configSchema } from "./schema.ts";
import { readOwnText } from "./text-file.ts";

/** A configuration in force, and what identifies it in the log. */
export interface LoadedConfig {
  readonly config: Config;
  /** SHA-256 (hex) over the canonical JSON of the effective configuration, domain-separated. */
  readonly hash: string;
  /** The file it was read from; absent when there is none and the defaults hold. */
  readonly source?: string;
}

/** Reads `config.json5` in `home`; no file means the defaults. @throws {ConfigInvalid} with every problem there is. */
export async function readConfig(home: string, now: number): Promise<LoadedConfig> {
  const source = homePaths(home).config;
  const text = await readOwnText(source);
  return text === undefined ? interpret("{}", "the defaults", now) : { ...interpret(text, source, now), source };
}

/** Interprets the text of a configuration. @throws {ConfigInvalid} with every problem there is. */
export function interpret(text: string, source: string, now: number): LoadedConfig {
  const document = parseDocument(text);
  if (document.places.size === 0) throw new ConfigInvalid(source, document.problems);
  const parsed = configSchema.safeParse(document.value);
  const found = parsed.success ? crossCheck(parsed.data, now) : explainIssues(parsed.error.issues);
  const problems = [...document.problems, ...found].map((problem) => located(problem, document.places));
  if (!parsed.success || problems.length > 0) throw new ConfigInvalid(source, problems);
  return { config: parsed.data, hash: configHash(parsed.data) };
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

function configHash(config: Config): string {
  const canonical = canonicalJson(config as unknown as Json);
  return createHash("sha256").update("sallyport/config/v1\0").update(canonical).digest("hex");
}
