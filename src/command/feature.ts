import type { Span } from "./span.ts";

/** Constructs through which a command may do more than its words say. */
export type FeatureKind =
  | "function"
  | "fork-bomb"
  | "coprocess"
  | "arithmetic"
  | "indirect"
  | "transform"
  | "assigning-expansion"
  | "subscript"
  | "descriptor-variable";

/** A construct found in a command, and where. */
export interface Feature {
  readonly kind: FeatureKind;
  readonly span: Span;
}

/** What each construct may do, for a person. */
export const featureMeaning: Readonly<Record<FeatureKind, string>> = {
  function: "a function can take the name of a trusted program",
  "fork-bomb": "a function that starts itself over and over exhausts the machine",
  coprocess: "a coprocess runs unattended beside the command",
  arithmetic: "arithmetic on variables evaluates the subscripts in their values",
  indirect: "an indirect expansion reads whatever variable another one names",
  transform: "a transforming expansion can evaluate the value as shell text",
  "assigning-expansion": "an expansion that assigns changes what later commands see",
  subscript: "an array subscript is evaluated as arithmetic",
  "descriptor-variable": "a redirection that stores its descriptor sets a variable",
};
