import { readFileSync } from "node:fs";
import { type Model, modelOf } from "./classifier/index.ts";

let model: Model | undefined;

/** The classifier that comes with the package, read when it is first asked for. */
export function shippedModel(): Model {
  model ??= modelOf(readFileSync(new URL("../../models/judge.bin", import.meta.url)));
  return model;
}
