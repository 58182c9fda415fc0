import type { Detector } from "../detector.ts";
import { isNoPlaceholder, isRandom } from "../plausible.ts";
import { hasBase62Crc, hasRoutableCrc } from "../proof.ts";
import { alnum, anyHex, base64, base64url, hex, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** A token of GitLab: the prefix and 20 units or more, or a payload with its length and checksum behind a dot. */
function gitlab(family: string, prefixes: readonly string[], length = 20): Detector {
  const detector = prefixed(family, prefixes, base64url, length, {
    verifies: ({ secret }) => hasRoutableCrc(secret),
    not_match: prefixes.map((prefix) => `${prefix}short`),
  });
  return {
    ...detector,
    pattern: `${detector.pattern}(?:\\.[A-Za-z0-9_-]{2,24}){0,2}`,
    tail: "[A-Za-z0-9_-]|\\.[A-Za-z0-9_-]",
  };
}

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
    family: "github-app-token",
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
    accepts: ({ secret }) => isRandom(secret.slice(11)),
    match: [
      sample("github", "_pat_", "11BQ7LZMA0kT9xVd3WnPeR_5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8e"),
    ],
    not_match: ["github_pat_ is the prefix of a fine-grained token"],
  },
  beside("github-oauth-secret", ["github_client", "github_oauth", "githubclient", "github-client"], hex, 40),
  gitlab("gitlab-token", ["glpat-"]),
  gitlab("gitlab-deploy-token", ["gldt-"]),
  gitlab("gitlab-runner-token", ["glrt-", "glrtr-"]),
  gitlab("gitlab-runner-registration-token", ["GR1348941"]),
  gitlab("gitlab-trigger-token", ["glptt-"], 40),
  gitlab("gitlab-job-token", ["glcbt-"], 24),
  gitlab("gitlab-feed-token", ["glft-"]),
  gitlab("gitlab-mail-token", ["glimt-"], 25),
  gitlab("gitlab-agent-token", ["glagent-"], 50),
  gitlab("gitlab-scim-token", ["glsoat-"]),
  gitlab("gitlab-oauth-secret", ["gloas-"], 64),
  gitlab("gitlab-feature-flag-token", ["glffct-"]),
  gitlab("gitlab-workspace-token", ["glwt-"]),
  {
    family: "gitlab-session",
    keywords: ["_gitlab_session="],
    pattern: "_gitlab_session=([a-f0-9]{20,64})",
    match: [`Cookie: _gitlab_session=${textOf(hex, 32)}; theme=dark`],
    not_match: ["_gitlab_session=<session>"],
  },
  prefixed("bitbucket-app-password", ["ATBB"], alnum, 32, { startsWord: true }),
  prefixed("bitbucket-access-token", ["ATCTT3xFfG"], base64url, 180, {
    least: 60,
    match: [`ATCTT3xFfG${textOf(base64url, 172)}=${textOf(hex, 8).toUpperCase()}`],
  }),
  prefixed("bitbucket-server-token", ["BBDC-"], base64, 44, { startsWord: true }),
  prefixed("sourcegraph-token", ["sgp_local_"], hex, 40),
  prefixed("sourcegraph-token", ["sgp_"], { set: "[a-f0-9_]", units: hex.units }, 57, { least: 24, startsWord: true }),
  beside("gitea-token", ["gitea", "forgejo", "codeberg", "gogs"], hex, 40),
  beside("gitee-token", ["gitee"], hex, 32),
  beside("bitbucket-secret", ["bitbucket"], anyHex, 32),
];
