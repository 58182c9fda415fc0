import type { Detector, Evidence } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { alnum, base64, hex, textOf } from "./alphabet.ts";
import { sample } from "./sample.ts";

/** True in a line of a password file: a name and a colon stand right before the hash. */
const isInPasswordFile = ({ context }: Evidence) => /(?:^|[\s"'`])[A-Za-z_][\w.@-]{0,40}:$/.test(context);

/** Hashes of passwords, as systems and servers keep them. */
export const hashes: readonly Detector[] = [
  {
    family: "unix-password-hash",
    keywords: ["$1$", "$5$", "$6$", "$y$", "$gy$", "$7$"],
    pattern:
      "\\$(?:1|5|6|7|gy|y)\\$(?:rounds=\\d{4,9}\\$|j[A-Za-z0-9./]{1,8}\\$)?[A-Za-z0-9./]{1,64}\\$[A-Za-z0-9./]{20,90}",
    tail: "[A-Za-z0-9./]",
    match: [
      `root:$6$kT9xVd3WnPeR5uYh$${textOf(alnum, 86)}:19700:0:99999:7:::`,
      `$y$j9T$${textOf(alnum, 22)}$${textOf(alnum, 43)}`,
      `$5$rounds=5000$kT9xVd3W$${textOf(alnum, 43)}`,
    ],
    not_match: ["costs $5$ or $6$ each", "$1$2"],
  },
  {
    family: "bcrypt-password",
    keywords: ["$2a$", "$2b$", "$2y$", "$2x$"],
    pattern: "\\$2[abxy]\\$\\d\\d\\$[A-Za-z0-9./]{40,53}",
    accepts: isInPasswordFile,
    match: [`ann:$2y$10$${textOf(alnum, 53)}`, `\nroot:$2b$12$${textOf(alnum, 53)}:19700:0:99999:7:::`],
    not_match: [`$2b$12$${textOf(alnum, 53)}`, `"hash": "$2b$12$${textOf(alnum, 53)}"`],
  },
  {
    family: "argon2-password",
    keywords: ["$argon2id$", "$argon2i$", "$argon2d$"],
    pattern:
      "\\$argon2(?:id|i|d)\\$v=\\d{1,3}\\$m=\\d{1,10},t=\\d{1,5},p=\\d{1,5}\\$[A-Za-z0-9+/]{8,88}\\$[A-Za-z0-9+/]{16,128}",
    tail: "[A-Za-z0-9+/=]",
    match: [`$argon2id$v=19$m=65536,t=3,p=4$${textOf(base64, 22)}$${textOf(base64, 43)}`],
    not_match: ["$argon2id$v=19$m=65536,t=3,p=4$"],
  },
  {
    family: "apache-password-hash",
    keywords: ["$apr1$"],
    pattern: "\\$apr1\\$[A-Za-z0-9./]{1,8}\\$[A-Za-z0-9./]{22}",
    match: [`ann:$apr1$kT9xVd3W$${textOf(alnum, 22)}`],
    not_match: ["$apr1$salt$"],
  },
  {
    family: "ldap-password-hash",
    keywords: ["{SSHA}", "{SSHA256}", "{SSHA512}", "{SHA}", "{SMD5}", "{PBKDF2}"],
    pattern: "\\{(?:SSHA512|SSHA256|SSHA|SHA|SMD5|PBKDF2)\\}[A-Za-z0-9+/$.]{20,200}={0,2}",
    match: [sample("userPassword: {SS", `HA}${textOf(base64, 32)}==`)],
    not_match: ["{SHA} of it", "{SSHA}<hash>"],
  },
  {
    family: "django-password-hash",
    keywords: ["pbkdf2_sha256$", "pbkdf2_sha1$"],
    pattern: "pbkdf2_sha(?:256|1)\\$\\d{4,8}\\$[A-Za-z0-9]{4,64}\\$[A-Za-z0-9+/]{24,64}={0,2}",
    match: [sample("pbkdf2_sha", `256$600000$kT9xVd3WnPeR$${textOf(base64, 43)}=`)],
    not_match: ["pbkdf2_sha256$iterations$salt$hash"],
  },
  {
    family: "scram-verifier",
    keywords: ["SCRAM-SHA-256$"],
    pattern: "SCRAM-SHA-256\\$\\d{3,7}:[A-Za-z0-9+/=]{12,44}\\$[A-Za-z0-9+/=]{40,48}:[A-Za-z0-9+/=]{40,48}",
    match: [`SCRAM-SHA-256$4096:${textOf(base64, 22)}==$${textOf(base64, 43)}=:${textOf(base64, 43)}=`],
    not_match: ["SCRAM-SHA-256$4096"],
  },
  {
    family: "php-password-hash",
    keywords: ["$P$", "$H$", "$S$"],
    pattern: "\\$[PHS]\\$[A-Za-z0-9./]{31,52}",
    accepts: ({ secret }) => isRandom(secret.slice(4)),
    match: [`$P$B${textOf(alnum, 30)}`, `$S$D${textOf(alnum, 51)}`],
    not_match: ["$P$ and $H$"],
  },
  {
    family: "ntlm-hash",
    keywords: [":::"],
    before: { set: "[A-Za-z0-9:_.$-]", min: 66, max: 128 },
    pattern: ":::",
    accepts: ({ secret }) => /:[0-9a-f]{32}:[0-9a-f]{32}:::$/i.test(secret),
    match: [`Administrator:500:${textOf(hex, 32)}:${textOf(hex, 32)}:::`],
    not_match: ["a:::b", "root:x:0:0:::"],
  },
];
