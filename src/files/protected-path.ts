import { isWithin, PathClasses } from "./path-class.ts";

const classes = new PathClasses([
  { name: "repository internals", paths: [".git", "git~1", ".hg", ".svn", ".jj"] },
  {
    name: "repository settings",
    paths: [
      ".gitconfig",
      ".gitmodules",
      ".gitattributes",
      ".config/git",
      ".husky",
      ".githooks",
      ".pre-commit-config.yaml",
    ],
  },
  {
    name: "shell start-up file",
    paths: [
      ...[".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".profile", ".kshrc", ".mkshrc"],
      ...[
        ".zshrc",
        ".zshenv",
        ".zprofile",
        ".zlogin",
        ".zlogout",
        ".cshrc",
        ".tcshrc",
        ".login",
        ".logout",
        ".inputrc",
      ],
      ...[".envrc", ".direnvrc", ".config/direnv", ".config/fish", ".config/nushell", ".xinitrc", ".xprofile"],
      ...[".xsession", ".xsessionrc", ".pam_environment", ".config/autostart", ".config/environment.d"],
      ...[".config/systemd", "library/launchagents", "library/launchdaemons", ".tmux.conf", ".screenrc"],
    ],
  },
  {
    name: "tool configuration that runs commands",
    paths: [
      ...[".mcp.json", "mcp.json", ".vscode", ".idea", ".zed", ".fleet", ".devcontainer", "*.code-workspace"],
      ...[".claude", ".claude.json", ".cursor", ".codex", ".gemini", ".continue", ".aider.conf.yml", ".openclaw"],
      ...[
        ".zeroclaw",
        ".roo",
        ".kiro",
        ".ripgreprc",
        ".vimrc",
        ".exrc",
        ".nvimrc",
        ".config/nvim",
        ".emacs",
        ".emacs.d",
      ],
      ...[".gdbinit", ".lldbinit", ".curlrc", ".wgetrc", ".psqlrc", ".sqliterc", ".mailcap", ".npmrc", ".yarnrc"],
      ...[".yarnrc.yml", ".pypirc", ".condarc", ".ssh", ".gnupg", ".docker", ".kube", ".aws"],
    ],
  },
  {
    name: "agent instructions",
    paths: [
      ...["agents.md", "agents.override.md", "agent.md", "claude.md", "claude.local.md", "gemini.md", "soul.md"],
      ...["tools.md", "identity.md", "heartbeat.md", ".cursorrules", ".windsurfrules", ".clinerules", ".goosehints"],
      ...[".rules", ".agents", ".github/copilot-instructions.md", ".github/instructions", ".github/prompts"],
      ...[".github/agents", ".github/chatmodes"],
    ],
  },
  { name: "skill", paths: ["skills", "skill.md", "*.skill"] },
  { name: "workflow", paths: [".github/workflows", ".github/actions", ".gitlab-ci.yml", ".circleci", "jenkinsfile"] },
  { name: "policy", paths: [".sallyport", ".sallyport.json5", "sallyport.json5", "*.policy.json5"] },
  {
    name: "system file",
    paths: [
      ...["/etc", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/usr/bin", "/usr/sbin", "/usr/lib"],
      ...["/proc", "/sys", "/dev", "/var/spool/cron", "/var/lib/systemd", "/library", "/system"],
    ],
  },
]);

/**
 * Why no agent may write an absolute path although it lies in its workspace, or `undefined` (OC-16). `own` are further
 * files and directories that belong to the operator, such as policy files.
 */
export function protectedPath(path: string, own: readonly string[] = []): string | undefined {
  return isWithin(own, path) ? "file of the operator" : classes.find(path);
}
