import type { Detector } from "../detector.ts";
import { chat } from "./chat.ts";
import { clouds } from "./clouds.ts";
import { forges } from "./forges.ts";
import { keys } from "./keys.ts";
import { models } from "./models.ts";
import { named } from "./named.ts";
import { packages } from "./packages.ts";
import { payments } from "./payments.ts";
import { web } from "./web.ts";

/** Every detector that is shipped. The order is the rank: of two that begin at one place, the earlier names the finding. */
export const detectors: readonly Detector[] = [
  ...keys,
  ...forges,
  ...clouds,
  ...chat,
  ...payments,
  ...models,
  ...packages,
  ...web,
  ...named,
];
