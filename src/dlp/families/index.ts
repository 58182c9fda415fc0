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

/**
 * Every detector that is shipped, by what it is about. The order is the rank: of two that begin at one place, the earlier
 * names the finding.
 */
export const groups: Readonly<Record<string, readonly Detector[]>> = {
  Keys: keys,
  "Source hosts": forges,
  Amazon: aws,
  Google: google,
  "Microsoft Azure": azure,
  "Other clouds and hosts": clouds,
  "Networks and edges": network,
  "Builds, tests and releases": ci,
  "Stores of secrets": vaults,
  "Registries of packages and images": packages,
  "Tools of agents": modelTools,
  Identity: identity,
  "Payments, banks and exchanges": payments,
  Models: models,
  Webhooks: webhooks,
  "Chat and telephony": chat,
  "Social networks and media": social,
  Mail: mail,
  "Work and services": work,
  Monitoring: monitoring,
  Databases: databases,
  Wallets: wallets,
  Files: files,
  "Command lines": commands,
  "Hashes of passwords": hashes,
  "Connection strings and URLs": connections,
  "Personal data, where a configuration asks for it": personal,
  Requests: web,
  "Values that their names give away": named,
};

export const detectors: readonly Detector[] = Object.values(groups).flat();
