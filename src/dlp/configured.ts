import type { CustomPattern } from "./custom.ts";
import type { PersonalGroup } from "./detector.ts";
import { Redactor } from "./redactor.ts";

/** What a configuration says of secrets. */
export interface RedactionConfig {
  readonly personal: readonly PersonalGroup[];
  readonly patterns: readonly CustomPattern[];
}

/** Below this length the value of a variable would blank out ordinary text. */
const shortest = 8;

/**
 * The redactor that a configuration asks for. The values of the variables are secrets, whatever they look like, unless
 * they are shorter than 8 UTF-16 units. `key` makes fingerprints that can be compared with those of another time.
 * @throws {DetectorInvalid} when a pattern is not usable.
 */
export function configuredRedactor(
  { personal, patterns }: RedactionConfig,
  variables: readonly string[],
  read: (variable: string) => string | undefined,
  key?: Uint8Array,
): Redactor {
  const exactValues = variables.flatMap((name) => {
    const value = read(name);
    return value === undefined || value.length < shortest ? [] : [{ name, value }];
  });
  return new Redactor({ exactValues, patterns, personal, ...(key !== undefined && { key }) });
}
