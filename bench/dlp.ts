import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { detectors } from "../src/dlp/families/index.ts";
import { Redactor } from "../src/dlp/index.ts";
import { loadDetectors } from "../src/dlp/load.ts";
import { Matcher } from "../src/dlp/matcher.ts";
import { compileRuleset } from "../src/dlp/ruleset.ts";
import { fakes, type Group, hardNegatives, realCode, secretGroups } from "../test/dlp/corpus.ts";
import { forgedGroups } from "../test/dlp/forge.ts";
import { type Measurement, median, percentile } from "./report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const redactor = new Redactor({ personal: ["card", "iban"] });
const code = realCode(root);
const piece = 4_096;

/** Code, prose and logs in pieces of 4 KiB, as flat strings. */
const pieces = [
  ...code.samples.slice(0, 200).map(({ text }) => text),
  ...["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"].map((file) =>
    readFileSync(root + file, "utf8").repeat(8),
  ),
  Array.from({ length: 12_000 }, (_, i) => logLine(i)).join(""),
].flatMap((text) =>
  Array.from({ length: Math.floor(text.length / piece) }, (_, i) =>
    Buffer.from(text.slice(i * piece, (i + 1) * piece)).toString(),
  ),
);

function logLine(i: number): string {
  const id = (Math.imul(i, 2_654_435_761) >>> 0).toString(16).padStart(8, "0");
  return `2026-11-29T01:${10 + (i % 50)}:07.${100 + (i % 900)}Z INFO [http-${i % 16}] GET /api/users/${i * 7}?page=${i % 9} 200 ${i % 300}ms id=${id} ip=10.0.${i % 255}.3\n`;
}

/** Megabytes (10^6 UTF-16 units) a second, each piece at the best of its times: what else the machine does is left out. */
function speed(texts: readonly string[], rounds: number, work: (text: string) => unknown): number {
  const best = texts.map((text) => {
    const times = Array.from({ length: rounds }, () => milliseconds(() => work(text)));
    return Math.min(...times);
  });
  const units = texts.reduce((sum, { length }) => sum + length, 0);
  return units / 1e3 / best.reduce((sum, time) => sum + time, 0);
}

function milliseconds(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** How fast ordinary text is searched, by how many families, in a stream, and beside secretlint. */
export async function benchRedactionSpeed(): Promise<Measurement[]> {
  for (const text of pieces) redactor.redact(text);
  const batch = speed(pieces, 12, (text) => redactor.redact(text));
  const stream = redactor.stream();
  const streamed = speed(pieces, 12, (text) => stream.push(text));
  const messages = pieces.slice(0, 1_000).map((text, i) => text + pieces[i + 1]);
  // The better of two: what else the machine does is left out.
  const latency = messages.map((text) => Math.min(...[1, 2].map(() => milliseconds(() => redactor.redact(text)))));
  const [few, many] = [50, 250].map((count) => {
    const families = new Set([...new Set(detectors.map(({ family }) => family))].slice(0, count));
    const ruleset = compileRuleset(loadDetectors(detectors.filter(({ family }) => families.has(family))));
    return speed(pieces, 8, (text) => new Matcher(ruleset).push(text, true));
  }) as [number, number];
  const linted = pieces.filter((_, i) => i % 40 === 0);
  const peer = await lintingSpeed(linted, 3);
  return [
    { name: "redaction of ordinary text in 4 KiB", value: batch, unit: "MB/s", atLeast: 100 },
    { name: "in a stream over all at once", value: batch / streamed, unit: "×", atMost: 1.1 },
    { name: "redaction of 8 KiB, p99", value: percentile(latency, 0.99), unit: "ms", atMost: 1 },
    { name: "250 families over 50", value: few / many, unit: "×", atMost: 1.3 },
    {
      name: "over secretlint, in speed",
      value: speed(linted, 12, (text) => redactor.redact(text)) / peer,
      unit: "×",
      atLeast: 20,
    },
    ...held(),
    ...hostile(),
  ];
}

/** Megabytes a second of secretlint with its recommended rules, measured in the same way. */
async function lintingSpeed(texts: readonly string[], rounds: number): Promise<number> {
  const options = { config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] } };
  let total = 0;
  for (const content of texts) {
    const source = { content, filePath: "/a.txt", ext: ".txt", contentType: "text" as const };
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const before = performance.now();
      await lintSource({ source, options });
      best = Math.min(best, performance.now() - before);
    }
    total += best;
  }
  return texts.reduce((sum, { length }) => sum + length, 0) / 1e3 / total;
}

/** What a stream of tokens holds back. */
function held(): Measurement[] {
  const stream = redactor.stream();
  const sizes: number[] = [];
  for (const token of pieces
    .slice(0, 400)
    .join("")
    .match(/\s?\S{1,5}/g) ?? []) {
    stream.push(token);
    sizes.push(stream.held);
  }
  return [
    { name: "held back in a stream of tokens, median", value: median(sizes), unit: "units" },
    { name: "held back in a stream of tokens, p99", value: percentile(sizes, 0.99), unit: "units", atMost: 512 },
  ];
}

/** How the time grows when text made to be slow doubles: the worst of several kinds. */
function hostile(): Measurement[] {
  const units = [
    "-----BEGIN ",
    "postgres://a:",
    "sk-",
    "eyJ",
    "password=",
    "%2D",
    "\\u0070",
    "a b ",
    "QUFB",
    "H4sI",
    "4111 ",
    "token is ",
    "' + '",
    "103, ",
    "word city ",
  ];
  const growth = units.map((unit) => {
    const [short, long] = [32_768, 65_536].map((size) => unit.repeat(size / unit.length)) as [string, string];
    const rounds = Array.from({ length: 12 }, () =>
      [short, long].map((text) => milliseconds(() => redactor.redact(text))),
    );
    const best = (i: number) => Math.min(...rounds.map((times) => times[i] as number));
    return best(1) / best(0);
  });
  return [{ name: "hostile text doubled, worst", value: Math.max(...growth), unit: "×", atMost: 2.3 }];
}

/** What is found, and what is taken for a secret that is none, by groups of made-up text and real code. */
export function benchRedactionAccuracy(): Measurement[] {
  const all = fakes(detectors, (text) => redactor.redact(text).findings);
  const bars: Readonly<Record<string, number>> = {
    ...{ plain: 98, "in context": 95, "in files": 95, encoded: 85 },
    ...{ "as documented, plain": 98, "as documented, in sentences": 95, "beside a name, in sentences": 95 },
    ...{ "beside a name, in files": 95, "in structures": 95, "as documented, encoded": 85 },
  };
  const groups = [...secretGroups(all), ...forgedGroups()].map((group) => ({ group, ...accuracy(group) }));
  const negatives = [
    { group: hardNegatives(), atMost: 2 },
    { group: code, atMost: 0.5 },
  ];
  const sum = (pick: (one: (typeof groups)[number]) => number) => groups.reduce((total, one) => total + pick(one), 0);
  return [
    { name: "families with a form of their own", value: all.length, unit: "families", atLeast: 200 },
    ...groups.map(({ group, found, total }) => ({
      name: `found, ${group.name}`,
      value: (found / total) * 100,
      unit: "%",
      atLeast: bars[group.name] as number,
    })),
    {
      name: "found, over all",
      value: (sum(({ found }) => found) / sum(({ total }) => total)) * 100,
      unit: "%",
      atLeast: 95,
    },
    {
      name: "spans that are the secret and no more",
      value: (sum(({ exact }) => exact) / sum(({ spans }) => spans)) * 100,
      unit: "%",
      atLeast: 98,
    },
    ...negatives.map(({ group, atMost }) => ({
      name: `taken for secrets, ${group.name}`,
      value:
        (group.samples.filter(({ text }) => redactor.redact(text).findings.length > 0).length / group.samples.length) *
        100,
      unit: "%",
      atMost,
    })),
  ];
}

/** How many secrets are covered whole, and how many spans lie within them but for two units at either end. */
function accuracy({ samples }: Group) {
  let [found, exact, spans] = [0, 0, 0];
  for (const { text, span = [0, 0] } of samples) {
    const { findings } = redactor.redact(text);
    if (findings.some(({ start, end }) => start <= span[0] && end >= span[1])) found++;
    spans += findings.length;
    exact += findings.filter(({ start, end }) => start >= span[0] - 2 && end <= span[1] + 2).length;
  }
  return { found, exact, spans, total: samples.length };
}
