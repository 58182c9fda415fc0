import { dailyWork } from "./daily-work.ts";
import { effectAttacks } from "./effect-attacks.ts";
import { gitAttacks } from "./git-attacks.ts";
import { launcherAttacks } from "./launcher-attacks.ts";
import { programAttacks } from "./program-attacks.ts";
import type { Row } from "./row.ts";
import { ruleAttacks } from "./rule-attacks.ts";
import { stateAttacks } from "./state-attacks.ts";
import { structureAttacks } from "./structure-attacks.ts";
import { twins } from "./twins.ts";

export { policies } from "./policies.ts";
export type { Row } from "./row.ts";

/** Attacks of every known class, and the harmless commands beside which they hide. */
export const corpus: readonly Row[] = [
  ...structureAttacks,
  ...stateAttacks,
  ...launcherAttacks,
  ...gitAttacks,
  ...programAttacks,
  ...effectAttacks,
  ...ruleAttacks,
  ...dailyWork,
  ...twins,
];
