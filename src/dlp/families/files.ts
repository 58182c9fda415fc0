import type { Detector } from "../detector.ts";
import { isMixed, startsAsPlaceholder } from "../plausible.ts";
import { base64, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { sample } from "./sample.ts";

const given = "[\"']?\\s{0,4}(?:=>|[:=,])\\s{0,4}[\"']?";

/** Credentials in files that have their own place for them. */
export const files: readonly Detector[] = [
  {
    family: "netrc-password",
    keywords: ["machine "],
    pattern: "machine {1,4}[^\\s]{1,100}\\s{1,8}login\\s{1,4}[^\\s]{1,80}\\s{1,8}password\\s{1,4}([^\\s]{1,120})",
    accepts: ({ secret }) => !startsAsPlaceholder(secret),
    match: [sample("machine git.example.com\n  login ann\n  pass", "word correcthorse\n")],
    not_match: ["a machine of the network with a login", "machine h login ann password <password>"],
  },
  {
    family: "pgpass-password",
    keywords: [":5432:", ":5433:", ":6432:"],
    pattern: ":\\d{4}:[A-Za-z0-9_*-]{1,63}:[A-Za-z0-9_*.-]{1,63}:([^\\s\"'`,;]{4,120})",
    accepts: ({ secret }) => !startsAsPlaceholder(secret),
    match: [sample("db.internal:5432:app:ann:", "correcthorse9")],
    not_match: ["localhost:5432:5432", "127.0.0.1:5432:app"],
  },
  {
    family: "kubeconfig-key",
    keywords: ["client-key-data:"],
    pattern: "client-key-data: {0,4}[\"']?([A-Za-z0-9+/]{40,400})",
    tail: "[A-Za-z0-9+/=]",
    match: [`    client-key-data: ${textOf(base64, 300)}==`],
    not_match: [`    client-certificate-data: ${textOf(base64, 300)}`, "client-key-data: <data>"],
  },
  {
    family: "kubeadm-token",
    keywords: ["kubeadm join"],
    pattern: "kubeadm join [A-Za-z0-9.:-]{1,80} (?:\\\\\\s{1,8})?--token[ =]([a-z0-9]{6}\\.[a-z0-9]{16})",
    match: [sample("kubeadm join 10.0.0.1:6443 --tok", `en ${textOf(lowerAlnum, 6)}.${textOf(lowerAlnum, 16)}`)],
    not_match: ["kubeadm join 10.0.0.1:6443 --token <token>"],
  },
  {
    family: "rails-secret",
    keywords: ["secret_key_base"],
    pattern: `secret_key_base${given}([a-f0-9]{64,200})`,
    ignoreCase: true,
    tail: "[a-f0-9]",
    match: [`SECRET_KEY_BASE=${textOf(hex, 128)}`, `  secret_key_base: ${textOf(hex, 128)}`],
    not_match: ['secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>'],
  },
  {
    family: "rails-master-key",
    keywords: ["rails_master_key"],
    pattern: `rails_master_key${given}([a-f0-9]{24,64})`,
    ignoreCase: true,
    match: [`RAILS_MASTER_KEY=${textOf(hex, 32)}`],
    not_match: ["RAILS_MASTER_KEY=$(cat config/master.key)"],
  },
  {
    family: "laravel-key",
    keywords: ["app_key"],
    pattern: `app_key${given}(base64:[A-Za-z0-9+/]{30,88}={0,2})`,
    ignoreCase: true,
    match: [`APP_KEY=base64:${textOf(base64, 43)}=`],
    not_match: ["APP_KEY=base64:"],
  },
  {
    family: "django-secret",
    keywords: ["secret_key"],
    pattern: "secret_key\\s{0,3}=\\s{0,3}[rb]?[\"']([^\"'\\s]{32,120})",
    ignoreCase: true,
    accepts: ({ secret }) => isMixed(secret) && /[!@#$%^&*(=+_-]/.test(secret) && !startsAsPlaceholder(secret),
    match: [sample("SECRET_K", "EY = 'django-insecure-8z!q2w$9e^r7t&5y*u(3i=o+p1a@s4d#f6g%h0j-k_l'")],
    not_match: ["SECRET_KEY = 'short'", "SECRET_KEY = os.environ['SECRET_KEY']"],
  },
  {
    family: "wordpress-key",
    keywords: ["auth_key'", "auth_salt'", "logged_in_key'", "logged_in_salt'", "nonce_key'", "nonce_salt'"],
    pattern: "(?:auth|logged_in|nonce)_(?:key|salt)',\\s{0,8}'([^'\\r\\n]{40,120})",
    ignoreCase: true,
    accepts: ({ secret }) => isMixed(secret) && !secret.startsWith("put your"),
    match: [sample("define('AUTH_K", "EY',   'k2!Wm9@Zt4#Rb8$Nc3%Vd5^Lp1&Xj6*Hf0(Ge)Ua-Qz_Mn=Bv+Cx[Lk]Jh');")],
    not_match: ["define('AUTH_KEY', 'put your unique phrase here, in full, as it says');"],
  },
  {
    family: "wifi-password",
    keywords: ["WIFI:"],
    pattern: "WIFI:(?:[STH]:[^;\\r\\n]{0,64};){0,3}P:([^;\\r\\n]{8,63});",
    match: [sample("WIFI:T:WPA;S:home;P:", "correcthorse", ";;")],
    not_match: ["WIFI:T:nopass;S:cafe;;"],
  },
  {
    family: "wpa-passphrase",
    keywords: ["psk="],
    pattern: "psk=[\"']?([^\\s\"']{8,64})",
    startsWord: true,
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && isMixed(secret),
    match: [sample("  psk=", '"Correct-Horse9"')],
    not_match: ["psk=<passphrase>", "psk=${PSK}"],
  },
  {
    family: "cisco-password",
    keywords: ["password 7 ", "secret 5 ", "secret 8 ", "secret 9 ", "key 7 "],
    pattern: "(?:password|secret|key) [5789] ([A-F0-9]{10,60}|\\$[0-9]{1,2}\\$[A-Za-z0-9./$]{12,80})",
    match: [
      sample("username ann pass", "word 7 0822455D0A16544541"),
      sample("enable sec", "ret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0"),
    ],
    not_match: ["password 7 characters long", "secret 5 of them"],
  },
  {
    family: "snmp-community",
    keywords: ["snmp-server community "],
    pattern: "snmp-server community ([A-Za-z0-9_.@!#-]{3,64})",
    accepts: ({ secret }) => !/^(?:public|private)$/.test(secret),
    match: [sample("snmp-server comm", "unity kT9xVd3W RO")],
    not_match: ["snmp-server community public RO"],
  },
  {
    family: "ansible-password",
    keywords: ["ansible_password", "ansible_ssh_pass", "ansible_become_pass", "ansible_sudo_pass"],
    pattern: "ansible_(?:ssh_|become_|sudo_)?pass(?:word)?[=:] ?[\"']?([^\\s\"'{!$]{4,120})",
    match: [sample("web1 ansible_ssh_pass=", "correcthorse")],
    not_match: ["ansible_password: !vault |", "ansible_password: '{{ vault }}'", "$ANSIBLE_VAULT;1.1;AES256\n3361"],
  },
  {
    family: "jupyter-token",
    keywords: [":8888/?token=", "/lab?token=", "/tree?token="],
    pattern: "(?::8888/|/lab|/tree)\\?token=([a-f0-9]{32,64})",
    match: [`http://127.0.0.1:8888/?token=${textOf(hex, 48)}`],
    not_match: ["http://127.0.0.1:8888/?token=..."],
  },
];
