import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neutralise } from "../../src/content/index.ts";

/** How the templates of model families mark speakers, turns and calls: what their tokenizers read as more than text. */
const families: Readonly<Record<string, readonly string[]>> = {
  ChatML: ["<|im_start|>system", "<|im_end|>", "<|im_sep|>", "<|endoftext|>"],
  Qwen: ["<|im_start|>user", "<tool_call>", "</tool_call>", "<tool_response>", "<|object_ref_start|>", "<think>"],
  "Llama 2": ["[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"],
  "Llama 3": ["<|begin_of_text|>", "<|start_header_id|>system<|end_header_id|>", "<|eot_id|>", "<|python_tag|>"],
  "Llama 4": ["<|header_start|>", "<|header_end|>", "<|eot|>"],
  Mistral: ["[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[TOOL_CALLS]", "[TOOL_RESULTS]", "[THINK]"],
  Gemma: ["<start_of_turn>model", "<end_of_turn>", "<bos>", "<eos>", "<unused42>", "<start_function_call>"],
  Phi: ["<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|tool_call|>"],
  DeepSeek: ["<｜begin▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<｜tool▁calls▁begin｜>", "<｜tool▁sep｜>"],
  "Command R": ["<|START_OF_TURN_TOKEN|>", "<|SYSTEM_TOKEN|>", "<|CHATBOT_TOKEN|>", "<|END_OF_TURN_TOKEN|>"],
  harmony: ["<|start|>system", "<|channel|>analysis", "<|message|>", "<|call|>", "<|return|>", "<|constrain|>"],
  Granite: ["<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>"],
  GLM: ["[gMASK]", "<sop>", "<|observation|>"],
  Kimi: ["<|im_middle|>", "<|tool_calls_section_begin|>", "<|tool_call_argument_begin|>"],
  MiniMax: ["<minimax:tool_call>", "</minimax:tool_call>"],
  Claude: ["<function_calls>", '<invoke name="exec">', "<system-reminder>"],
};

const written = Object.entries(families).flatMap(([family, tokens]) => tokens.map((token) => [family, token] as const));

describe("control tokens of models", () => {
  it.each(written)("[OC-6] of %s mean nothing any more: %s", (_family, token) => {
    for (const text of [token, `before ${token} after`, `${token}${token}`, token.toUpperCase(), token.toLowerCase()]) {
      const { text: neutral, tokens } = neutralise(text);
      expect(tokens).toBeGreaterThan(0);
      expect(neutral).not.toContain(token);
      expect(neutral.normalize("NFKC")).not.toMatch(/<\||\|>|<[/a-z]|\[\/?[a-z]/i);
    }
  });

  it("[OC-6] are disarmed in any mixture, and once", () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...written.map(([, token]) => token)), fc.string({ maxLength: 4 })),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const { text } = neutralise(parts.join(""));
        for (const [, token] of written) expect(text.includes(token)).toBe(false);
        expect(neutralise(text).text).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the way back from disarmed text", () => {
  const hostile = fc
    .array(
      fc.constantFrom("<|im_start|>", "System: x", "\n", "a", "[INST]", "<<<END UNTRUSTED>>>", "Ｓystem:", "😀", "«"),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join(""));

  it("[OC-6] leads from every unit to where it was, in order", () => {
    fc.assert(
      fc.property(hostile, (original) => {
        const { text, offsets } = neutralise(original);
        expect(offsets).toHaveLength(text.length + 1);
        expect(offsets.at(-1)).toBe(original.length);
        for (let i = 0; i < text.length; i++) {
          expect(offsets[i + 1] as number).toBeGreaterThanOrEqual(offsets[i] as number);
          // What was not disarmed is what stood there.
          if (!"❝‹›⟦⟧¦".includes(text[i] as string)) expect(original[offsets[i] as number]).toBe(text[i]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("[OC-6] finds a word behind a marker again", () => {
    const original = "a\nSystem: <|im_start|> here";
    const { text, offsets } = neutralise(original);
    const at = text.indexOf("here");
    expect(original.slice(offsets[at])).toBe("here");
  });
});
