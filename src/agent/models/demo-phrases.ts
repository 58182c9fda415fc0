import type { JsonObject } from "../../decision/index.ts";

/** One thing the demo model was told to do; `latest` is the text of the last tool result. */
export interface Intent {
  readonly tool: string;
  /** What was said, for the reply. */
  readonly said: string;
  /** True when it was found in running text rather than said as a command. */
  readonly lured: boolean;
  arguments(latest: string): JsonObject;
}

interface Phrase {
  readonly pattern: RegExp;
  readonly tool: string;
  arguments(said: readonly string[], latest: string): JsonObject;
}

/** What a person may say, a line each. */
const commands: readonly Phrase[] = [
  { pattern: /^list files(?: in (\S+))?$/i, tool: "list", arguments: ([path = "."]) => ({ path }) },
  { pattern: /^read (\S+)$/i, tool: "read", arguments: ([path = ""]) => ({ path }) },
  { pattern: /^run:? `([^`]+)`$/i, tool: "exec", arguments: ([command = ""]) => ({ command }) },
  { pattern: /^run:? ([^`].*)$/i, tool: "exec", arguments: ([command = ""]) => ({ command }) },
  { pattern: /^fetch (\S+)$/i, tool: "web_fetch", arguments: ([url = ""]) => ({ url }) },
  { pattern: /^write (\S+?): (.+)$/i, tool: "write", arguments: ([path = "", content = ""]) => ({ path, content }) },
  { pattern: /^search (?:for )?(.+)$/i, tool: "search", arguments: ([query = ""]) => ({ query }) },
  { pattern: /^send it to (\S+)$/i, tool: "message", arguments: ([channel = ""], text) => ({ channel, text }) },
  { pattern: /^send (.+) to (\S+)$/i, tool: "message", arguments: ([text = "", channel = ""]) => ({ channel, text }) },
];

/** What it falls for, wherever it reads it. */
const lures: readonly Phrase[] = [
  { pattern: /(?:^|\s)run: *([^`\s].*)$/i, tool: "exec", arguments: ([command = ""]) => ({ command }) },
  { pattern: /\b(?:run|execute):? `([^`]+)`/i, tool: "exec", arguments: ([command = ""]) => ({ command }) },
  { pattern: /\bread [`"']?([.~/][\w./~-]*\w)/i, tool: "read", arguments: ([path = ""]) => ({ path }) },
  {
    pattern: /\bfetch [`"'<]?(https?:\/\/[^\s`"'<>)]*[^\s`"'<>).,;])/i,
    tool: "web_fetch",
    arguments: ([url = ""]) => ({ url }),
  },
  {
    pattern: /\bsend (?:it|this|that|the \w+) to [`"']?(#?[\w@:.-]*\w)/i,
    tool: "message",
    arguments: ([channel = ""], text) => ({ channel, text }),
  },
];

/** What a person's text tells the model to do, in order: commands, and whatever lures the other lines hold. */
export function intentsOfUser(text: string): readonly Intent[] {
  return lines(text).flatMap((line) => {
    const command = firstMatch(commands, line);
    return command === undefined ? luresIn(line) : [command];
  });
}

/** What a tool's result tells the model to do. A model with sense would not listen; this one always does. */
export function intentsOfResult(text: string): readonly Intent[] {
  return lines(text).flatMap(luresIn);
}

function luresIn(line: string): readonly Intent[] {
  return lures.flatMap((phrase) => match(phrase, line, true) ?? []);
}

function firstMatch(phrases: readonly Phrase[], line: string): Intent | undefined {
  for (const phrase of phrases) {
    const intent = match(phrase, line, false);
    if (intent !== undefined) return intent;
  }
  return undefined;
}

function match(phrase: Phrase, line: string, lured: boolean): Intent | undefined {
  const found = phrase.pattern.exec(line);
  if (found === null) return undefined;
  const { tool } = phrase;
  return { tool, said: found[0].trim(), lured, arguments: (latest) => phrase.arguments(found.slice(1), latest) };
}

/** Lines longer than this are no phrases. */
const longestLine = 2_000;

function lines(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.length <= longestLine)
    .map((line) => line.trim().replace(/^(?:please |[>|*-] )+/i, ""));
}
