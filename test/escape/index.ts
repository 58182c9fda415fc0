import { detection } from "./detection.ts";
import { limits } from "./limits.ts";
import { privileges } from "./privileges.ts";
import { processes } from "./processes.ts";
import { reaching } from "./reaching.ts";
import { reads } from "./reads.ts";
import type { Scenario } from "./scenario.ts";
import { terminal } from "./terminal.ts";
import { writes } from "./writes.ts";

/** Every scenario. */
export const all: readonly Scenario[] = [
  ...reads,
  ...writes,
  ...privileges,
  ...processes,
  ...reaching,
  ...terminal,
  ...limits,
  ...detection,
];
