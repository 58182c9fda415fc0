/** Keys of a git configuration that name a program which git then runs, or a further file of such keys. */
const running: readonly RegExp[] = [
  /^core\.(fsmonitor|hookspath|sshcommand|editor|pager|askpass|gitproxy|alternaterefscommand|attributesfile)$/,
  /^(filter|merge|diff|mergetool|difftool|browser|man|guitool)\.(.*\.)?(clean|smudge|process|driver|command|textconv|cmd|path)$/,
  /^diff\.external$/,
  /^(sequence\.editor|interactive\.difffilter|uploadpack\.packobjectshook|web\.browser)$/,
  /^(credential|credential\..*)\.?helper$/,
  /^(gpg|gpg\..*)\.program$/,
  /^gpg\.ssh\.defaultkeycommand$/,
  /^pager\./,
  /^(include|includeif\..*)\.path$/,
  /^(remote\..*\.(uploadpack|receivepack|vcs|proxy)|protocol\.ext\.allow)$/,
  /^(submodule\..*\.update|sendemail\..*cmd|trailer\..*\.(command|cmd)|tar\..*\.command|hook\..*\.command)$/,
];

/**
 * The settings of a git configuration that make git run something, each as `key=value`. Read generously: what git would
 * refuse may be told of too.
 */
export function runningSettings(text: string): readonly string[] {
  const found: string[] = [];
  let section = "";
  for (const line of text.replace(/\\\r?\n/g, "").split("\n")) {
    const header = /^\s*\[\s*([\w.-]+)\s*(?:"((?:\\.|[^"\\])*)")?\s*\]/.exec(line);
    if (header !== null) section = [header[1], header[2]].filter((part) => part !== undefined).join(".");
    const [, name, value = "true"] =
      /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/.exec(line.slice(header?.[0].length ?? 0)) ?? [];
    if (name !== undefined && runs(`${section}.${name}`.toLowerCase(), value))
      found.push(`${section}.${name}=${value}`);
  }
  return found;
}

function runs(key: string, value: string): boolean {
  if (key.startsWith("alias.")) return /^["\s]*!/.test(value);
  if (key === "core.fsmonitor") return !/^(true|false|yes|no|on|off|[01])$/i.test(value);
  return running.some((pattern) => pattern.test(key));
}
