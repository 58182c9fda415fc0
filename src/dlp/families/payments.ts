import type { Detector } from "../detector.ts";
import { isNoPlaceholder } from "../plausible.ts";
import { sample } from "./sample.ts";

/** Payments and shops. */
export const payments: readonly Detector[] = [
  {
    family: "stripe-key",
    keywords: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
    pattern: "[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}",
    tail: "[A-Za-z0-9]",
    accepts: isNoPlaceholder,
    match: [
      sample("sk", "_live_", "51NqT8ZK2LMkT9xVd3WnPeR5u"),
      sample("rk", "_test_", "51NqT8ZK2LMkT9xVd3WnPeR5uYhJ8s"),
    ],
    not_match: [sample("pk", "_live_", "51NqT8ZK2LMkT9xVd3WnPeR5u"), "sk_test_mode_enabled"],
  },
  {
    family: "webhook-secret",
    keywords: ["whsec_"],
    pattern: "whsec_[A-Za-z0-9+/]{24,255}",
    tail: "[A-Za-z0-9+/=]",
    accepts: isNoPlaceholder,
    match: [sample("wh", "sec_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN")],
    not_match: ["whsec_ is the prefix"],
  },
  {
    family: "shopify-token",
    keywords: ["shpat_", "shpca_", "shppa_", "shpss_"],
    pattern: "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,64}",
    tail: "[a-fA-F0-9]",
    accepts: isNoPlaceholder,
    match: [sample("shp", "at_", "3f9a27c1e84b06d5a2c7f18e9b3d4460")],
    not_match: ["shpat_token"],
  },
];
