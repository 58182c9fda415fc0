import type { Detector, Evidence } from "../detector.ts";
import { isMixed, startsAsPlaceholder } from "../plausible.ts";
import { sample } from "./sample.ts";

const isGiven = ({ secret }: Evidence) =>
  !startsAsPlaceholder(secret) && !secret.includes("...") && !/^(?:pass(?:word|wd)?|secret|token)$/i.test(secret);

const curlOption = "(?:-[A-Za-tv-z]{1,4}|--(?:silent|fail|location|show-error|insecure|request)|GET|POST|PUT|DELETE)";

/** Credentials on command lines. */
export const commands: readonly Detector[] = [
  {
    family: "sshpass-password",
    keywords: ["sshpass -p"],
    pattern: "sshpass -p {0,2}[\"']?([A-Za-z0-9_!#%^&*.@+=~?/-]{3,120})",
    accepts: isGiven,
    match: [sample("sshpass -p ", "'correcthorse'", " ssh ann@host")],
    not_match: ["sshpass -p $PASSWORD ssh ann@host", "sshpass -f file"],
  },
  {
    family: "curl-credential",
    keywords: ["curl "],
    pattern: `curl (?:${curlOption} {1,2}){0,6}(?:--user[ =]|-u ?)["']?[A-Za-z0-9_.@+-]{1,64}:([^\\s"']{1,120})`,
    accepts: isGiven,
    match: [sample("curl -sS -u ann:", "correcthorse9", " https://example.com/")],
    not_match: ["curl -u ann:$PASSWORD https://example.com/", "curl https://example.com:8080/a"],
  },
  {
    family: "mysql-command-password",
    keywords: ["mysql -", "mysqldump -", "mysqladmin -"],
    pattern: "mysql(?:dump|admin)? (?:-[uhP] ?[A-Za-z0-9_.-]{1,64} ){0,4}-p[\"']?([^\\s\"'$-][^\\s\"']{3,80})",
    accepts: isGiven,
    match: [sample("mysql -u root -p", "correcthorse9", " app")],
    not_match: ["mysql -u root -p app", "mysqldump -p $PASSWORD"],
  },
  {
    family: "command-password",
    keywords: ["password", "passphrase", "token", "api-key"].flatMap((name) => [`--${name}=`, `--${name} `]),
    pattern: "--(?:password|passphrase|token|api-key)[= ][\"']?([^\\s\"'`<>$(){}[-][^\\s\"'`<>]{5,120})",
    accepts: (evidence) => isGiven(evidence) && isMixed(evidence.secret),
    match: [sample("deploy --pass", "word=Tr0ub4dor-3"), sample("login --tok", "en kT9xVd3WnPeR5u")],
    not_match: ["--password=$PASSWORD", "--password <password>", "--token is required"],
  },
];
