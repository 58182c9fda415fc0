/** A class of files that hold secrets, and how their paths look; patterns see lower case and forward slashes. */
interface SecretClass {
  readonly name: string;
  readonly pattern: RegExp;
}

const secretClasses: readonly SecretClass[] = [
  {
    name: "environment file",
    pattern: /\/\.env(?!\.(?:example|sample|template|dist)$)(?:[.-][^/]*)?$|\/[^/]+\.env$|\/\.envrc$/,
  },
  {
    name: "private key",
    pattern: /\/(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|ppk|p8|kdbx))$/,
  },
  { name: "SSH directory", pattern: /\/\.ssh(?:\/|$)(?!config$|known_hosts$|[^/]+\.pub$)/ },
  { name: "GnuPG directory", pattern: /\/\.gnupg(?:\/|$)/ },
  {
    name: "cloud credentials",
    pattern:
      /\/(?:\.aws\/(?:credentials|config|sso|cli)|\.config\/gcloud|\.azure|\.oci|\.boto|\.s3cfg|\.config\/doctl|\.config\/rclone)(?:\/|$)/,
  },
  {
    name: "cluster credentials",
    pattern: /\/(?:\.kube|\.docker\/config\.json|\.config\/containers\/auth\.json|\.helm)(?:\/|$)/,
  },
  {
    name: "package registry credentials",
    pattern:
      /\/(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?|\.m2\/settings\.xml|\.nuget\/nuget\.config|\.composer\/auth\.json)$/,
  },
  {
    name: "login credentials",
    pattern:
      /\/(?:\.netrc|_netrc|\.git-credentials|\.pgpass|\.my\.cnf|\.htpasswd|\.vault-token|\.terraformrc|credentials\.json|service[-_]account[^/]*\.json|secrets?\.(?:ya?ml|json|toml))$/,
  },
  { name: "source host credentials", pattern: /\/\.config\/(?:gh|glab-cli|hub)(?:\/|$)/ },
  {
    name: "system secret",
    pattern:
      /^\/etc\/(?:shadow|gshadow|sudoers|ssh\/ssh_host_[^/]*_key|ssl\/private|krb5\.keytab)(?:\.d)?[-~]?(?:\/|$)/,
  },
  {
    name: "process memory or environment",
    pattern:
      /^\/proc\/[^/]+\/(?:task\/[^/]+\/)?(?:environ|mem|maps|fd|root|cwd|auxv|stack)(?:\/|$)|^\/(?:dev\/(?:mem|kmem|port)|proc\/kcore)$/,
  },
  {
    name: "browser profile",
    pattern: /\/(?:login data|cookies|key[34]\.db|logins\.json|signons\.sqlite|web data)(?:-journal)?$/,
  },
  {
    name: "keychain",
    pattern:
      /\/(?:library\/keychains|\.local\/share\/keyrings|\.password-store|\.config\/(?:1password|bitwarden[^/]*))(?:\/|$)/,
  },
  {
    name: "agent credentials",
    pattern:
      /\/(?:\.openclaw|\.clawdbot|\.zeroclaw|\.claude|\.codex|\.gemini)\/(?:[^/]+\/)*(?:auth[^/]*\.json|credentials[^/]*|oauth[^/]*\.json|\.?secret[^/]*|[^/]*\.key)$/,
  },
  { name: "shell history", pattern: /\/\.(?:bash|zsh|sh|psql|mysql|node_repl|python|sqlite)_history$/ },
];

/** The class of secrets that a real absolute path belongs to, or `undefined`; `own` are directories of Sallyport's state. */
export function secretPath(path: string, own: readonly string[] = []): string | undefined {
  if (own.some((directory) => path === directory || path.startsWith(`${directory}/`))) return "state of Sallyport";
  // Case does not tell files apart everywhere, so it does not tell secrets apart here.
  const text = path.normalize("NFKC").toLowerCase();
  return secretClasses.find(({ pattern }) => pattern.test(text))?.name;
}
