import type { Detector } from "../detector.ts";
import { alnum, base64url, hex, lowerAlnum, textOf, upperAlnum } from "./alphabet.ts";
import { beside, besideUuid } from "./beside.ts";
import { prefixed } from "./prefixed.ts";

/** What agents use beside models: search, browsing, speech, memory, traces. */
export const modelTools: readonly Detector[] = [
  prefixed("tavily-key", ["tvly-"], { set: "[A-Za-z0-9-]", units: alnum.units }, 36, {
    least: 16,
    match: [`tvly-dev-${textOf(alnum, 32)}`],
  }),
  prefixed("firecrawl-key", ["fc-"], hex, 32, { startsWord: true, not_match: ["fc-event-title-container"] }),
  besideUuid("exa-key", ["exa_", "exa.ai", "exa-"]),
  prefixed("brave-search-key", ["BSA"], base64url, 28, { startsWord: true, least: 20 }),
  beside("serper-key", ["serper"], hex, 40),
  beside("serpapi-key", ["serpapi", "serp_api"], hex, 64),
  prefixed("apify-token", ["apify_api_"], alnum, 36),
  prefixed("browserbase-key", ["bb_live_", "bb_test_"], base64url, 27),
  prefixed("e2b-key", ["e2b_"], hex, 40, { startsWord: true }),
  prefixed("jina-key", ["jina_"], alnum, 60, { least: 30 }),
  prefixed("pinecone-key", ["pcsk_"], { set: "[A-Za-z0-9_]", units: alnum.units }, 69),
  besideUuid("pinecone-legacy-key", ["pinecone"]),
  prefixed("langsmith-key", ["lsv2_pt_", "lsv2_sk_"], { set: "[a-f0-9_]", units: hex.units }, 43),
  prefixed("langsmith-legacy-key", ["ls__"], hex, 32, { startsWord: true }),
  prefixed("langfuse-key", ["sk-lf-"], { set: "[a-f0-9-]", units: hex.units }, 36, {
    startsWord: true,
    not_match: ["pk-lf-3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460"],
  }),
  prefixed("wandb-key", ["wandb_v1_"], { set: "[A-Za-z0-9_]", units: alnum.units }, 77),
  beside("wandb-legacy-key", ["wandb", "weights_and_biases"], hex, 40),
  beside("comet-key", ["comet_api", "comet_ml", "comet.ml"], alnum, 25),
  beside("assemblyai-key", ["assemblyai", "assembly_ai"], hex, 32),
  beside("deepgram-key", ["deepgram"], hex, 40),
  prefixed("cartesia-key", ["sk_car_"], alnum, 22, { startsWord: true, least: 16 }),
  prefixed("llama-cloud-key", ["llx-"], alnum, 48, { startsWord: true }),
  prefixed("vectara-key", ["zut_", "zwt_", "zqt_"], base64url, 41, { startsWord: true }),
  prefixed("mem0-key", ["m0-"], alnum, 40, { startsWord: true }),
  prefixed("promptlayer-key", ["pl_"], hex, 32, { startsWord: true }),
  beside("weaviate-key", ["weaviate"], base64url, 40),
  beside("portkey-key", ["portkey_api", "portkey-api", "portkeyapi"], base64url, 28),
  beside("modal-secret", ["modal_token", "modal-token"], base64url, 25),
  beside("dify-key", ["dify"], { set: "[A-Za-z0-9-]", units: alnum.units }, 28),
  beside("scrapingbee-key", ["scrapingbee"], upperAlnum, 80),
  beside("scraperapi-key", ["scraperapi", "scraper_api"], hex, 32),
  beside("zenrows-key", ["zenrows"], hex, 40),
  beside("diffbot-token", ["diffbot"], hex, 32),
  beside("wolfram-app-id", ["wolfram"], { set: "[A-Z0-9-]", units: "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" }, 17),
  prefixed("composio-key", ["comp_"], base64url, 22, { startsWord: true, least: 20 }),
  prefixed("smithery-key", ["smry_"], lowerAlnum, 32),
];
