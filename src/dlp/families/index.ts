import type { Detector } from "../detector.ts";
import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { chat } from "./chat.ts";
import { ci } from "./ci.ts";
import { clouds } from "./clouds.ts";
import { commands } from "./commands.ts";
import { connections } from "./connections.ts";
import { databases } from "./databases.ts";
import { files } from "./files.ts";
import { forges } from "./forges.ts";
import { google } from "./google.ts";
import { hashes } from "./hashes.ts";
import { identity } from "./identity.ts";
import { keys } from "./keys.ts";
import { mail } from "./mail.ts";
import { modelTools } from "./model-tools.ts";
import { models } from "./models.ts";
import { monitoring } from "./monitoring.ts";
import { named } from "./named.ts";
import { network } from "./network.ts";
import { packages } from "./packages.ts";
import { payments } from "./payments.ts";
import { personal } from "./personal.ts";
import { social } from "./social.ts";
import { vaults } from "./vaults.ts";
import { wallets } from "./wallets.ts";
import { web } from "./web.ts";
import { webhooks } from "./webhooks.ts";
import { work } from "./work.ts";

/** Every detector that is shipped. The order is the rank: of two that begin at one place, the earlier names the finding. */
export const detectors: readonly Detector[] = [
  ...keys,
  ...forges,
  ...aws,
  ...google,
  ...azure,
  ...clouds,
  ...network,
  ...ci,
  ...vaults,
  ...packages,
  ...modelTools,
  ...identity,
  ...payments,
  ...models,
  ...webhooks,
  ...chat,
  ...social,
  ...mail,
  ...work,
  ...monitoring,
  ...databases,
  ...wallets,
  ...files,
  ...commands,
  ...hashes,
  ...connections,
  ...personal,
  ...web,
  ...named,
];
