import { api } from "./api.ts";
import { cli } from "./cli.ts";
import type { Ingress } from "./received.ts";
import { webchat } from "./webchat.ts";

/** Every way in; the pipeline behind them is the same. */
export const ingresses: Readonly<Record<"webchat" | "api" | "cli", Ingress>> = { webchat, api, cli };
