import { openUpstream } from "../../net/index.ts";
import type { ModelClient } from "../model.ts";
import { DemoModel } from "./demo.ts";
import { OllamaModel, type OllamaSettings } from "./ollama.ts";
import { OpenAiModel, type OpenAiSettings } from "./openai.ts";
import type { OpenUpstream } from "./upstream.ts";

/** Which model an agent speaks through, with the key already fetched from where it is kept. */
export type ModelSettings =
  | { readonly type: "demo" }
  | ({ readonly type: "ollama" } & OllamaSettings)
  | ({ readonly type: "openai" } & OpenAiSettings);

/** One kind of model client. */
export interface ModelEntry<S> {
  /** One line for lists of what there is. */
  readonly summary: string;
  create(settings: S, open: OpenUpstream): ModelClient;
}

/** An entry for each type of settings. */
type ModelRegistry = {
  readonly [T in ModelSettings["type"]]: ModelEntry<Extract<ModelSettings, { readonly type: T }>>;
};

/** The one list of model clients. */
export const models: ModelRegistry = {
  demo: {
    summary: "a script in the package: no network, no key, no intelligence",
    create: () => new DemoModel(),
  },
  ollama: {
    summary: "a model served by Ollama",
    create: (settings, open) => new OllamaModel(settings, open),
  },
  openai: {
    summary: "any endpoint that speaks the OpenAI chat completions protocol",
    create: (settings, open) => new OpenAiModel(settings, open),
  },
};

/**
 * The client for the settings; connects to nothing yet.
 * @throws {ModelFailed} when the API key cannot stand in a header.
 */
export function createModel(settings: ModelSettings, open: OpenUpstream = openUpstream): ModelClient {
  // Each entry takes the settings of its own type, which the registry's type guarantees and a lookup forgets.
  const entry: ModelEntry<never> = models[settings.type];
  return entry.create(settings as never, open);
}
