import type { Scenario } from "../scenario.ts";
import { bank } from "./bank.ts";
import { calendar } from "./calendar.ts";
import { files } from "./files.ts";
import { mail } from "./mail.ts";
import { repo } from "./repo.ts";
import { shop } from "./shop.ts";
import { web } from "./web.ts";

/** Every scenario, by suite. */
export const suites: readonly (readonly Scenario[])[] = [mail, calendar, bank, shop, files, web, repo];
