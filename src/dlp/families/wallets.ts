import type { Detector, Evidence } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { base58Check } from "../validators/base58.ts";
import { hasBech32Checksum } from "../validators/bech32.ts";
import { hasMnemonicChecksum, unlistedWords } from "../validators/mnemonic.ts";
import { hex, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

const base58 = { set: "[1-9A-HJ-NP-Za-km-z]", units: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz" };
const bech32 = { set: "[a-z0-9]", units: "qpzry9x8gf2tvdw0s3jn54khce6mua7l" };
const base32 = { set: "[A-Z2-7]", units: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" };

const isWif = ({ secret }: Evidence) => [0x80, 0xef].includes(base58Check(secret)?.[0] ?? 0);
const isSealed = ({ secret }: Evidence) => base58Check(secret) !== undefined;

const phraseNames = [
  ...["mnemonic", "seed phrase", "seed_phrase", "seedphrase", "seed words", "wallet seed", "seed:", "seed=", "bip39"],
  ...["recovery phrase", "recovery_phrase", "recovery words", "secret phrase", "backup phrase", "wallet phrase"],
];

/** A mnemonic of so many words, behind a name that says it is one. */
function phrase(count: number): Detector {
  const wordsOf = (text: string) => text.split(/[^A-Za-z]+/);
  return {
    family: "mnemonic-phrase",
    keywords: phraseNames,
    pattern: [
      `(?:${phraseNames.join("|")})(?:[ _-]?(?:phrase|words?|backup|key|for|my|the|wallet|is|are|of)){0,4}[^A-Za-z]{1,12}`,
      `([A-Za-z]{3,8}(?:[^A-Za-z]{1,8}[A-Za-z]{3,8}){${count - 1}})`,
    ].join(""),
    ignoreCase: true,
    accepts: ({ secret }) => unlistedWords(wordsOf(secret)) <= 1,
    verifies: ({ secret }) => hasMnemonicChecksum(wordsOf(secret)),
    match: [`MNEMONIC="${"abandon ".repeat(count - 1)}about"`, `My seed phrase is: ${"zoo ".repeat(count - 1)}wrong.`],
    not_match: [
      "The seed phrase is: what opens a wallet, so write it down and keep it safe from all who might ask you for it.",
    ],
  };
}

/** A mnemonic of so many words that nothing names: its checksum tells it from prose. */
function bare(count: number, ...pieces: readonly string[]): Detector {
  const wordsOf = (text: string) => text.split(/[\s,]+/);
  return {
    family: "mnemonic-phrase",
    keywords: [],
    at: "words",
    pattern: `[a-z]{3,8}(?:[ ,\n\r]{1,2}[a-z]{3,8}){${count - 1}}`,
    startsWord: true,
    accepts: ({ secret }) => new Set(wordsOf(secret)).size > count / 2 && hasMnemonicChecksum(wordsOf(secret)),
    verifies: () => true,
    match: [sample(...pieces)],
    not_match: [`${"abandon ".repeat(count - 1)}about`, "zoo ".repeat(count)],
  };
}

/** Keys of wallets and chains. */
export const wallets: readonly Detector[] = [
  {
    family: "bitcoin-key",
    keywords: [],
    at: "run",
    pattern: "[5KLkl][1-9A-HJ-NP-Za-km-z]{50,51}",
    accepts: (evidence) => isWif(evidence) || /wif|priv|secret|import/i.test(evidence.context.slice(-32)),
    verifies: isWif,
    match: [sample("5HueCGU8rMjxEXxiPuD5BDk", "u4MkFqeZyd4dZ1jvhTVqvbTLvyTJ")],
    not_match: [textOf(base58, 52), `5J${"3f9a27c1e84b".repeat(5).slice(0, 49)}`],
  },
  prefixed("bitcoin-encrypted-key", ["6PR", "6PY", "6Pf", "6Pn", "6Po"], base58, 55, {
    startsWord: true,
    least: 50,
    verifies: isSealed,
  }),
  prefixed("extended-private-key", ["xprv", "yprv", "zprv", "tprv", "uprv", "vprv"], base58, 107, {
    startsWord: true,
    verifies: isSealed,
    not_match: [`xpub${textOf(base58, 107)}`],
  }),
  beside("ethereum-key", ["ethereum", "eth_private", "wallet_private", "wallet_key", "deployer", "metamask"], hex, 64),
  {
    family: "chain-private-key",
    keywords: ["private_key", "privatekey", "private key", "private-key", "priv_key"],
    pattern: "(?:private|priv)[ _-]?key[\"'`]?\\s{0,4}(?:is|[:=(])?\\s{0,4}[\"'`]?(0x[a-f0-9]{64})",
    ignoreCase: true,
    accepts: ({ secret }) => isRandom(secret.slice(2)),
    match: [`PRIVATE_KEY=0x${textOf(hex, 64)}`, `the private key is 0x${textOf(hex, 64)}`],
    not_match: [`transactionHash: 0x${textOf(hex, 64)}`, "privateKey: 0x00"],
  },
  {
    family: "solana-key",
    keywords: [
      "private_key",
      "privatekey",
      "private key",
      "secret_key",
      "secretkey",
      "secret key",
      "solana",
      "phantom",
    ],
    pattern: `(?:(?:private|secret)[ _]?key|solana|phantom)[A-Za-z_ ]{0,24}["'\`]?\\s{0,4}[:=]?\\s{0,4}["'\`]?([1-9A-HJ-NP-Za-km-z]{86,88})`,
    ignoreCase: true,
    accepts: ({ secret }) => isRandom(secret) && !/[0OIl]/.test(secret),
    match: [`SOLANA_PRIVATE_KEY=${textOf(base58, 88)}`],
    not_match: [`signature: ${textOf(base58, 88)}`],
  },
  prefixed("nostr-key", ["nsec1"], bech32, 58, {
    startsWord: true,
    verifies: ({ secret }) => hasBech32Checksum(secret),
    not_match: [`npub1${textOf(bech32, 58)}`],
  }),
  prefixed("cardano-key", ["ed25519_sk1", "ed25519e_sk1", "addr_xsk1", "acct_xsk1", "root_xsk1"], bech32, 100, {
    least: 50,
  }),
  prefixed("tezos-key", ["edsk", "spsk", "p2sk", "edesk"], base58, 50, {
    startsWord: true,
    least: 48,
    verifies: isSealed,
  }),
  prefixed("near-key", ["ed25519:"], base58, 88, { least: 80 }),
  {
    family: "stellar-key",
    keywords: [],
    at: "run",
    pattern: "S[A-D][A-Z2-7]{54}",
    accepts: ({ secret }) => isRandom(secret),
    match: [`S${"B"}${textOf(base32, 54)}`],
    not_match: ["SCHEDULE", "SAMPLE_TEXT_OF_CAPITALS"],
  },
  beside("ripple-seed", ["ripple_seed", "xrp_seed", "xrpl_seed", "ripple_secret", "xrpl_secret"], base58, 29),
  ...[12, 15, 18, 21, 24].map(phrase),
  bare(12, "result trial envelope require oppose void ", "later random shove borrow gather manage"),
  bare(15, "toast end finger author furnace merry come ", "damp veteran kiwi hidden taxi daring they cool"),
  bare(
    18,
    "august priority giggle guitar baby payment team royal butter ",
    "system iron cute where walk task kick cannon page",
  ),
  bare(
    21,
    "derive arrange hollow safe stable result month captain entire dilemma ",
    "donor monitor rug million modify zero eternal zebra sponsor dumb rent",
  ),
  bare(
    24,
    "lamp december body gym into flower cover weasel castle cheese spring great ",
    "silent when monster material rotate output antique embark demise because radio island",
  ),
];
