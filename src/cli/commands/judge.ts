import { recallConfig, secretVariables } from "../../config/index.ts";
import { configuredRedactor } from "../../dlp/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { judgeSettings, openJudge } from "../../judge/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { judgeLines, judgeOne } from "../judge-lines.ts";
import { version } from "../version.ts";

/** `sallyport judge`: judges texts as the gateway would; asks the configured model unless told not to. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment, arguments: words } = invocation;
  const lines = invocation.flag("stdin");
  if (lines === words.length > 0) {
    throw new UsageInvalid("a text is missing", { fix: "write a text, or --stdin to read lines of JSON" });
  }
  const { config } = await recallConfig(environment.home, version);
  const { model, ...without } = config.judge;
  const asked = model !== undefined && !invocation.flag("no-llm");
  const settings = judgeSettings(asked ? { ...without, model } : without, environment.variable);
  const redactor = asked ? configuredRedactor(config.dlp, secretVariables(config), environment.variable) : undefined;
  const opened = await openJudge(settings, redactor && { redact: (text) => redactor.redact(text).text });
  const direction = invocation.flag("content") ? "content" : "user";
  return lines
    ? judgeLines(process.stdin, opened.judge, direction, output)
    : judgeOne(words.join(" "), opened.judge, direction, output);
}
