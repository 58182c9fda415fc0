import { type Classification, classifyWith, type Direction, type OperatingPoints } from "./classifier/index.ts";
import { shippedModel } from "./shipped-model.ts";

/**
 * How likely a text is an attack on the model that reads it, by the classifier that comes with the package. Total: any
 * string has a score. A signal that may narrow what is done; what it lets pass is not thereby harmless.
 */
export function classifyText(text: string, { direction }: { readonly direction: Direction }): Classification {
  return classifyWith(shippedModel(), text, direction);
}

/** The scores that so many percent of harmless texts from unknown sources exceed, by direction. */
export function operatingPoints(direction: Direction): OperatingPoints {
  return shippedModel().thresholds[direction];
}
