import type { Detector } from "../detector.ts";
import { alnum, base64url, hex, lowerAlnum, textOf, upperAlnum } from "./alphabet.ts";
import { beside, besideUuid } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** What builds, tests and releases. */
export const ci: readonly Detector[] = [
  prefixed("buildkite-user-token", ["bkua_"], alnum, 40, { startsWord: true }),
  prefixed("buildkite-agent-token", ["bkaa_", "bkaj_", "bkct_", "bkar_", "bkat_"], base64url, 60, {
    least: 20,
    startsWord: true,
  }),
  prefixed("buildkite-package-token", ["bkpat_", "bkpt_", "bkrt_"], alnum, 40, { startsWord: true }),
  prefixed("circleci-token", ["CCIPAT_", "CCIPRJ_"], { set: "[A-Za-z0-9_]", units: alnum.units }, 63),
  beside("circleci-legacy-token", ["circle_", "circleci", "circle-token"], hex, 40),
  beside("travis-token", ["travis"], base64url, 22),
  beside("jenkins-token", ["jenkins"], hex, 34),
  beside("drone-token", ["drone_", "droneci"], alnum, 32),
  beside("codecov-token", ["codecov"], { set: "[a-f0-9-]", units: hex.units }, 32),
  beside("codacy-token", ["codacy"], alnum, 20),
  beside("code-climate-token", ["code_climate", "codeclimate", "cc_test_reporter"], hex, 64),
  beside("coveralls-token", ["coveralls"], alnum, 32),
  beside("bitrise-token", ["bitrise"], base64url, 86),
  beside("semaphore-token", ["semaphore_api", "semaphoreci"], base64url, 20),
  beside("appveyor-token", ["appveyor"], lowerAlnum, 20),
  prefixed("teamcity-token", [sample("eyJ0eXAiOiAi", "VENWMiJ9")], { set: "[A-Za-z0-9_.-]", units: alnum.units }, 90),
  prefixed("sonarqube-token", ["squ_", "sqp_", "sqa_"], hex, 40, { startsWord: true }),
  prefixed("sonarcloud-token", ["sqco_"], alnum, 59),
  beside("sonar-token", ["sonar"], hex, 40),
  besideUuid("snyk-token", ["snyk"]),
  prefixed("snyk-service-token", ["snyk_uat.", "snyk_sat."], { set: "[A-Za-z0-9._-]", units: alnum.units }, 60),
  {
    family: "harness-token",
    keywords: ["pat.", "sat."],
    pattern: "[ps]at\\.[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9]{16,24}\\.[A-Za-z0-9]{4,20}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    match: [`pat.${textOf(base64url, 22)}.${textOf(hex, 24)}.${textOf(alnum, 20)}`],
    not_match: ["pat.example.com", "sat. 12"],
  },
  prefixed("octopus-key", ["API-"], upperAlnum, 26, {
    startsWord: true,
    not_match: ["API-KEY", "API-DOCUMENTATION-PAGE"],
  }),
  {
    family: "terraform-cloud-token",
    keywords: [".atlasv1."],
    before: { set: "[A-Za-z0-9]", min: 8, max: 14 },
    pattern: "\\.atlasv1\\.[A-Za-z0-9_=-]{36,90}",
    tail: "[A-Za-z0-9_=-]",
    match: [sample(textOf(alnum, 14), ".atlas", `v1.${textOf(base64url, 67)}`)],
    not_match: ["token.atlasv1.token"],
  },
  prefixed("pulumi-token", ["pul-"], hex, 40, { startsWord: true, not_match: ["pul-request"] }),
  prefixed("spacelift-key", ["spacelift_"], hex, 64),
  prefixed("checkly-key", ["cu_"], hex, 32, { startsWord: true }),
  {
    family: "launchdarkly-key",
    keywords: ["sdk-", "api-"],
    pattern: "(?:sdk|api)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9-]{8,23}",
    tail: "[a-f0-9-]",
    startsWord: true,
    match: ["sdk", "api"].map((kind) => `${kind}-3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460`),
    not_match: ["mob-3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460", "api-gateway", "sdk-11223344"],
  },
  prefixed("configcat-key", ["configcat-sdk-1/"], { set: "[A-Za-z0-9_/-]", units: alnum.units }, 45),
  {
    family: "unleash-token",
    keywords: ["*:development.", "*:production.", "*:*.", "default:development.", "default:production."],
    pattern: "(?:\\*|default):(?:\\*|development|production)\\.([a-f0-9]{40,80})",
    match: [`*:development.${textOf(hex, 56)}`],
    not_match: ["*:*.example.com", "default:production.yaml"],
  },
  beside("nx-cloud-token", ["nx_cloud"], base64url, 56),
  beside("statsig-secret", ["statsig"], base64url, 43),
];
