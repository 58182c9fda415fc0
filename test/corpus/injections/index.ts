import { direct } from "./direct.ts";
import { exfiltration } from "./exfiltration.ts";
import { indirect } from "./indirect.ts";
import type { Injection } from "./injection.ts";
import { polyglot } from "./polyglot.ts";
import { ssrf } from "./ssrf.ts";
import { toolConfusion } from "./tool-confusion.ts";

export {
  categories,
  type Goal,
  type Injection,
  isReading,
  type Source,
  sources,
} from "./injection.ts";

/** Every payload, all of them our own. */
export const corpus: readonly Injection[] = [
  ...direct,
  ...indirect,
  ...polyglot,
  ...toolConfusion,
  ...exfiltration,
  ...ssrf,
];
