import type { Detector } from "../detector.ts";
import { isMixed, startsAsPlaceholder } from "../plausible.ts";
import { hasBase62Crc, isBasicCredential } from "../proof.ts";
import { alnum, base64url, hex, lowerAlnum } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Registries of packages and images, and the files that hold their credentials. */
export const packages: readonly Detector[] = [
  prefixed("npm-token", ["npm_"], alnum, 36, {
    verifies: ({ secret }) => hasBase62Crc(secret),
    match: [sample("_authToken=np", "m_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA")],
    not_match: ["npm_config_registry", "npm_lifecycle_event"],
  }),
  {
    family: "npmrc-token",
    keywords: ["_authtoken=", "_authtoken ="],
    pattern: "_authtoken {0,2}= {0,2}[\"']?([A-Za-z0-9_+/=.-]{16,300})",
    ignoreCase: true,
    tail: "[A-Za-z0-9_+/=.-]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && isMixed(secret),
    match: [sample("//registry.npmjs.org/:_auth", "Token=", "3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460")],
    not_match: ["//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
  },
  {
    family: "npmrc-password",
    keywords: [":_password=", ":_auth=", "\n_auth=", ":_password =", ":_auth ="],
    pattern: "(?:[:\\n]_password|[:\\n]_auth) {0,2}= {0,2}[\"']?([A-Za-z0-9+/]{8,200}={0,2})",
    accepts: ({ secret }) => isMixed(secret),
    match: [sample("//npm.example.com/:_pass", "word=", "Y29ycmVjdEhvcnNlOQ==")],
    not_match: ["//npm.example.com/:_password=${NPM_PASSWORD}"],
  },
  {
    family: "pypi-token",
    keywords: ["pypi-AgE"],
    pattern: "pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{30,400}",
    tail: "[A-Za-z0-9_-]",
    verifies: () => true,
    match: [sample("py", "pi-AgEIcHlwaS5vcmc", "CJDNmOWEyN2MxLWU4NGItMDZkNS1hMmM3LWYxOGU5YjNkNDQ2MA")],
    not_match: ["pypi-AgEIcHlwaS5vcmc", "pypi-publish"],
  },
  prefixed("rubygems-key", ["rubygems_"], hex, 48, { not_match: ["rubygems_version"] }),
  beside("crates-io-token", ["cargo_registry", "crates_io", "crates.io", "crates-io"], alnum, 35),
  prefixed("crates-io-token", ["cio"], alnum, 32, { startsRun: true, least: 32 }),
  prefixed("nuget-key", ["oy2"], lowerAlnum, 43, { startsWord: true, least: 34 }),
  prefixed("clojars-token", ["CLOJARS_"], hex, 60, { not_match: ["CLOJARS_USERNAME"] }),
  beside("hex-pm-key", ["hex_api", "hexpm", "hex.pm"], hex, 32),
  prefixed("packagist-token", ["packagist_ack_", "packagist_uct_", "packagist_out_"], hex, 68, { least: 30 }),
  beside("cocoapods-token", ["cocoapods", "cocoapods_trunk"], hex, 32),
  beside("packagecloud-token", ["packagecloud"], hex, 48),
  beside("cloudsmith-key", ["cloudsmith"], hex, 40),
  beside("gemfury-token", ["gemfury", "fury_"], base64url, 20),
  prefixed("docker-token", ["dckr_pat_"], base64url, 27, { not_match: ["dckr_pat_token"] }),
  prefixed("docker-organisation-token", ["dckr_oat_"], base64url, 32),
  prefixed("docker-swarm-join-token", ["SWMTKN-1-"], { set: "[a-z0-9-]", units: lowerAlnum.units }, 76),
  prefixed("docker-swarm-unlock-key", ["SWMKEY-1-"], { set: "[A-Za-z0-9+/=]", units: alnum.units }, 43),
  {
    family: "docker-config-auth",
    keywords: ['"auth":', '"auth" :', '\\"auth\\":'],
    pattern: '\\\\?"auth\\\\?" ?:\\s{0,4}\\\\?"([A-Za-z0-9+/]{8,400}={0,2})',
    accepts: ({ secret }) => isBasicCredential(secret),
    verifies: () => true,
    match: [sample('{"auths":{"ghcr.io":{"au', 'th": "', 'YW5uOmNvcnJlY3RIb3JzZTk="}}}')],
    not_match: ['{"auth": "required"}', '"auth":"bWlzc2luZ2NvbG9u"'],
  },
  prefixed("artifactory-key", ["AKCp"], alnum, 69, { startsWord: true }),
  prefixed("artifactory-reference-token", [sample("cmVm", "dGtu")], alnum, 56, { startsWord: true }),
];
