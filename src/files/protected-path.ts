const guards: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "repository internals", pattern: /\/\.git(?:\/|$)|\/\.(?:hg|svn)(?:\/|$)/ },
  { name: "repository settings", pattern: /\/\.git(?:config|modules|attributes)$/ },
  {
    name: "shell start-up file",
    pattern: /\/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|envrc|inputrc)$/,
  },
  {
    name: "tool configuration that runs commands",
    pattern:
      /\/(?:\.mcp\.json|\.vscode|\.idea|\.claude|\.cursor|\.codex|\.gemini|\.husky|\.ripgreprc|\.pre-commit-config\.yaml)(?:\/|$)/,
  },
  {
    name: "agent instructions",
    pattern:
      /\/(?:agents|claude|gemini|soul|tools|identity)\.md$|\/\.cursorrules$|\/\.github\/copilot-instructions\.md$/,
  },
  { name: "skill", pattern: /\/skills(?:\/|$)|\/skill\.md$/ },
  { name: "workflow", pattern: /\/\.github\/workflows(?:\/|$)|\/\.gitlab-ci\.yml$/ },
];

/** Why no agent may write this path although it lies in its workspace, or `undefined` (OC-16). */
export function protectedPath(path: string): string | undefined {
  const text = path.normalize("NFKC").toLowerCase();
  return guards.find(({ pattern }) => pattern.test(text))?.name;
}
