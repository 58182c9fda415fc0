import type { Detector } from "../detector.ts";
import { isNoPlaceholder } from "../plausible.ts";
import { hasBase62Crc } from "../proof.ts";
import { sample } from "./sample.ts";

/** Registries of packages and images. */
export const packages: readonly Detector[] = [
  {
    family: "npm-token",
    keywords: ["npm_"],
    pattern: "npm_[A-Za-z0-9]{30,128}",
    tail: "[A-Za-z0-9]",
    accepts: isNoPlaceholder,
    verifies: ({ secret }) => hasBase62Crc(secret),
    match: [sample("_authToken=np", "m_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA")],
    not_match: ["npm_config_registry", "npm_lifecycle_event"],
  },
  {
    family: "pypi-token",
    keywords: ["pypi-AgE"],
    pattern: "pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{30,400}",
    tail: "[A-Za-z0-9_-]",
    match: [sample("py", "pi-AgEIcHlwaS5vcmc", "CJDNmOWEyN2MxLWU4NGItMDZkNS1hMmM3LWYxOGU5YjNkNDQ2MA")],
    not_match: ["pypi-AgEIcHlwaS5vcmc", "pypi-publish"],
  },
  {
    family: "rubygems-key",
    keywords: ["rubygems_"],
    pattern: "rubygems_[a-f0-9]{40,96}",
    tail: "[a-f0-9]",
    match: [sample("ruby", "gems_", "3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b9d2f8364")],
    not_match: ["rubygems_version"],
  },
  {
    family: "docker-token",
    keywords: ["dckr_pat_", "dckr_oat_"],
    pattern: "dckr_[po]at_[A-Za-z0-9_-]{20,128}",
    tail: "[A-Za-z0-9_-]",
    accepts: isNoPlaceholder,
    match: [sample("dckr", "_pat_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4t")],
    not_match: ["dckr_pat_token"],
  },
];
