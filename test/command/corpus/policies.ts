import type { JsonObject } from "../../../src/decision/index.ts";

/** The name of one of the policies. */
export type PolicyName =
  | "strict"
  | "development"
  | "denylist"
  | "filters"
  | "readOnly"
  | "network"
  | "untrusted"
  | "plain";

/** Policies as people write them, one of each kind; commands run in `/workspace`. */
export const policies: Readonly<Record<PolicyName, JsonObject>> = {
  /** A handful of words, and nothing else. */
  strict: {
    mode: "allowlist",
    default: "deny",
    allow: ["git status", "git log", "git diff", "ls", "cat", "npm test"],
    paths: { read: ["."], write: ["."], protected: [".env", ".git"] },
    network: "none",
    repositoryCode: "trusted",
  },
  /** What an agent needs that writes code all day. */
  development: {
    mode: "allowlist",
    default: "ask",
    allow: [
      ..."ls cat head tail wc sort uniq cut tr grep rg find fd xargs sed awk jq diff tree stat file du df".split(" "),
      ..."echo printf pwd date which true false test basename dirname realpath sleep seq tee ln mkdir cp mv rm tar".split(
        " ",
      ),
      ..."git npm pnpm yarn node npx tsc eslint prettier vitest jest".split(" "),
      ..."python python3 pytest pip ruff mypy cargo rustfmt go gofmt make docker curl gh".split(" "),
    ],
    deny: ["sudo", "git push --force", "npm publish"],
    paths: { read: ["."], write: ["."], protected: [".env", ".git"] },
    env: { allow: ["NODE_ENV", "CI", "DEBUG", "PORT", "FORCE_COLOR", "RUST_LOG", "RUST_BACKTRACE", "LC_ALL", "TZ"] },
    network: "allowlist:registry.npmjs.org,registry.yarnpkg.com,github.com,pypi.org,crates.io,proxy.golang.org",
    repositoryCode: "trusted",
    inlineCode: "ask",
    dangerousOptions: "ask",
    onUnanalysable: "deny",
  },
  /** Everything but a few words. */
  denylist: {
    mode: "denylist",
    default: "allow",
    deny: ["sudo", "su", "rm", "dd", "shutdown", "curl", "wget", "ssh", "nc", "git push", "npm publish", "crontab"],
    paths: { read: ["."], write: ["."], protected: [".env", ".git"] },
    network: "none",
    inlineCode: "ask",
    onUnanalysable: "deny",
  },
  /** Filters of standard input, taken word by word. */
  filters: {
    mode: "safe-bins",
    default: "ask",
    allow: ["cat", "head", "tail", "wc", "sort", "uniq", "cut", "tr", "grep", "jq"],
  },
  /** Looks at the workspace and changes nothing. */
  readOnly: {
    mode: "allowlist",
    default: "ask",
    allow: [
      ..."ls cat head tail wc sort uniq cut tr grep rg find sed awk jq diff comm stat file du tree pwd echo".split(" "),
      ..."git status,git log,git diff,git show,git blame,git branch,git tag,git remote,git stash list".split(","),
    ],
    paths: { read: ["."], write: [], protected: [".env"] },
    network: "none",
    fileRedirects: "deny",
  },
  /** Talks to three hosts. */
  network: {
    mode: "allowlist",
    default: "ask",
    allow: ["curl", "wget", "git", "npm", "pip", "gh", "ls", "cat", "jq", "echo"],
    paths: { read: ["."], write: ["."], protected: [".env"] },
    network: "allowlist:registry.npmjs.org,api.github.com,github.com",
    repositoryCode: "trusted",
  },
  /** Reads a checkout of somebody else and runs nothing of it. */
  untrusted: {
    mode: "allowlist",
    default: "ask",
    allow:
      "ls cat head tail wc sort uniq grep rg find sed jq diff git npm pnpm yarn npx pytest make cargo go node".split(
        " ",
      ),
    paths: { read: ["."], write: ["."], protected: [".env", ".git"] },
    network: "none",
    repositoryCode: "untrusted",
    inlineCode: "deny",
    dangerousOptions: "deny",
  },
  /** Plain commands: what is written is what runs. */
  plain: {
    mode: "allowlist",
    default: "ask",
    allow: "ls cat head tail wc sort uniq cut tr grep find git npm echo pwd mkdir cp".split(" "),
    paths: { read: ["."], write: ["."], protected: [".env", ".git"] },
    network: "none",
    repositoryCode: "trusted",
    redirects: "ask",
    expansion: "ask",
    subshell: "ask",
    background: "deny",
  },
};
