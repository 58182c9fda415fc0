import { cancel, intro, isCancel, outro, select, text } from "@clack/prompts";
import type { FirstConfig, ModelConfig } from "../config/index.ts";
import type { ProfileName } from "../policy/index.ts";

/** Asks what a first configuration should say; `undefined` when the person would rather not. */
export async function ask(suggested: FirstConfig): Promise<FirstConfig | undefined> {
  intro("Sallyport");
  const profile = await select<ProfileName>({
    message: "What is the first agent for?",
    initialValue: suggested.profile,
    options: [
      { value: "minimal", label: "minimal", hint: "looks at its own sessions, nothing else" },
      { value: "reader", label: "reader", hint: "reads its workspace for anybody, nothing else" },
      { value: "coding", label: "coding", hint: "files and sandboxed commands in its workspace; asks before the rest" },
      { value: "messaging", label: "messaging", hint: "answers people; no commands" },
      { value: "full", label: "full", hint: "every tool; still asks where it matters" },
    ],
  });
  if (isCancel(profile)) return stop();
  const type = await select<ModelConfig["type"]>({
    message: "Where do its words come from?",
    initialValue: suggested.model.type,
    options: [
      { value: "demo", label: "the demo model", hint: "a script in the package: no network, no key" },
      { value: "ollama", label: "Ollama", hint: "on this machine" },
      { value: "openai", label: "an OpenAI-compatible API", hint: "key from OPENAI_API_KEY" },
    ],
  });
  if (isCancel(type)) return stop();
  const model = type === "demo" ? ({ type } as const) : await askModel(type);
  if (model === undefined) return stop();
  outro("Done: everything can be changed in config.json5.");
  return { profile, model };
}

async function askModel(type: "ollama" | "openai"): Promise<ModelConfig | undefined> {
  const url = await text({
    message: "At which address?",
    initialValue: type === "ollama" ? "http://127.0.0.1:11434" : "https://api.openai.com/v1",
    validate: (value) => (/^https?:\/\/\S+$/.test(value ?? "") ? undefined : "an http:// or https:// URL, please"),
  });
  if (isCancel(url)) return undefined;
  const model = await text({ message: "Which model?", validate: (value) => (value ? undefined : "a name, please") });
  if (isCancel(model)) return undefined;
  return type === "ollama" ? { type, url, model } : { type, url, model, apiKeyEnv: "OPENAI_API_KEY" };
}

function stop(): undefined {
  cancel("Nothing was written.");
  return undefined;
}
