import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../src/files/glob.ts";
import { protectedPath, secretPath } from "../../src/files/index.ts";

describe("secret paths", () => {
  const secrets: Readonly<Record<string, readonly string[]>> = {
    "environment file": [
      "/ws/.env",
      "/ws/.env.local",
      "/ws/a/.env.production",
      "/ws/prod.env",
      "/ws/.envrc",
      "/ws/.env-old",
    ],
    "SSH directory": ["/home/a/.ssh", "/home/a/.ssh/id_rsa", "/home/a/.ssh/config", "/root/.ssh/authorized_keys"],
    "GnuPG directory": ["/home/a/.gnupg/private-keys-v1.d/x"],
    "private key": [
      ...["/ws/id_rsa", "/ws/id_ed25519", "/ws/id_ed25519.bak", "/ws/deploy/tls.pem", "/ws/server.key", "/ws/a.p12"],
      ...["/ws/a.pfx", "/ws/a.jks", "/etc/ssl/private/x", "/etc/ssh/ssh_host_rsa_key", "/ws/vault.kdbx"],
    ],
    "cloud credentials": [
      "/home/a/.aws/credentials",
      "/home/a/.config/gcloud/x.db",
      "/home/a/.azure/token",
      "/ws/terraform.tfstate",
      "/home/a/.pulumi/credentials.json",
      "/home/a/.config/configstore/firebase-tools.json",
      "/home/a/.local/share/com.vercel.cli/auth.json",
    ],
    "cluster credentials": [
      "/home/a/.kube/config",
      "/home/a/.docker/config.json",
      "/run/secrets/token",
      "/run/credentials/unit/token",
      "/home/a/.talos/config",
      "/var/run/secrets/x/y",
    ],
    "container engine socket": ["/run/docker.sock", "/var/run/docker.sock", "/run/user/1000/podman/podman.sock"],
    "package registry credentials": [
      "/home/a/.npmrc",
      "/ws/.npmrc",
      "/home/a/.pypirc",
      "/home/a/.cargo/credentials.toml",
      "/home/a/.config/pypoetry/auth.toml",
      "/home/a/.ivy2/.credentials",
    ],
    "login credentials": ["/home/a/.netrc", "/home/a/.git-credentials", "/home/a/.pgpass", "/ws/credentials.json"],
    "source host credentials": ["/home/a/.config/gh/hosts.yml"],
    "system secret": ["/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d/x"],
    "process memory or environment": [
      "/proc/1/environ",
      "/proc/self/environ",
      "/proc/42/mem",
      "/proc/42/task/43/environ",
      "/proc/7/fd/3",
      "/proc/kcore",
    ],
    "browser profile": [
      "/home/a/.config/google-chrome/Default/Login Data",
      "/x/Login Data",
      "/home/a/.mozilla/firefox/p/key4.db",
      "/x/Default/Cookies",
      "/home/a/.config/google-chrome-beta/x",
      "/home/a/snap/firefox/common/x",
    ],
    keychain: [
      "/Users/a/Library/Keychains/login.keychain-db",
      "/home/a/.local/share/keyrings/x",
      "/home/a/.password-store/x.gpg",
    ],
    "agent credentials": [
      "/home/a/.openclaw/agents/main/agent/auth-profiles.json",
      "/home/a/.zeroclaw/.secret_key",
      "/home/a/.claude/.credentials.json",
      "/Users/a/Library/Application Support/Claude/claude_desktop_config.json",
      "/home/a/.openclaw/agents/main/sessions/1.jsonl",
      "/home/a/.codex/sessions/2026/1.jsonl",
    ],
    "shell history": ["/home/a/.lesshst", "/home/a/.bash_history", "/home/a/.zsh_history"],
  };

  it.each(Object.entries(secrets))("[PH-1] knows: %s", (name, paths) => {
    for (const path of paths) expect(secretPath(path), path).toBe(name);
  });

  it("[PH-1] leaves their benign twins alone", () => {
    for (const path of [
      ...[
        "/ws/keyboard.ts",
        "/ws/turkey.ts",
        "/ws/environment.ts",
        "/ws/.env.prod.dist",
        "/ws/fullchain.pem",
        "/ws/public.pem",
      ],
      ...[
        "/ws/ngrok.md",
        "/ws/src/kaggle.ts",
        "/home/a/.claude/settings.json",
        "/home/a/.codex/config.toml",
        "/ws/history.txt",
      ],
      ...["/home/a/.config/helm/repositories.yaml", "/run/user/1000/x", "/var/lib/x", "/ws/localstate", "/ws/api.jwks"],
      ...["/ws/.env.example", "/ws/.env.sample", "/ws/.env.template", "/ws/.env.local.example", "/ws/src/env.ts"],
      ...[
        "/ws/environment.md",
        "/ws/id_rsa.pub",
        "/home/a/.ssh/id_ed25519.pub",
        "/etc/ssl/certs/ca.pem",
        "/ws/cacert.pem",
      ],
      ...["/ws/src/keys.ts", "/ws/monkey", "/ws/src/cookies/index.ts", "/etc/passwd", "/etc/hosts", "/proc/cpuinfo"],
      ...["/proc/1/status", "/ws/package.json", "/ws/secrets-guide.md", "/ws/docker/config.json", "/ws/shadow", "/ws"],
      ...["/home/a/.config/nvim/init.lua", "/ws/gh/hosts.yml", "/home/a/.openclaw/workspace/notes.md", "/"],
    ]) {
      expect(secretPath(path), path).toBeUndefined();
    }
  });

  it("[PH-1] is not deceived by another spelling of the name", () => {
    for (const path of [
      ...[
        "/ws/.ENV",
        "/ws/.Env.Local",
        "/ws/\uff0eenv",
        "/ws/.en\u200bv",
        "/ws/.env.",
        "/ws/.env ",
        "/ws/\u212aid_rsa/../.env",
      ],
      ...[
        "/ws/ID_RSA",
        "/ws/TLS.PEM",
        "/home/a/.SSH/x",
        "/home/a/.s\u00adsh/x",
        "/ws\\.env",
        "/ws/.ｎｐｍｒｃ",
        "/ETC/SHADOW",
      ],
    ]) {
      expect(secretPath(path), JSON.stringify(path)).toBeDefined();
    }
  });

  it("[PH-1] knows the state it is told of, whatever lies beneath it", () => {
    const own = ["/home/a/.sallyport/audit", "/home/a/.sallyport/state.db"];
    expect(secretPath("/home/a/.sallyport/audit/log.jsonl", own)).toBe("state of Sallyport");
    expect(secretPath("/home/a/.Sallyport/STATE.db", own)).toBe("state of Sallyport");
    expect(secretPath("/home/a/.sallyport/auditor", own)).toBeUndefined();
  });

  it("[PH-1] takes what lies beneath a secret directory for secret, at any depth", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", ".", "-"), minLength: 1, maxLength: 6 });
    const directories = fc.constantFrom("/h/.ssh", "/h/.gnupg", "/h/.kube", "/run/secrets", "/h/.config/gcloud");
    fc.assert(
      fc.property(directories, fc.array(name, { maxLength: 4 }), (directory, below) => {
        expect(secretPath([directory, ...below].join("/"))).toBeDefined();
      }),
    );
  });
});

describe("protected paths", () => {
  it.each([
    [
      "repository internals",
      [
        "/ws/.git",
        "/ws/.git/hooks/pre-commit",
        "/ws/sub/.git/config",
        "/ws/.GIT/x",
        "/ws/git~1/config",
        "/ws/.g\u200cit/config",
      ],
    ],
    ["repository settings", ["/ws/.gitmodules", "/home/a/.gitconfig", "/ws/.husky/pre-commit"]],
    ["shell start-up file", ["/home/a/.bashrc", "/home/a/.zshenv", "/home/a/.profile", "/ws/.envrc"]],
    [
      "tool configuration that runs commands",
      [
        "/ws/.mcp.json",
        "/ws/.vscode/tasks.json",
        "/ws/.idea/x",
        "/ws/.claude/settings.json",
        "/home/a/.ssh/authorized_keys",
        "/ws/x.code-workspace",
      ],
    ],
    [
      "agent instructions",
      [
        "/ws/AGENTS.md",
        "/ws/CLAUDE.md",
        "/ws/sub/Agents.md",
        "/ws/.cursorrules",
        "/ws/.github/copilot-instructions.md",
      ],
    ],
    ["skill", ["/ws/skills", "/ws/skills/x/SKILL.md", "/ws/SKILL.md", "/ws/Skills/x/run.sh"]],
    ["workflow", ["/ws/.github/workflows/ci.yml"]],
    ["policy", ["/ws/sallyport.json5", "/home/a/.sallyport/config.json5"]],
    ["system file", ["/etc/passwd", "/usr/bin/ls", "/proc/sys/kernel/x"]],
  ])("[OC-16] knows: %s", (name, paths) => {
    for (const path of paths) expect(protectedPath(path), path).toBe(name);
  });

  it("[OC-16] leaves their benign twins alone", () => {
    for (const path of [
      ...[
        "/ws/src/git/index.ts",
        "/ws/.gitignore",
        "/ws/.github/CODEOWNERS",
        "/ws/README.md",
        "/ws/docs/agents-guide.md",
      ],
      ...["/ws/src/skills.ts", "/ws/skillset/x", "/ws/bashrc.md", "/usr/src/app/a", "/ws/etc/passwd", "/ws/policy.ts"],
    ]) {
      expect(protectedPath(path), path).toBeUndefined();
    }
  });

  it("[OC-16] knows the files of the operator that it is told of", () => {
    const own = ["/ws/rules/agents.json5"];
    expect(protectedPath("/ws/rules/Agents.json5", own)).toBe("file of the operator");
    expect(protectedPath("/ws/rules/other.json5", own)).toBeUndefined();
  });
});

describe("patterns of paths", () => {
  it.each([
    ["*.ts", "a.ts", true],
    ["*.ts", "src/a.ts", true],
    ["*.ts", "a.tsx", false],
    ["src/*.ts", "src/a.ts", true],
    ["src/*.ts", "src/b/a.ts", false],
    ["src/**", "src/b/a.ts", true],
    ["**/b/*", "src/b/a.ts", true],
    ["**/b/**/c", "b/c", true],
    ["src/**/a.ts", "src/a.ts", true],
    ["?.ts", "ab.ts", false],
    ["a*b*c", "axxbyyc", true],
    ["a*b*c", "axxbyy", false],
    [".*", ".env", true],
    ["", "a", false],
    ["[a-z]", "a", false],
  ])("%s and %s: %s", (pattern, path, fits) => {
    expect(matchesGlob(pattern, path)).toBe(fits);
  });

  it("agrees with a regular expression made of the same pattern", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, name, (wanted, given) => {
        const oracle = new RegExp(`^${wanted.replace(/\*+/g, ".*").replaceAll("?", ".")}$`);
        expect(matchesGlob(wanted, given)).toBe(oracle.test(given));
      }),
    );
  });

  it("takes no more time than the product of the lengths", () => {
    const started = performance.now();
    expect(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(20_000))).toBe(false);
    expect(matchesGlob(`${"**/a/".repeat(100)}b`, "a/".repeat(10_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
