import { createHome, type FirstConfig, type ModelConfig } from "../../config/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ProfileName } from "../../policy/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `sallyport init` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const first = await firstConfig(invocation);
  if (first === undefined) return 2;
  const made = await createHome(environment.home, first);
  const what = made.kept ? `left ${made.config} as it was` : `wrote ${made.config}`;
  output.result({ ...made }, made.kept ? what : `${what}\nnext: sallyport serve`);
  return 0;
}

async function firstConfig(invocation: Invocation): Promise<FirstConfig | undefined> {
  const profile = (invocation.text("profile") ?? "coding") as ProfileName;
  const model = parseModel(invocation.text("model") ?? "demo");
  const asks = !invocation.flag("yes") && !invocation.output.json && process.stdin.isTTY && process.stdout.isTTY;
  return asks ? (await import("../first-questions.ts")).ask({ profile, model }) : { profile, model };
}

/** `demo`, `ollama:NAME`, `openai:NAME`. @throws {UsageInvalid} for anything else. */
function parseModel(text: string): ModelConfig {
  if (text === "demo") return { type: "demo" };
  const [, type, model] = /^(ollama|openai):(.+)$/.exec(text) ?? [];
  if (type === "ollama" && model !== undefined) return { type, url: "http://127.0.0.1:11434", model };
  if (type === "openai" && model !== undefined) {
    return { type, url: "https://api.openai.com/v1", model, apiKeyEnv: "OPENAI_API_KEY" };
  }
  throw new UsageInvalid(`--model takes no "${text}"`, { fix: "write demo, ollama:NAME or openai:NAME" });
}
