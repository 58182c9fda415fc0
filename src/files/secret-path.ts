import { isWithin, PathClasses } from "./path-class.ts";

const classes = new PathClasses([
  {
    name: "environment file",
    paths: [".env", ".env.*", ".env-*", ".env_*", "*.env", ".envrc", ".dev.vars"],
    except: [
      ".env.example",
      ".env.sample",
      ".env.template",
      ".env.dist",
      ".env.*.example",
      ".env.*.sample",
      ".env.*.template",
      "example.env",
      "sample.env",
      "template.env",
    ],
  },
  { name: "SSH directory", paths: [".ssh"], except: [".ssh/*.pub"] },
  { name: "GnuPG directory", paths: [".gnupg"] },
  {
    name: "private key",
    paths: [
      ...["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_xmss"],
      ...["id_rsa.*", "id_rsa_*", "id_rsa-*", "id_dsa.*", "id_ecdsa.*", "id_ed25519.*", "id_ed25519_*", "id_ed25519-*"],
      ...["*.pem", "*.key", "*.p12", "*.pfx", "*.pkcs12", "*.p8", "*.ppk", "*.jks", "*.keystore", "*.jceks", "*.bks"],
      ...["*.kdbx", "*.kdb", "*.agekey", "*.keytab", "wallet.dat", ".ethereum/keystore", ".config/solana/id.json"],
      ...["/etc/ssl/private", "/etc/pki/tls/private", "/etc/letsencrypt/archive", "/etc/letsencrypt/live"],
      ...["/etc/wireguard", "/etc/ssh/ssh_host_*_key"],
    ],
    except: ["*.pub", "cacert.pem", "ca-bundle.pem", "/etc/ssl/certs/*", "/etc/ssl/cert.pem"],
  },
  {
    name: "cloud credentials",
    paths: [
      ...[".aws", ".azure", ".oci", ".aliyun", ".bluemix", ".config/gcloud", ".config/doctl", ".config/hcloud"],
      ...["application_default_credentials.json", "gcloud-service-key.json", "service-account*.json"],
      ...["service_account*.json", ".boto", ".s3cfg", ".config/rclone", ".config/linode-cli", ".config/scw"],
      ...["terraform.tfstate", "terraform.tfstate.*", ".terraformrc", ".terraform.d/credentials.tfrc.json"],
      ...[".vault-token", ".config/op", ".snowsql/config", ".databrickscfg", ".fly/config.yml", ".wrangler/config"],
    ],
  },
  {
    name: "cluster credentials",
    paths: [
      ...[".kube", "kubeconfig", ".helm", ".docker/config.json", ".dockercfg", ".config/containers/auth.json"],
      ...["/etc/kubernetes", "/var/lib/kubelet", "/etc/rancher", "/run/containers/*/auth.json"],
      ...["/run/secrets", "/var/run/secrets", "/run/user/*/containers/auth.json"],
    ],
  },
  {
    name: "container engine socket",
    paths: ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "docker_engine"],
  },
  {
    name: "package registry credentials",
    paths: [
      ...[".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".config/pip/pip.conf", ".pip/pip.conf", ".gem/credentials"],
      ...[".cargo/credentials", ".cargo/credentials.toml", ".m2/settings.xml", ".m2/settings-security.xml"],
      ...[".nuget/nuget.config", ".composer/auth.json", ".config/composer/auth.json", ".gradle/gradle.properties"],
      ...[".bundle/config", ".hex/hex.config", ".config/huggingface/token", ".cache/huggingface/token"],
    ],
  },
  {
    name: "login credentials",
    paths: [
      ...[".netrc", "_netrc", ".git-credentials", ".config/git/credentials", ".pgpass", ".my.cnf", ".mylogin.cnf"],
      ...[".htpasswd", ".authinfo", ".fetchmailrc", ".msmtprc", ".smbcredentials", ".cifs", ".rhosts", ".vnc/passwd"],
      ...["credentials.json", "client_secret*.json", "secrets.json", "secrets.yaml", "secrets.yml", "secrets.toml"],
      ...["secret.json", "secret.yaml", "secret.yml", "secret.toml", ".secrets", ".rclone.conf", ".filezilla"],
      ...[".config/filezilla", "sitemanager.xml", "master.key", ".streamlit/secrets.toml"],
    ],
  },
  { name: "source host credentials", paths: [".config/gh", ".config/glab-cli", ".config/hub", ".config/tea"] },
  {
    name: "system secret",
    paths: [
      ...[
        "/etc/shadow",
        "/etc/shadow-",
        "/etc/gshadow",
        "/etc/gshadow-",
        "/etc/master.passwd",
        "/etc/security/opasswd",
      ],
      ...[
        "/etc/sudoers",
        "/etc/sudoers.d",
        "/etc/krb5.keytab",
        "/etc/ppp",
        "/etc/credstore",
        "/etc/credstore.encrypted",
      ],
      ...["/etc/networkmanager/system-connections", "/var/lib/systemd/credential.secret", "/var/lib/sss/secrets"],
    ],
  },
  {
    name: "process memory or environment",
    paths: [
      ...["environ", "mem", "maps", "smaps", "auxv", "stack", "cmdline", "fd", "root", "cwd", "exe", "task"].map(
        (entry) => `/proc/*/${entry}`,
      ),
      ...["/proc/kcore", "/proc/keys", "/proc/key-users", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/fd"],
      ...["/var/lib/systemd/coredump", "/var/crash"],
    ],
  },
  {
    name: "browser profile",
    paths: [
      ...[
        "login data",
        "login data-*",
        "login data for account",
        "web data",
        "default/cookies",
        "profile */cookies",
        "network/cookies",
      ],
      ...["cookies.sqlite", "cookies.sqlite-*", "key3.db", "key4.db", "logins.json", "logins-backup.json"],
      ...["signons.sqlite", "cookies.binarycookies", ".mozilla", ".config/google-chrome", ".config/chromium"],
      ...[".config/bravesoftware", ".config/microsoft-edge", ".config/vivaldi", ".config/opera", ".thunderbird"],
      ...["library/application support/google/chrome", "library/application support/firefox", "library/cookies"],
    ],
  },
  {
    name: "keychain",
    paths: [
      ...["library/keychains", "*.keychain", "*.keychain-db", ".local/share/keyrings", ".gnome2/keyrings"],
      ...[
        ".local/share/kwalletd",
        ".password-store",
        ".config/1password",
        ".config/bitwarden",
        ".config/bitwarden cli",
      ],
      ...[".config/keepassxc", ".config/sops/age"],
    ],
  },
  {
    name: "agent credentials",
    paths: [
      ...["auth-profiles.json", ".secret_key", "otp-secret", "webauthn_credentials.json", "oauth_creds.json"],
      ...[
        ".openclaw/credentials",
        ".openclaw/openclaw.json",
        ".openclaw/identity",
        ".openclaw/devices",
        ".clawdbot/credentials",
        ".clawdbot/clawdbot.json",
        ".zeroclaw/config.toml",
        ".zeroclaw/devices.db",
        ".claude/.credentials.json",
        ".claude.json",
      ],
      ...[".codex/auth.json", ".gemini/oauth_creds.json", ".config/github-copilot", ".cursor/auth.json"],
      ...[".local/share/opencode/auth.json", ".config/goose/secrets.yaml", ".continue/.env", ".aider.conf.yml"],
    ],
  },
  {
    name: "shell history",
    paths: [
      ...[".bash_history", ".zsh_history", ".sh_history", ".histfile", ".local/share/fish/fish_history"],
      ...[
        ".python_history",
        ".node_repl_history",
        ".psql_history",
        ".mysql_history",
        ".sqlite_history",
        ".rediscli_history",
      ],
    ],
  },
]);

/**
 * The class of secrets that an absolute path belongs to, or `undefined`. `own` are the directories and files of
 * Sallyport's state.
 */
export function secretPath(path: string, own: readonly string[] = []): string | undefined {
  return isWithin(own, path) ? "state of Sallyport" : classes.find(path);
}
