import { createHash } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { Group, Sample } from "./corpus.ts";
import { bareForms, namedForms } from "./forms.ts";

/** Numbers below 1 that look random and are the same each time, of mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();

const sets: Readonly<Record<string, string>> = {
  an: digits + upper + lower,
  url: `${digits + upper + lower}-_`,
  b64: `${digits + upper + lower}+/`,
  hex: `${digits}abcdef`,
  HEX: `${digits}ABCDEF`,
  b32: `${upper}234567`,
  b32low: `${lower}234567`,
  dig: digits,
  low: digits + lower,
  up: digits + upper,
  let: upper + lower,
  bech: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
  bechlow: "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
};

type Random = () => number;

const below = (random: Random, most: number) => Math.floor(random() * most);

/** `length` units of a set; a digit and letters of it are in each that is long enough, as in what machines make. */
function draw(random: Random, set: string, length: number): string {
  const units = sets[set] as string;
  for (;;) {
    const text = Array.from({ length }, () => units.charAt(below(random, units.length))).join("");
    const edges = /^[-_]|[-_]$/.test(text);
    const mixed = length < 12 || set === "let" || set === "dig" || (/\d/.test(text) && /[A-Za-z]/.test(text));
    if (!edges && mixed) return text;
  }
}

const folded = (text: string, width: number) => (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");
const marker = (what: string, kind: string) => `-----${what} ${kind}-----`;

function armoured(kind: string, body: string): string {
  return [marker("BEGIN", kind), body, marker("END", kind)].join("\n");
}

/** A mnemonic with its checksum. */
function mnemonic(random: Random, count: number): string {
  const size = (count / 3) * 32;
  const entropy = Buffer.from(Array.from({ length: size / 8 }, () => below(random, 256)));
  const bits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const all = bits(entropy) + bits(createHash("sha256").update(entropy).digest()).slice(0, size / 32);
  return (all.match(/.{11}/g) ?? []).map((place) => wordlist[Number.parseInt(place, 2)]).join(" ");
}

const words = ["amber", "bridge", "Copper", "delta", "Falcon", "garden", "harbor", "Indigo", "jasper", "lantern"];

const made: Readonly<Record<string, (random: Random, count: number) => string>> = {
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => draw(random, "hex", length)).join("-"),
  word: (random) => words[below(random, words.length)] as string,
  seed: mnemonic,
  jwt: (random) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const payload = { sub: draw(random, "dig", 10), iat: 1_700_000_000 + below(random, 9_999) };
    return [part({ alg: "HS256", typ: "JWT" }), part(payload), draw(random, "url", 43)].join(".");
  },
  pem: (random) => armoured("RSA PRIVATE KEY", folded(`MIIEpAIBAAKCAQEA${draw(random, "b64", 1_552)}`, 64)),
  ssh: (random) => armoured("OPENSSH PRIVATE KEY", folded(`b3BlbnNzaC1rZXktdjEAAAAA${draw(random, "b64", 320)}`, 70)),
  pemcut: (random) => `${marker("BEGIN", "EC PRIVATE KEY")}\n${folded(`MHcCAQEEI${draw(random, "b64", 131)}`, 64)}`,
  pgp: (random) =>
    armoured(
      "PGP PRIVATE KEY BLOCK",
      `\n${folded(`lQOYB${draw(random, "b64", 400)}`, 64)}\n=${draw(random, "b64", 4)}`,
    ),
  pem64: (random) =>
    Buffer.from(armoured("PRIVATE KEY", folded(`MIIEvQIBADANBgkq${draw(random, "b64", 400)}`, 64))).toString("base64"),
};

/** A secret of the form. */
function forge(form: string, random: Random): string {
  return form.replace(/<(\w+):(\d+)>/g, (_, set: string, count: string) => {
    const make = made[set];
    return make === undefined ? draw(random, set, Number(count)) : make(random, Number(count));
  });
}

/** What of a forged text is the secret: all of it, but of a URL only the password. */
function secretOf(family: string, text: string): string {
  return family === "url-password" ? (/:([^:@]*)@/.exec(text)?.[1] as string) : text;
}

/** Puts a text into its place by `{}`, and a name by `NAME` in several spellings. */
type Place = (name: string, value: string) => string;

const snake = (name: string) => name.toLowerCase();
const kebab = (name: string) => snake(name).replaceAll("_", "-");
const camel = (name: string) => snake(name).replace(/_(\w)/g, (_, unit: string) => unit.toUpperCase());
const said = (name: string) => snake(name).replaceAll("_", " ");
const json = (value: unknown, space?: number) => JSON.stringify(value, null, space);

const bareContexts: readonly Place[] = [
  (_, value) => `Sure, use ${value} for now.`,
  (_, value) => `The staging one is \`${value}\`, please rotate it.`,
  (_, value) => `"${value}"`,
  (_, value) => `(${value})`,
  (_, value) => `Got it:\n\n${value}\n\nAnything else?`,
  (_, value) => `WARN retry 3 for client=${value} after 200ms`,
  (_, value) => `https://api.example.com/v1/items?limit=5&auth=${value}`,
  (_, value) => `curl -H "X-Custom: ${value}" https://api.example.com`,
  (_, value) => `Er lautet ${value}, bitte löschen.`,
  (_, value) => `| name | value |\n|---|---|\n| a | ${value} |`,
];

/** A name and its value as people write them in chat, prose and logs. */
const namedContexts: readonly Place[] = [
  (name, value) => `${name}=${value}`,
  (name, value) => `export ${name}="${value}"`,
  (name, value) => `my ${said(name)} is ${value}`,
  (name, value) => `The ${said(name)}: ${value}`,
  (name, value) => `Here's the ${said(name)} you wanted: \`${value}\`. Don't share it.`,
  (name, value) => `${camel(name)}: "${value}",`,
  (name, value) => `docker run -e ${name}=${value} app:latest`,
  (name, value) => `os.environ["${name}"] = "${value}"`,
  (name, value) => `const ${camel(name)} = '${value}';`,
  (name, value) => `INFO loaded config ${snake(name)}=${value} region=eu`,
  (name, value) => `tool --${kebab(name)}=${value} --verbose`,
  (name, value) => `please set ${name} to ${value} in the dashboard`,
  (name, value) => `**${said(name)}**: ${value}`,
  (name, value) => `- ${name}: ${value}`,
];

const namedFiles: readonly Place[] = [
  (name, value) => `# app\nDEBUG=1\n${name}=${value}\nPORT=80\n`,
  (name, value) => json({ app: { port: 80, [camel(name)]: value, debug: true } }, 2),
  (name, value) => json({ app: { [snake(name)]: value } }),
  (name, value) =>
    json({
      env: [
        { name, value },
        { name: "PORT", value: "80" },
      ],
    }),
  (name, value) => json({ body: json({ [kebab(name)]: value, page: 2 }) }),
  (name, value) => `env:\n  - name: ${name}\n    value: "${value}"\n  - name: PORT\n    value: "80"\n`,
  (name, value) => `app:\n  ${snake(name)}: ${value}\n  port: 80\n`,
  (name, value) => `app.port=80\napp.${snake(name).replaceAll("_", ".")}=${value}\n`,
  (name, value) => `[app]\n${snake(name)} = ${value}\nport = 80\n`,
  (name, value) => `<config>\n  <${camel(name)}>${value}</${camel(name)}>\n  <port>80</port>\n</config>`,
  (name, value) => `<add key="${camel(name)}" value="${value}" />`,
  (name, value) => `<server host="a" ${camel(name)}="${value}" port="80"/>`,
  (name, value) => `variable "${snake(name)}" {\n  default = "${value}"\n}\n`,
  (name, value) => `ENV ${name} ${value}\nEXPOSE 80\n`,
  (name, value) => `{ ${snake(name)} => '${value}', port => 80 }`,
  (name, value) => `INSERT INTO settings (name, value) VALUES ('${snake(name)}', '${value}');`,
  (name, value) => `setx ${name} "${value}"\n`,
  (name, value) => `  ${camel(name)} = "${value}"\n  timeout = 3\n`,
];

/** Structures that a secret is part of: the text before it, the secret, the text after it. */
const structures: readonly ((random: Random) => readonly [string, string, string])[] = [
  (r) => [`${draw(r, "low", 6)}:`, `$6$${draw(r, "an", 12)}$${draw(r, "an", 86)}`, ":19700:0:99999:7:::\n"],
  (r) => [
    `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPublic-Lines: 1\n${draw(r, "b64", 40)}\n`,
    `Private-Lines: 2\n${draw(r, "b64", 64)}\n${draw(r, "b64", 40)}\nPrivate-MAC: ${draw(r, "hex", 64)}`,
    "\n",
  ],
  (r) => ['{"kty":"RSA","n":"0vx7","e":"AQAB","d":"', draw(r, "url", 342), '","use":"sig"}'],
  (r) => ["users:\n- name: admin\n  user:\n    client-key-data: ", `${draw(r, "b64", 398)}==`, "\n"],
  (r) => ["users:\n- name: admin\n  user:\n    token: ", draw(r, "an", 40), "\n"],
  (r) => [
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  password: ",
    Buffer.from(`${draw(r, "an", 9)}!${draw(r, "an", 6)}`).toString("base64"),
    "\n",
  ],
  (r) => [
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\nstringData:\n  password: ",
    `${draw(r, "an", 9)}!7`,
    "\n",
  ],
  (r) => [
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  DB_URL: ",
    Buffer.from(`${draw(r, "an", 33)}`).toString("base64"),
    "\n",
  ],
  (r) => [
    '{"type":"service_account","private_key_id":"1","private_key":"',
    json(made["pem"]?.(r, 1)).slice(1, -1),
    '\\n","client_email":"a@b.iam.gserviceaccount.com"}',
  ],
  (r) => ['{"type":"authorized_user","client_secret":"', draw(r, "url", 24), '"}'],
  (r) => [
    '{"auths":{"https://index.docker.io/v1/":{"auth":"',
    Buffer.from(`ann:${draw(r, "an", 16)}`).toString("base64"),
    '"}}}',
  ],
  (r) => ["//registry.npmjs.org/:_authToken=", made["uuid"]?.(r, 1) as string, "\n"],
  (r) => ["//npm.example.com/:_password=", Buffer.from(draw(r, "an", 18)).toString("base64"), "\n"],
  (r) => [
    "DefaultEndpointsProtocol=https;AccountName=store;AccountKey=",
    `${draw(r, "b64", 86)}==`,
    ";EndpointSuffix=core.windows.net",
  ],
  (r) => [
    "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=",
    `${draw(r, "b64", 43)}=`,
    "",
  ],
  (r) => ["Server=db;Database=app;User Id=sa;Password=", draw(r, "an", 14), ";Encrypt=true"],
  (r) => [
    "https://store.blob.core.windows.net/c/f?sv=2024-01-01&se=2027-01-01&sp=r&sig=",
    encodeURIComponent(`${draw(r, "b64", 43)}=`),
    "",
  ],
  (r) => ["Authorization: Basic ", Buffer.from(`ann:${draw(r, "an", 14)}`).toString("base64"), "\r\nHost: a\r\n"],
  (r) => ["Authorization: Bearer ", draw(r, "url", 40), "\r\nHost: a\r\n"],
  (r) => ["X-API-Key: ", draw(r, "an", 32), "\nAccept: */*\n"],
  (r) => ["PRIVATE-TOKEN: ", draw(r, "url", 20), "\n"],
  (r) => ["Cookie: sessionid=", draw(r, "low", 32), "\nAccept: */*\n"],
  (r) => ["machine git.example.com login ann password ", draw(r, "an", 14), "\n"],
  (r) => ["[client]\nuser=root\npassword=", draw(r, "an", 12), "\n"],
  (r) => ["db.example.com:5432:app:ann:", draw(r, "an", 14), "\n"],
  (r) => ["mysql -u root -p'", `${draw(r, "an", 10)}!`, "' app"],
  (r) => ["sshpass -p ", draw(r, "an", 10), " ssh ann@host"],
  (r) => ["curl -u ann:", draw(r, "an", 16), " https://example.com/"],
  (r) => ["PGPASSWORD=", draw(r, "an", 12), " psql -h db app"],
  (r) => ["otpauth://totp/Example:ann?secret=", draw(r, "b32", 32), "&issuer=Example"],
  (r) => ["[Interface]\nPrivateKey = ", `${draw(r, "b64", 42)}A=`, "\nAddress = 10.0.0.2/32\n"],
  (r) => ["redis://:", draw(r, "an", 20), "@cache.example.com:6379/0"],
  (r) => ["jdbc:mysql://db/app?user=root&password=", draw(r, "an", 12), "&useSSL=true"],
  (r) => ["mongodb+srv://app:", draw(r, "an", 16), "@cluster0.abcde.mongodb.net/app"],
  (r) => ["https://ann:", draw(r, "an", 12), "@git.example.com/a.git"],
  (r) => ["APP_KEY=", `base64:${draw(r, "b64", 43)}=`, "\n"],
  (r) => ["CREATE USER app WITH PASSWORD '", `${draw(r, "an", 10)}#`, "';"],
  (r) => ["define('AUTH_KEY', '", draw(r, "an", 64), "');"],
  (r) => ["the password for the router is ", `${draw(r, "an", 8)}!`, " by the way"],
  (r) => ["login: ann\npass: ", `${draw(r, "an", 9)}$`, "\n"],
];

const spread = (secret: string, between: string) => [...secret].join(between);
const each = (secret: string, write: (code: number) => string) =>
  [...secret].map((unit) => write(unit.charCodeAt(0))).join("");
const hexOf = (code: number) => code.toString(16).padStart(2, "0");

/** The text as a literal in code, without its outer quotes. */
const inner = (literal: string) => literal.slice(1, -1);

const encodings: Readonly<Record<string, (secret: string) => string>> = {
  base64: (secret) => Buffer.from(secret).toString("base64"),
  "base64 twice": (secret) => Buffer.from(Buffer.from(secret).toString("base64")).toString("base64"),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  "hex with spaces": (secret) => [...Buffer.from(secret)].map(hexOf).join(" "),
  "hex with colons": (secret) => [...Buffer.from(secret)].map(hexOf).join(":"),
  percent: (secret) => each(secret, (code) => `%${hexOf(code)}`),
  "\\u": (secret) => each(secret, (code) => `\\u00${hexOf(code)}`),
  "\\x": (secret) => each(secret, (code) => `\\x${hexOf(code)}`),
  entities: (secret) => each(secret, (code) => `&#x${hexOf(code)};`),
  "zero width": (secret) => spread(secret, "\u200b"),
  spaced: (secret) => spread(secret, " "),
  "full width": (secret) => each(secret, (code) => String.fromCharCode(code + 0xfee0)),
  reversed: (secret) => spread(spread(secret, "\n").split("\n").reverse().join(""), ""),
  "character codes": (secret) => [...Buffer.from(secret)].join(", "),
  concatenated: (secret) => inner(`"${secret.slice(0, 7)}" + "${secret.slice(7)}"`),
  "concatenated in thirds": (secret) =>
    inner(`'${secret.slice(0, 9)}' + '${secret.slice(9, 16)}' + '${secret.slice(16)}'`),
  "over two lines": (secret) => inner(`"${secret.slice(0, 12)}" \\\n    "${secret.slice(12)}"`),
};

/** The sample of a text in which the secret stands once. */
function sampleOf(family: string, text: string, secret: string): Sample {
  const start = text.indexOf(secret);
  return { family, text, span: [start, start + secret.length] };
}

/** Groups of secrets as their makers and their users write them. */
export function forgedGroups(seed = 5): readonly Group[] {
  const random = numbers(seed);
  const bare = Object.entries(bareForms);
  const oneLine = bare.filter(([, form]) => !/<(?:pem|pemcut|ssh|pgp):|\s/.test(form));
  const bareIn =
    (place: Place) =>
    ([family, form]: readonly [string, string]) => {
      const text = forge(form, random);
      return sampleOf(family, place(family, text), secretOf(family, text));
    };
  const namedIn =
    (place: Place) =>
    ([name, form]: readonly [string, string]) => {
      const secret = forge(form, random);
      return sampleOf(name, place(name, secret), json(secret).slice(1, -1));
    };
  const inStructures = Array.from({ length: 4 }, () =>
    structures.map((make, i): Sample => {
      const [before, secret, after] = make(random);
      return {
        family: `structure-${i}`,
        text: before + secret + after,
        span: [before.length, before.length + secret.length],
      };
    }),
  );
  return [
    { name: "as documented, plain", samples: [1, 2].flatMap(() => bare.map(bareIn((_, value) => value))) },
    { name: "as documented, in sentences", samples: bareContexts.flatMap((place) => bare.map(bareIn(place))) },
    { name: "beside a name, in sentences", samples: namedContexts.flatMap((place) => namedForms.map(namedIn(place))) },
    { name: "beside a name, in files", samples: namedFiles.flatMap((place) => namedForms.map(namedIn(place))) },
    { name: "in structures", samples: inStructures.flat() },
    {
      name: "as documented, encoded",
      samples: Object.entries(encodings).flatMap(([encoding, encode]) =>
        oneLine.map(([family, form]): Sample => {
          const text = forge(form, random);
          const shown = encode(text);
          return { ...sampleOf(family, `It says "${shown}" there.`, shown), family: `${encoding}: ${family}` };
        }),
      ),
    },
  ];
}
