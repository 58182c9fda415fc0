import { openUpstream } from "../../net/index.ts";
import { type AskedModel, guardedModel } from "./ask.ts";
import { findOllama } from "./docker.ts";
import { type FormatName, formatOf } from "./format.ts";
import { ollamaJudge } from "./ollama.ts";
import { openAiJudge } from "./openai.ts";
import type { OpenUpstream, ServerAddress } from "./wire.ts";

/** Which model judges, and where it is. */
export interface JudgeModelSettings {
  readonly type: "ollama" | "openai";
  readonly url: string;
  readonly model: string;
  readonly format: FormatName | "auto";
  readonly deadlineMs: number;
  readonly contextTokens: number;
  readonly digest?: string;
  readonly cloud: boolean;
  readonly apiKey?: string;
  readonly pins?: readonly string[];
  /** Socket of the container engine that knows where Ollama is, in place of `url`. */
  readonly docker?: string;
}

/** Makes the judge that a configuration names; asks nobody anything yet. */
export function openJudgeModel(
  settings: JudgeModelSettings,
  options: { readonly open?: OpenUpstream | undefined; readonly ca?: string; readonly now?: () => number } = {},
): AskedModel {
  const { type, url, model, apiKey, pins, docker, digest, cloud, contextTokens, deadlineMs } = settings;
  const { open = openUpstream, ca, now } = options;
  const format = formatOf(model, settings.format);
  const reach = {
    ...(apiKey !== undefined && { apiKey }),
    ...(pins !== undefined && { pins }),
    ...(ca !== undefined && { ca }),
  };
  let found: string | undefined;
  const address = async (signal: AbortSignal): Promise<ServerAddress> => {
    if (docker === undefined) return { url, ...reach };
    // Containers come and go: one that does not answer is looked for again.
    found ??= await findOllama(docker, signal);
    return { url: found, ...reach };
  };
  const searching: OpenUpstream = async (to, request) => {
    try {
      return await open(to, request);
    } catch (error) {
      found = undefined;
      throw error;
    }
  };
  const judge =
    type === "ollama"
      ? ollamaJudge(
          { model, format, cloud, contextTokens, ...(digest !== undefined && { digest }) },
          address,
          searching,
        )
      : openAiJudge({ model, format }, address, searching);
  return guardedModel(judge, { deadlineMs, ...(now !== undefined && { now }) });
}
