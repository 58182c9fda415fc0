import { fields, list, string } from "../../decision/index.ts";
import { ModelFailed } from "../../errors.ts";
import { FirstLabel } from "./first-label.ts";
import type { PromptFormat } from "./format.ts";
import { tokensOf } from "./logprobs.ts";
import type { JudgeModel, ModelStatus, Question, Reply } from "./question.ts";
import { type OpenUpstream, parseLine, readJson, readLines, request, type ServerAddress, whyOf } from "./wire.ts";

/** How many alternatives to a token are asked for; the protocol allows no more than 20, some servers 5. */
const alternatives = 5;

/** A judge behind an endpoint that speaks the OpenAI chat completions protocol. It tells no digest of its weights. */
export function openAiJudge(
  { model, format }: { readonly model: string; readonly format: PromptFormat },
  address: (signal: AbortSignal) => Promise<ServerAddress>,
  open: OpenUpstream,
): JudgeModel {
  async function probability(question: Question, signal: AbortSignal): Promise<number> {
    const body = {
      model,
      messages: format.messages(question),
      max_tokens: format.tokens,
      temperature: 0,
      seed: 0,
      stream: true,
      logprobs: true,
      top_logprobs: alternatives,
      ...(format.schema !== undefined && {
        response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema: format.schema } },
      }),
    };
    const response = await request(await address(signal), "/chat/completions", open, signal, body);
    const label = new FirstLabel(format);
    for await (const line of readLines(response, /event-stream/)) {
      const data = /^data: ?(.*)$/.exec(line.trimEnd())?.[1];
      if (data === undefined || data === "") continue;
      if (data === "[DONE]") break;
      const choice = fields(list(parseLine(data)["choices"])[0]);
      const delta = fields(choice["delta"]);
      if (list(delta["tool_calls"]).length > 0) throw new ModelFailed("it called a tool");
      const content = string(delta["content"]);
      const tokens = tokensOf(fields(choice["logprobs"])["content"]);
      const reading = content === "" ? "undecided" : label.take(content, tokens);
      if (typeof reading === "object") return reading.probability;
      if (reading === "malformed") break;
    }
    const last = label.read(true);
    if (typeof last === "object") return last.probability;
    throw new ModelFailed("its answer is not one of the labels");
  }

  const digest = `unpinned:${model}`;
  return {
    name: `openai:${model}`,
    digest,
    async ask(question, signal): Promise<Reply> {
      try {
        return { ok: true, probability: await probability(question, signal), digest };
      } catch (error) {
        return { ok: false, why: whyOf(error), fault: !signal.aborted };
      }
    },
    async warm(signal) {
      await probability({ kind: "message", text: "Hello" }, signal).catch(() => {});
    },
    async status(signal): Promise<ModelStatus> {
      try {
        const { data } = fields(await readJson(await request(await address(signal), "/models", open, signal)));
        const known = list(data).some((entry) => fields(entry)["id"] === model);
        return known
          ? { reachable: true, detail: "an OpenAI-compatible server", digest }
          : { reachable: false, detail: `it has no model ${model}` };
      } catch (error) {
        return { reachable: false, detail: whyOf(error) };
      }
    },
  };
}
