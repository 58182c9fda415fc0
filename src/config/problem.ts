import type { ConfigProblem } from "../errors.ts";
import { didYouMean } from "../suggestion.ts";
import { type Path, pathText } from "./document.ts";

/** Something wrong at a place of the configuration. */
export function problem(path: Path, message: string, fix: string): ConfigProblem {
  return { path: pathText(path), message, fix };
}

/** A name that leads nowhere. */
export function unknownName(path: Path, kind: string, name: string, known: readonly string[]): ConfigProblem {
  return problem(path, `there is no ${kind} "${name}"`, didYouMean(name, known));
}

/** Host names that mean this machine. */
export const thisMachine: RegExp = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
