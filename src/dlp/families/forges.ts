import type { Detector } from "../detector.ts";
import { isNoPlaceholder } from "../plausible.ts";
import { hasBase62Crc } from "../proof.ts";
import { sample } from "./sample.ts";

/** Places where code is kept. */
export const forges: readonly Detector[] = [
  {
    family: "github-token",
    keywords: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    pattern: "gh[pousr]_[A-Za-z0-9]{20,255}",
    tail: "[A-Za-z0-9]|[._-][A-Za-z0-9]",
    accepts: isNoPlaceholder,
    verifies: ({ secret }) => hasBase62Crc(secret),
    match: [
      sample("gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"),
      sample("token gh", "o_", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3."),
    ],
    not_match: ["gh_pages_are_built_from_the_docs_folder", sample("gh", "p_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")],
  },
  {
    family: "github-token",
    keywords: ["ghs_"],
    pattern: "ghs_\\d{1,12}_eyJ[A-Za-z0-9_-]{10,400}",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
    match: [sample("gh", "s_", "418203_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl")],
    not_match: ["ghs_418203_not_a_token"],
  },
  {
    family: "github-fine-grained-token",
    keywords: ["github_pat_"],
    pattern: "github_pat_[A-Za-z0-9_]{30,255}",
    tail: "[A-Za-z0-9_]",
    accepts: isNoPlaceholder,
    match: [
      sample("github", "_pat_", "11BQ7LZMA0kT9xVd3WnPeR_5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8e"),
    ],
    not_match: ["github_pat_ is the prefix of a fine-grained token"],
  },
  {
    family: "gitlab-token",
    keywords: [
      ...["glpat-", "gldt-", "glrt-", "glrtr-", "glptt-", "glcbt-", "glft-", "glimt-"],
      ...["glagent-", "glsoat-", "gloas-", "glffct-", "glwt-"],
    ],
    pattern: "gl(?:pat|dt|rtr|rt|ptt|cbt|ft|imt|agent|soat|oas|ffct|wt)-[A-Za-z0-9_-]{20,255}",
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
    accepts: isNoPlaceholder,
    match: [sample("gl", "pat-", "x7Kq2Wm9Zt4Rb8Nc3Vd5"), sample("GITLAB=gl", "rt-", "Yh3_Lp8-Qw5Zx1Nm7Bv4")],
    not_match: ["glpat-short", "the glrt-statistic"],
  },
];
