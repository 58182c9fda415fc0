import { globSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Detector } from "../../src/dlp/detector.ts";

/** A text and where its secret is; without one it must be left alone. Offsets are UTF-16 units. */
export interface Sample {
  readonly family: string;
  readonly text: string;
  readonly span?: readonly [start: number, end: number];
}

/** Samples of one kind. */
export interface Group {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Numbers below 1 that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const classes = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"];

/** The example with the last of its units drawn anew, each from those of its class that are in it, so that hex stays hex. */
function variant(secret: string, random: () => number): string {
  const tail = secret.slice(-16);
  const drawn = [...tail].map((unit) => {
    const units = classes.find((one) => one.includes(unit));
    const known = [...tail].filter((other) => units?.includes(other));
    return units === undefined ? unit : (known[Math.floor(random() * known.length)] as string);
  });
  return secret.slice(0, -16) + drawn.join("");
}

interface Fake {
  readonly family: string;
  readonly secret: string;
}

/** Made-up secrets that stand by themselves: those whose whole example is the secret, with most of its units new. */
export function fakes(
  detectors: readonly Detector[],
  find: (text: string) => readonly { readonly start: number; readonly end: number }[],
): readonly Fake[] {
  const random = numbers(7);
  return detectors.flatMap(({ family, personal, match }): Fake[] => {
    if (personal !== undefined) return [];
    const [example] = match.filter((text) => text.length >= 20 && /^[!-~]+$/.test(text));
    const whole =
      example !== undefined && find(example).some(({ start, end }) => start === 0 && end === example.length);
    // What carries a checksum that is needed to tell it from words cannot be made up in this way.
    const made = example === undefined ? "" : variant(example, random);
    return whole ? [{ family, secret: made }] : [];
  });
}

const around =
  (before: string, after: string) =>
  ({ family, secret }: Fake): Sample => ({
    family,
    text: before + secret + after,
    span: [before.length, before.length + secret.length],
  });

const contexts = [
  around("Here is the key you asked for: ", " - keep it safe."),
  around("I used `", "` and it worked."),
  around("2026-11-29T01:02:03Z INFO connecting with ", " to the service\n"),
  around('{"user":"ann","value":"', '","ok":true}'),
  around("export THE_VALUE=", "\n"),
  around('  client = Client("', '", timeout=3)\n'),
];

const files = [
  around("# settings\nDEBUG=1\nSERVICE_CREDENTIAL=", "\nPORT=8080\n"),
  around('services:\n  app:\n    environment:\n      - VALUE="', '"\n    ports: [8080]\n'),
  around('{\n  "name": "app",\n  "auth": { "value": "', '" }\n}\n'),
  around("[default]\nregion = eu-west-1\nvalue = ", "\noutput = json\n"),
  around('variable "v" {\n  default = "', '"\n}\n'),
];

const each = (text: string, write: (code: number) => string) =>
  [...text].map((unit) => write(unit.charCodeAt(0))).join("");

const encodings: readonly ((secret: string) => string)[] = [
  (secret) => Buffer.from(secret).toString("base64"),
  (secret) => Buffer.from(secret).toString("base64url"),
  (secret) => Buffer.from(secret).toString("hex"),
  (secret) => each(secret, (code) => `%${code.toString(16)}`),
  (secret) => each(secret, (code) => `\\u00${code.toString(16)}`),
  (secret) => each(secret, (code) => `\\x${code.toString(16)}`),
  (secret) => each(secret, (code) => `&#${code};`),
  (secret) => [...secret].join("\u200b"),
  (secret) => [...secret].join(" "),
  (secret) => each(secret, (code) => String.fromCharCode(code + 0xfee0)),
  (secret) => [...secret].reverse().join(""),
  (secret) => gzipSync(secret).toString("base64"),
];

/** The groups of secrets: as they are, in sentences and lines, in files, encoded. */
export function secretGroups(all: readonly Fake[]): readonly Group[] {
  const encoded = all.map(({ family, secret }, i) => ({
    family,
    secret: (encodings[i % encodings.length] as (secret: string) => string)(secret),
  }));
  return [
    { name: "plain", samples: all.map(around("", "")) },
    { name: "in context", samples: contexts.flatMap((write) => all.map(write)) },
    { name: "in files", samples: files.flatMap((write) => all.map(write)) },
    { name: "encoded", samples: encoded.map(around("It says ", " there.")) },
  ];
}

/** What looks like secrets and is none, made up anew. */
export function hardNegatives(): Group {
  const random = numbers(11);
  const draw = (units: string, length: number) =>
    Array.from({ length }, () => units.charAt(Math.floor(random() * units.length))).join("");
  const hex = (length: number) => draw("0123456789abcdef", length);
  const base64 = (length: number) => draw(`${classes.join("")}+/`, length);
  const uuid = () => [8, 4, 4, 4, 12].map(hex).join("-");
  const forms: readonly (() => string)[] = [
    () => `commit ${hex(40)}\nAuthor: Ann <ann@example.com>`,
    () => `"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz", "integrity": "sha512-${base64(86)}=="`,
    () => `github.com/vault/api v1.9.2 h1:${base64(43)}=`,
    () => `image: node@sha256:${hex(64)}`,
    () => `{"id":"${uuid()}","request_id":"req_${uuid()}"}`,
    () => `ETag: "${hex(32)}"\ncache-key: ${hex(32)}`,
    () => `<img src="data:image/png;base64,iVBORw0KGgo${base64(120)}">`,
    () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${base64(48)} ann@host`,
    () => `-----BEGIN CERTIFICATE-----\nMIIB${base64(60)}\n${base64(64)}\n-----END CERTIFICATE-----`,
    () => `msg_01${draw(classes.join(""), 22)} toolu_01${draw(classes.join(""), 22)}`,
    () => `https://www.youtube.com/watch?v=${draw(`${classes.join("")}-_`, 11)}`,
    () => `const tokens = tokenize(${draw(classes[0] as string, 8)}Key, { maxTokens: ${draw("123456789", 4)} });`,
    () =>
      `password: ${["string", "undefined", "os.environ['DB_PASSWORD']", "${DB_PASSWORD}", "<password>", "********"][Math.floor(random() * 6)]}`,
    () =>
      `API_KEY=${["your-api-key-here", "xxxxxxxxxxxxxxxxxxxx", "changeme", "<insert key>", "$API_KEY", "{{ api_key }}"][Math.floor(random() * 6)]}`,
    () => `tx 0x${hex(64)} from 0x${hex(40)}`,
    () => `main.${hex(20)}.chunk.js sha1-${base64(27)}=`,
    () => `order ${draw("0123456789", 11)}, phone ${draw("0123456789", 10)}`,
    () =>
      `@media (min-width: ${draw("123456789", 3)}px) { .task-list-item-${draw(classes[0] as string, 12)} { color: #${hex(6)} } }`,
  ];
  return {
    name: "hard negatives",
    samples: Array.from({ length: 900 }, (_, i) => ({
      family: "none",
      text: (forms[i % forms.length] as () => string)(),
    })),
  };
}

/** Source files of the packages that are installed, as others wrote them. */
export function realCode(root: string): Group {
  const paths = globSync(
    "node_modules/{hono,ws,zod,yaml,openai,ipaddr.js,fast-check,web-tree-sitter}/**/*.{js,ts,json,md}",
    {
      cwd: root,
    },
  );
  const texts = paths.filter((path) => !/tests?[/.]/.test(path)).map((path) => readFileSync(`${root}/${path}`, "utf8"));
  return { name: "real code", samples: texts.map((text) => ({ family: "none", text })) };
}
