import { describe, expect, it } from "vitest";
import { Output } from "../../src/cli/output.ts";
import { redactLines } from "../../src/cli/redact-lines.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { Written } from "../fixtures/written.ts";

const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");

async function answers(...lines: readonly string[]): Promise<{ code: number; answers: unknown[] }> {
  const streams = { stdout: new Written(), stderr: new Written() };
  async function* input() {
    for (const line of lines) yield Buffer.from(`${line}\n`);
  }
  const code = await redactLines(input(), new Redactor(), new Output(streams, { json: false, colour: false }));
  const written = streams.stdout.text.split("\n").filter((line) => line !== "");
  return { code, answers: written.map((line) => JSON.parse(line) as unknown) };
}

describe("redact --stdin-jsonl", () => {
  it("[CC-1.1] says where secrets are in UTF-16 units, and how long it took", async () => {
    const { code, answers: got } = await answers(JSON.stringify({ id: "a", text: `😀 ${token} b` }));
    expect(code).toBe(0);
    expect(got).toEqual([{ id: "a", spans: [[3, 43, "github-token"]], ms: expect.any(Number) }]);
  });

  it("[NB-7] finds in chunks what it finds in the text they make", async () => {
    const text = `one ${token} two ${Buffer.from(`token ${token}`).toString("base64")} three`;
    const { answers: got } = await answers(
      JSON.stringify({ id: 1, text }),
      JSON.stringify({ id: 2, chunks: text.split("") }),
      JSON.stringify({ id: 3, chunks: text.split(/(?<=[0-9])/) }),
    );
    const spans = got.map((answer) => (answer as { spans: unknown }).spans);
    expect(spans[0]).toHaveLength(2);
    expect(spans[1]).toEqual(spans[0]);
    expect(spans[2]).toEqual(spans[0]);
  });

  it("leaves a text without secrets alone, and tells what it could not read", async () => {
    expect(await answers('{"id":1,"text":"a commit 3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b"}')).toMatchObject({
      code: 0,
      answers: [{ id: 1, spans: [] }],
    });
    expect(await answers("no JSON", '{"id":2}', '{"id":3,"chunks":[1]}')).toMatchObject({
      code: 2,
      answers: [{ id: null, error: expect.any(String) }, { id: 2, error: expect.any(String) }, { id: 3 }],
    });
  });
});
