import { parse, type ValueNode } from "@humanwhocodes/momoa";
import type { Json } from "../decision/index.ts";
import type { PolicyProblem } from "../errors.ts";

/** A policy text as JSON, with the line of each part. */
export interface PolicyDocument {
  readonly file: string;
  readonly value: Json;
  /** Line of a part by its path, `rules[3].when`; counted from one. */
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: readonly PolicyProblem[];
}

const deepest = 16;

/** Parses a JSON5 text; a key that stands twice is a problem, since only one of the two could be heeded. */
export function parsePolicyDocument(file: string, text: string): PolicyDocument {
  const lines = new Map<string, number>();
  const problems: PolicyProblem[] = [];
  const problem = (path: string, line: number, message: string, fix: string): null => {
    problems.push({ file, line, path, message, fix });
    return null;
  };
  const read = (node: ValueNode, path: string, depth: number): Json => {
    const { line } = node.loc.start;
    if (!lines.has(path)) lines.set(path, line);
    if (depth > deepest) return problem(path, line, `nested more than ${deepest} levels deep`, "flatten this part");
    switch (node.type) {
      case "Object": {
        const members = new Map<string, Json>();
        for (const { name, value } of node.members) {
          const key = name.type === "Identifier" ? name.name : name.value;
          const inner = path === "" ? key : `${path}.${key}`;
          const at = name.loc.start.line;
          if (members.has(key)) {
            problem(inner, at, `"${key}" stands here twice; first on line ${lines.get(inner)}`, "keep one of the two");
            continue;
          }
          lines.set(inner, at);
          if (key === "__proto__") problem(inner, at, `"${key}" is no key of a policy`, "remove it");
          else members.set(key, read(value, inner, depth + 1));
        }
        return Object.fromEntries(members);
      }
      case "Array":
        return node.elements.map((element, index) => read(element.value, `${path}[${index}]`, depth + 1));
      case "Null":
        return null;
      case "NaN":
      case "Infinity":
        return problem(path, line, "not a number JSON can hold", "write a finite number");
      default:
        return node.value;
    }
  };
  try {
    return { file, value: read(parse(text, { mode: "json5" }).body, "", 0), lines, problems };
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    const what = line === undefined ? "nested too deeply" : message.replace(/ \(\d+:\d+\)$/, "");
    const fix = "write JSON5: JSON with comments and trailing commas";
    return {
      file,
      value: null,
      lines,
      problems: [{ file, path: "", message: what, fix, ...(line !== undefined && { line }) }],
    };
  }
}

/**
 * Reads a text whose keys are known to stand once, without the lines of its parts: an order of magnitude faster. A text
 * that uses more of JSON5 than bare keys, line comments and trailing commas is parsed in full.
 */
export function readTrustedDocument(file: string, text: string): PolicyDocument {
  try {
    return { file, value: JSON.parse(plainJson(text)) as Json, lines: new Map(), problems: [] };
  } catch {
    return parsePolicyDocument(file, text);
  }
}

const string = /("(?:[^"\\]|\\.)*")/;
const bareKey = /([A-Za-z_$][\w$]*)(?=\s*:)/;
const left = /\/\/.*|,(?=\s*[}\]])/;
const tokens = new RegExp(`${string.source}|${bareKey.source}|${left.source}`, "g");

/** Quotes bare keys, and takes out comments and trailing commas; strings stay as they are. */
function plainJson(text: string): string {
  return text.replace(tokens, (_, quoted?: string, key?: string) => quoted ?? (key === undefined ? "" : `"${key}"`));
}
