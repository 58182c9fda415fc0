import { describe, expect, it } from "vitest";
import { detectors } from "../../src/dlp/families/index.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { deferDetector, loadDetectors } from "../../src/dlp/load.ts";
import { compileRuleset } from "../../src/dlp/ruleset.ts";
import { Scan } from "../../src/dlp/scan.ts";

const redactor = new Redactor({ key: new Uint8Array(32) });
const secrets = detectors.filter(({ personal }) => personal === undefined);

/** The secret that a detector finds in its first example, when it does not need the text around it. */
const bare = secrets.flatMap(({ family, match, before }) => {
  const [example] = match as [string];
  const { findings } = redactor.redact(example);
  const [finding] = findings;
  const whole = finding?.start === 0 && finding.end === example.length;
  return whole && before === undefined && !/[\n" ]/.test(example) ? [{ family, secret: example }] : [];
});

/** Hashes, ids and code that are as random as a secret. */
const harmless = [
  "commit 3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b",
  "3f9a27c1-e84b-46d5-a2c7-f18e9b3d4460",
  '"integrity": "sha512-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8eWq2Kz=="',
  "github.com/hashicorp/vault/api v1.9.2 h1:YjkZLJ7K3inKgMZ0wzCU9OHqc+UqMQyXsPXnf3Cl2as=",
  "ghcr.io/datadog/agent@sha256:3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b9d2f8364c5e1a0b7d9f24638",
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4EAAAMLKid8Q~",
  "the Stripe customer is cus_NffrFeUfNV2Hib and the charge ch_3MmlLrLkdIwHu7ix0snN0B15",
  "pk_live_51NqT8ZK2LMkT9xVd3WnPeR5uYhJ8sGf2Cc is publishable",
  "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
  "npub1sn0wdenkukak0d9dfczzeacvhkrgz92ak56egt7vdgzn8pv2wfqqhrjdv9",
  "const sonarTokenUrl = `https://sonar.example.com/account/security`;",
  "openai.chat.completions.create({ model: process.env.OPENAI_MODEL, max_tokens: 4096 })",
  "$2b$12$KIXQf3vV0n8m1u7y9z2w4eQ0r5t6y7u8i9o0p1a2s3d4f5g6h7j8k is a bcrypt hash",
  "see https://docs.datadoghq.com/account_management/api-app-keys/#add-an-api-key-or-client-token",
];

const contexts: readonly (readonly [string, (secret: string) => string])[] = [
  ["alone", (secret) => secret],
  ["at the start", (secret) => `${secret} is the one to use`],
  ["at the end of a sentence", (secret) => `Please use ${secret}.`],
  ["in quotes", (secret) => `say "${secret}" or '${secret}'`],
  ["behind an equals sign", (secret) => `VALUE=${secret}\nOTHER=1`],
  ["in the query of a URL", (secret) => `https://example.com/a?page=2&k=${secret}&x=1`],
  ["in JSON", (secret) => JSON.stringify({ page: 2, value: secret, next: null })],
  ["in JSON in JSON", (secret) => JSON.stringify({ body: JSON.stringify({ value: secret }) })],
  ["in YAML", (secret) => `page: 2\nvalue: ${secret}\nnext: ~\n`],
  ["in Markdown", (secret) => `Run it with \`${secret}\`, or **${secret}**, see [here](https://example.com/).`],
  ["in a line of a log", (secret) => `2026-11-22T10:00:00.000Z INFO [worker-3] sent v=${secret} status=200 in 12ms`],
  ["in a call", (secret) => `client.connect("${secret}", { retries: 3 });`],
];

describe("families of secrets", () => {
  it("[OC-5] [CC-1.1] are two hundred and more, and each detector is proved by its own examples", () => {
    expect(new Set(detectors.map(({ family }) => family)).size).toBeGreaterThanOrEqual(200);
    expect(loadDetectors(detectors)).toHaveLength(detectors.length);
  });

  it("[OC-5] decide nothing before they are proved: one that fails its proof throws where it is tried, each time", () => {
    const unsound = {
      family: "toy",
      keywords: ["toy-"],
      pattern: "toy-[a-z]{3,9}",
      match: ["toy-c"],
      not_match: ["toys"],
    };
    const scan = (text: string) => new Scan(compileRuleset([deferDetector(unsound)]), "key").only(text);
    expect(scan("no such thing")).toBe("no such thing");
    for (let time = 0; time < 2; time++) {
      expect(() => scan("a toy-boat")).toThrow(expect.objectContaining({ code: "ERR_DETECTOR_INVALID" }));
    }
  });

  it("have names of lower-case words, and say of personal data that it is", () => {
    for (const { family } of detectors) expect(family).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(new Set(detectors.map(({ personal }) => personal))).toEqual(
      new Set([undefined, "email", "phone", "card", "iban", "national-id"]),
    );
  });

  it("name what they find: the first finding of an example bears the name of its family", () => {
    for (const { family, match } of secrets) {
      for (const example of match) {
        const names = redactor.redact(example).findings.map((finding) => finding.family);
        expect(names, example.slice(0, 24)).toContain(family);
      }
    }
  });

  it("most of them need nothing beside the secret", () => {
    expect(new Set(bare.map(({ family }) => family)).size).toBeGreaterThanOrEqual(150);
  });

  it.each(contexts)("[OC-5] [PH-1] are found %s", (_where, embed) => {
    for (const { family, secret } of bare) {
      const { text, findings } = redactor.redact(embed(secret));
      expect(text, family).not.toContain(secret.slice(secret.length / 2));
      expect(findings.map((finding) => finding.family).join(), family).not.toBe("");
    }
  });

  it("[OC-5] are found when the end of the secret was cut off", () => {
    const lost = bare.filter(({ secret }) => {
      const kept = secret.slice(0, Math.ceil(secret.length * 0.8));
      return redactor.redact(`see ${kept} there`).text.includes(kept);
    });
    // Behind a weak prefix only the whole shape tells a secret from a name, and a checksum is no proof without its end.
    expect(lost.length, lost.map(({ family }) => family).join()).toBeLessThanOrEqual(bare.length * 0.1);
  });

  it.each(harmless)("[OC-5] leave %j as it is", (text) => {
    expect(redactor.redact(text)).toEqual({ text, findings: [] });
  });

  it("[OC-5] leave what is no secret: every body drawn as one letter, as words and as a count", () => {
    const fillers = ["x", "your-own-key-goes-here-", "0", "abcdefghijklmnopqrstuvwxyz0123456789", "*"];
    for (const { family, keywords, match, before } of secrets) {
      const [keyword = ""] = keywords;
      const [example] = match as [string];
      if (before !== undefined || !bare.some((row) => row.family === family)) continue;
      for (const filler of fillers) {
        const placeholder = keyword + filler.repeat(8).slice(0, example.length - keyword.length);
        expect(redactor.redact(`use ${placeholder} here`).findings, `${family} ${filler}`).toEqual([]);
      }
    }
  });
});
