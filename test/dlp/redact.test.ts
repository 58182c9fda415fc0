import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { detectors } from "../../src/dlp/families/index.ts";
import { Redactor } from "../../src/dlp/index.ts";

const redactor = new Redactor();
const secrets = detectors.filter(({ personal }) => personal === undefined);
const githubToken = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");

function base62(value: number): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let text = "";
  for (let rest = value; text.length < 6; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text;
  return text;
}

describe("redaction of text", () => {
  it.each(secrets.flatMap(({ family, match }) => match.map((example, i) => [family, i, example] as const)))(
    "[OC-5] takes out %s, example %i",
    (_family, _i, example) => {
      const { text, findings } = redactor.redact(`before ${example} after`);
      expect(findings.length).toBeGreaterThan(0);
      for (const { start, end } of findings) expect(text).not.toContain(`before ${example} after`.slice(start, end));
      expect(text).toMatch(/^before .*\[redacted:[a-z0-9-]+\]/s);
    },
  );

  it.each([
    "commit 3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b",
    "id 123e4567-e89b-42d3-a456-426614174000",
    '"integrity": "sha512-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8eWq2Kz=="',
    "github.com/vault/api v1.9.2 h1:YjkZLJ7K3inKgMZ0wzCU9OHqc+UqMQyXsPXnf3Cl2as=",
    "docker.io/library/node@sha256:3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b9d2f8364c5e1a0b7d9f24638",
    "const password: string = readPassword();",
    "The password must have at least 12 characters.",
    "max_tokens: 4096, token_type: bearer",
    "Set token=process.env.GITHUB_TOKEN before you start.",
    "see https://example.com/docs/secrets?page=2#tokens",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4",
    "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----",
  ])("[OC-5] leaves %j as it is", (text) => {
    expect(redactor.redact(text)).toEqual({ text, findings: [] });
  });

  it("[OC-5] says where and what family, never what the secret is", () => {
    const { text, findings } = redactor.redact(`a ${githubToken} b`);
    expect(text).toBe("a [redacted:github-token] b");
    expect(findings).toMatchObject([{ family: "github-token", start: 2, end: 42 }]);
    expect(JSON.stringify(findings)).not.toContain(githubToken.slice(4, 12));
  });

  it("gives equal secrets equal fingerprints under one key, and others under another", () => {
    const text = `${githubToken} ${githubToken}`;
    const [first, second] = redactor.redact(text).findings;
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(second?.fingerprint).toBe(first?.fingerprint);
    expect(new Redactor().redact(text).findings[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  it("raises confidence by a checksum, and redacts without one all the same", () => {
    const body = "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6";
    const valid = ["gh", "p_", body, base62(crc32(body))].join("");
    const broken = ["gh", "p_", body, "000000"].join("");
    expect(redactor.redact(valid).findings).toMatchObject([{ verified: true }]);
    expect(redactor.redact(broken).findings).toMatchObject([{ verified: false }]);
  });

  it("takes out a secret whole when it is longer than its family's usual length", () => {
    expect(redactor.redact(`${githubToken}${"q7".repeat(400)} end`).text).toBe("[redacted:github-token] end");
  });

  it("is not talked out of a secret by words put behind it", () => {
    expect(redactor.redact(`${githubToken}EXAMPLE`).text).toBe("[redacted:github-token]");
    expect(redactor.redact(["AK", "IA", "Q3EGRT5WZK7NXV2B", "XXXXXXXXXXXXXXEXAMPL"].join("")).text).toBe(
      "[redacted:aws-access-key-id]",
    );
  });

  it("finds a weak prefix behind an escape and not inside a word", () => {
    const key = ["sk", "-", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN"].join("");
    expect(redactor.redact(`line\\n${key}`).text).toBe("line\\n[redacted:openai-key]");
    expect(redactor.redact(`?k%3D${key}`).text).toBe("?k%3D[redacted:openai-key]");
    expect(redactor.redact(`di${key.slice(0, 12)}`).findings).toEqual([]);
  });

  it("makes one finding of secrets that overlap, named by the one that begins first", () => {
    const { text, findings } = redactor.redact(`password=abc-${githubToken}`);
    expect(text).toBe("password=[redacted:password]");
    expect(findings).toHaveLength(1);
  });

  it("redacts a key block that was cut off, and what is around it stays", () => {
    const block = `-----BEGIN ${"EC"} PRIVATE KEY-----\nMHcCAQEEIIGq7Zt4Rb8Nc3Vd5Lp1Xj6Hf0GeUaQzMnBvCxLkJhGf`;
    expect(redactor.redact(`see:\n${block}\n\nand then some words.`).text).toBe(
      "see:\n[redacted:private-key]\n\nand then some words.",
    );
  });
});

describe("exact values", () => {
  const value = 'correct "horse" battery/staple+1';
  const exact = new Redactor({ exactValues: [{ name: "gateway-token", value }] });

  it.each([
    ["as they are", value],
    ["in JSON", JSON.stringify(value).slice(1, -1)],
    ["in URLs", encodeURIComponent(value)],
    ["in base64", Buffer.from(value).toString("base64url")],
    ["in hex", Buffer.from(value).toString("hex")],
  ])("[OC-5] go %s, whatever they look like", (_form, text) => {
    expect(exact.redact(`<${text}>`).text).toBe("<[redacted:gateway-token]>");
  });

  it("leave other text alone", () => {
    expect(exact.redact('correct "horse" battery').findings).toEqual([]);
  });

  it("must be long enough not to blank out ordinary text", () => {
    expect(() => new Redactor({ exactValues: [{ name: "pin", value: "1234" }] })).toThrow(
      expect.objectContaining({ code: "ERR_DETECTOR_INVALID" }),
    );
  });
});

describe("redaction of JSON", () => {
  it("[OC-5] goes into every string, names too, and leaves the rest", () => {
    const { value, findings } = redactor.redactJson({
      [githubToken]: [1, null, true, { deep: `a ${githubToken}` }],
      plain: "text",
    });
    expect(value).toEqual({
      "[redacted:github-token]": [1, null, true, { deep: "a [redacted:github-token]" }],
      plain: "text",
    });
    expect(findings).toHaveLength(2);
  });

  it("[OC-5] takes a telling name at its word, for the whole value", () => {
    expect(redactor.redactJson({ password: 'ab1"cd e-f9 g' }).value).toEqual({ password: "[redacted:password]" });
    expect(redactor.redactJson({ password: "string" }).value).toEqual({ password: "string" });
  });

  it("withholds what lies too deep to look at, and survives a value that is its own member", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(JSON.stringify(redactor.redactJson(loop).value)).toContain("[redacted:too-deep]");
  });

  it("keeps a member called __proto__ a member", () => {
    const { value } = redactor.redactJson(JSON.parse('{"__proto__": {"x": 1}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1}}');
  });
});

describe("failure", () => {
  const throwing = new Redactor({
    detectors: [
      {
        family: "broken",
        keywords: ["boom-"],
        pattern: "boom-[a-z]{4,8}",
        accepts: ({ secret }) => {
          if (secret === "boom-never") throw new Error("a bug in a detector");
          return true;
        },
        match: ["boom-then"],
        not_match: ["boom"],
      },
    ],
  });

  it("withholds a text whose scan failed", () => {
    expect(throwing.redact("a boom-never b")).toMatchObject({ text: "[redacted:unscannable]" });
    expect(throwing.redact("a boom-later b").text).toBe("a [redacted:broken] b");
  });

  it("[NB-7] lets nothing more out of a stream whose scan failed", () => {
    const stream = throwing.stream();
    expect(stream.push("this is ")).toBe("this is ");
    expect(stream.push("boom-never ")).toBe("[redacted:unscannable]");
    expect(stream.push("more") + stream.flush()).toBe("");
  });
});
