import type { Detector } from "../detector.ts";
import { jsonInBase64 } from "../proof.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf, upperAlnum } from "./alphabet.ts";
import { beside, besideUuid } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** What watches over what runs. */
export const monitoring: readonly Detector[] = [
  prefixed("grafana-token", ["glsa_"], { set: "[A-Za-z0-9_]", units: alnum.units }, 41, { startsWord: true }),
  prefixed("grafana-cloud-token", [sample("glc_", "eyJ")], base64, 120, {
    least: 40,
    verifies: ({ secret }) => jsonInBase64(secret.slice(4)) !== undefined,
  }),
  prefixed("grafana-legacy-key", [sample("eyJr", "Ijoi")], base64, 92, { startsWord: true, least: 40 }),
  prefixed("sentry-user-token", ["sntryu_"], hex, 64),
  prefixed(
    "sentry-organisation-token",
    [sample("sntrys_", "eyJ")],
    { set: "[A-Za-z0-9+/=_]", units: alnum.units },
    200,
    {
      least: 60,
    },
  ),
  beside("sentry-legacy-token", ["sentry"], hex, 64),
  prefixed("new-relic-key", ["NRAK-", "NRII-", "NRRA-", "NRBR-", "NRIQ-", "NRSP-"], alnum, 27, {
    least: 16,
    startsWord: true,
  }),
  {
    family: "new-relic-license-key",
    keywords: ["NRAL"],
    before: { set: "[A-Za-z0-9]", min: 30, max: 36 },
    pattern: "NRAL",
    match: [`eu01xx${textOf(hex, 30)}NRAL`],
    not_match: ["NRAL is the suffix"],
  },
  beside("datadog-api-key", ["datadog", "dd_api", "dd-api"], hex, 32),
  beside("datadog-application-key", ["dd_app", "dd-app"], hex, 40),
  prefixed("datadog-token", ["ddapp_", "ddpat_"], alnum, 36, { startsWord: true }),
  {
    family: "dynatrace-token",
    keywords: ["dt0c01.", "dt0s01.", "dt0s02.", "dt0s08.", "dt0s16."],
    pattern: "dt0[a-z]\\d{2}\\.[A-Z0-9]{16,24}\\.[A-Z0-9]{36,64}",
    tail: "[A-Z0-9]",
    match: [`dt0c01.${textOf(upperAlnum, 24)}.${textOf(upperAlnum, 64)}`],
    not_match: ["dt0c01.example.com"],
  },
  prefixed("honeycomb-key", ["hcaik_", "hcaic_", "hcxik_", "hcxmk_", "hcamk_"], lowerAlnum, 58, { startsWord: true }),
  beside("honeycomb-legacy-key", ["honeycomb"], alnum, 22),
  prefixed("posthog-key", ["phx_"], alnum, 43, {
    startsWord: true,
    not_match: [`phc_${textOf(alnum, 43)}`],
  }),
  prefixed("posthog-token", ["phs_", "phr_"], alnum, 43, { startsWord: true }),
  beside("logzio-token", ["logzio", "logz.io", "logz_io"], alnum, 32),
  beside("logdna-key", ["logdna", "mezmo"], hex, 32),
  beside("loggly-token", ["loggly"], { set: "[a-f0-9-]", units: hex.units }, 36),
  beside("papertrail-token", ["papertrail"], alnum, 20),
  beside("sumologic-key", ["sumologic", "sumo_logic", "sumo_access"], alnum, 64),
  besideUuid("splunk-token", ["splunk"]),
  beside("rollbar-token", ["rollbar"], hex, 32),
  beside("bugsnag-key", ["bugsnag"], hex, 32),
  beside("raygun-key", ["raygun"], base64, 24),
  beside("airbrake-key", ["airbrake"], hex, 32),
  beside("pagerduty-token", ["pagerduty", "pager_duty", "pd_api"], { set: "[A-Za-z0-9+_-]", units: alnum.units }, 20),
  besideUuid("opsgenie-key", ["opsgenie"]),
  beside("uptimerobot-key", ["uptimerobot", "uptime_robot"], { set: "[A-Za-z0-9-]", units: hex.units }, 33),
  beside("pingdom-token", ["pingdom"], base64url, 64),
  beside("better-stack-token", ["betterstack", "better_stack", "logtail", "betteruptime"], alnum, 24),
  prefixed("axiom-token", ["xaat-", "xapt-", "xait-"], { set: "[a-f0-9-]", units: hex.units }, 36, {
    startsWord: true,
  }),
  besideUuid("wavefront-token", ["wavefront"]),
  beside("instana-token", ["instana"], base64url, 22),
  beside("lightstep-token", ["lightstep"], alnum, 84),
  beside("cronitor-key", ["cronitor"], hex, 32),
  prefixed("rootly-token", ["rootly_"], hex, 64),
  beside("elastic-apm-token", ["elastic_apm", "apm_secret"], alnum, 18),
  beside("statuspage-key", ["statuspage"], hex, 32),
];
