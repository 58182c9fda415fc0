import { type Fields, fields, list, string } from "../../decision/index.ts";
import { ModelFailed } from "../../errors.ts";
import { FirstLabel } from "./first-label.ts";
import type { PromptFormat } from "./format.ts";
import { tokensOf } from "./logprobs.ts";
import type { JudgeModel, ModelStatus, Question, Reply } from "./question.ts";
import { type OpenUpstream, parseLine, readJson, readLines, request, type ServerAddress, whyOf } from "./wire.ts";

/** A model of Ollama, and what is insisted on. */
export interface OllamaSettings {
  readonly model: string;
  readonly format: PromptFormat;
  /** The beginning of the digest that the model must have; absent, any. */
  readonly digest?: string;
  /** Whether a model may be one that Ollama has answered elsewhere. */
  readonly cloud: boolean;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
}

/** How many alternatives to a token are asked for. */
const alternatives = 10;

/** A judge that Ollama serves, by its own chat endpoint; where the server is, is found out at each call. */
export function ollamaJudge(
  settings: OllamaSettings,
  address: (signal: AbortSignal) => Promise<ServerAddress>,
  open: OpenUpstream,
): JudgeModel {
  const { model, format, cloud } = settings;
  let seen: string | undefined;

  const get = async (path: string, signal: AbortSignal) =>
    fields(await readJson(await request(await address(signal), path, open, signal)));

  /** The digest of the model as the server has it now. */
  async function digest(signal: AbortSignal): Promise<string> {
    const entry = find((await get("/api/tags", signal))["models"], model);
    if (entry === undefined) throw new ModelFailed(`it has no model ${model}`, { fix: `ollama pull ${model}` });
    requireLocal(entry, cloud);
    const found = string(entry["digest"]).replace(/^sha256:/, "");
    if (settings.digest !== undefined && !found.startsWith(settings.digest)) {
      throw new ModelFailed(`its ${model} is not the pinned one`, {
        fix: "pull the pinned weights, or pin the new ones",
      });
    }
    seen = found;
    return found;
  }

  async function probability(question: Question, signal: AbortSignal): Promise<number> {
    const body = { ...common(settings), messages: format.messages(question), stream: true };
    const response = await request(await address(signal), "/api/chat", open, signal, body);
    const label = new FirstLabel(format);
    // Leaving the loop ends the connection, and with it the work of the server.
    for await (const line of readLines(response, /ndjson|json/)) {
      if (line.trim() === "") continue;
      const part = parseLine(line);
      requireLocal(part, cloud);
      const message = fields(part["message"]);
      if (list(message["tool_calls"]).length > 0) throw new ModelFailed("it called a tool");
      const content = string(message["content"]);
      // Tokens of a line without content are thoughts.
      const reading = content === "" ? "undecided" : label.take(content, tokensOf(part["logprobs"]));
      if (typeof reading === "object") return reading.probability;
      if (reading === "malformed") break;
      if (part["done"] !== true) continue;
      const last = label.read(true);
      if (typeof last === "object") return last.probability;
      break;
    }
    throw new ModelFailed("its answer is not one of the labels");
  }

  return {
    name: `ollama:${model}`,
    get digest() {
      return seen;
    },
    async ask(question, signal): Promise<Reply> {
      const abort = new AbortController();
      const either = AbortSignal.any([signal, abort.signal]);
      try {
        // Side by side, so that knowing which weights answered costs no time.
        const [weights, probable] = await Promise.all([digest(either), probability(question, either)]);
        return { ok: true, probability: probable, digest: weights };
      } catch (error) {
        return { ok: false, why: whyOf(error), fault: !signal.aborted };
      } finally {
        abort.abort();
      }
    },
    async warm(signal) {
      try {
        const body = { ...common(settings), messages: [], stream: false };
        await readJson(await request(await address(signal), "/api/chat", open, signal, body));
        await probability({ kind: "message", text: "Hello" }, signal);
      } catch {
        // The first question will find out, and be told why.
      }
    },
    async status(signal): Promise<ModelStatus> {
      try {
        const [version, weights, running] = await Promise.all([
          get("/api/version", signal),
          digest(signal),
          get("/api/ps", signal),
        ]);
        const warm = find(running["models"], model) !== undefined;
        return { reachable: true, detail: `Ollama ${string(version["version"])}`, digest: weights, warm };
      } catch (error) {
        return { reachable: false, detail: whyOf(error) };
      }
    },
  };
}

/** What every call says alike: other options would have the server load the model anew. */
function common({ model, format, contextTokens }: OllamaSettings): object {
  return {
    model,
    think: format.think,
    // INVARIANT: a prompt that does not fit is an error; what is cut away could be the instructions or the attack.
    truncate: false,
    shift: false,
    keep_alive: -1,
    logprobs: true,
    top_logprobs: alternatives,
    ...(format.schema !== undefined && { format: format.schema }),
    options: { temperature: 0, seed: 0, num_ctx: contextTokens, num_predict: format.tokens },
  };
}

function find(models: unknown, model: string): Fields | undefined {
  const full = model.includes(":") ? model : `${model}:latest`;
  return list(models)
    .map(fields)
    .find((entry) => [entry["name"], entry["model"]].some((name) => name === model || name === full));
}

/** INVARIANT: what is judged stays on the server that was configured, unless the operator said otherwise. */
function requireLocal(said: Fields, cloud: boolean): void {
  const remote = string(said["remote_host"]) || string(said["remote_model"]);
  if (remote === "" || cloud) return;
  throw new ModelFailed(`it has the model answered elsewhere (${remote.slice(0, 100)})`, {
    fix: "choose a model that runs on the server, or allow judge.model.cloud",
  });
}
