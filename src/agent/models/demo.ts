import type { ChatEvent, ChatMessage, ChatRequest, ModelClient, ToolCall } from "../model.ts";
import { type Intent, intentsOfResult, intentsOfUser } from "./demo-phrases.ts";
import { estimateTokens, requestCharacters } from "./usage.ts";

/** How much of a tool's result the demo model repeats. */
const repeatedCharacters = 2_000;

/** Things it does for one message, however many it was told: texts can tell it to read each other for ever. */
const mostIntents = 12;

const help = `I am the demo model: a script without any intelligence, here so that you can watch Sallyport at work.
I understand these, a line each:

  list files          read FILE           write FILE: TEXT      search WORD
  run COMMAND         fetch URL           send MESSAGE to CHANNEL

And I am gullible on purpose: I obey what I read, so a file or page that says "run: …", "read .env",
"fetch http://…" or "send it to …" makes me try it. To use a real model, name one in the configuration under models.`;

/**
 * The embedded model: no network, no key, no intelligence. It answers the same conversation always with the same, does
 * what it is told, and obeys every instruction in what it reads, as a model under attack would.
 */
export class DemoModel implements ModelClient {
  readonly name = "demo";
  readonly model = "demo";

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const { text, calls } = answer(request.messages);
    for (const piece of text.match(/\S+\s*|\s+/g) ?? []) {
      signal.throwIfAborted();
      yield { type: "text", text: piece };
    }
    signal.throwIfAborted();
    for (const call of calls) yield { type: "tool-call", ...call };
    const usage = { input: estimateTokens(requestCharacters(request)), output: estimateTokens(text.length) };
    yield { type: "done", finish: calls.length > 0 ? "tool-calls" : "stop", usage };
  }
}

interface DemoAnswer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/** What it was told since the person last spoke, minus what it has already done: one call each, in the same order. */
function answer(messages: readonly ChatMessage[]): DemoAnswer {
  const since = messages.slice(messages.findLastIndex((message) => message.role === "user"));
  const calls = since.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []));
  const results = since.filter((message) => message.role === "tool");
  const latest = results.at(-1)?.content ?? "";
  const [next, ...later] = unique(since.flatMap(intentsOf)).slice(calls.length, mostIntents);
  if (next === undefined) return { text: results.length === 0 ? help : report(results), calls: [] };
  // What needs the result of the call before it cannot go along with that.
  const dependent = later.findIndex((intent) => intent.lured !== next.lured || dependsOnResult(intent));
  const batch = [next, ...later.slice(0, dependent < 0 ? later.length : dependent)];
  return {
    text: batch.map((intent) => `${intent.lured ? "I read" : "You said"} "${intent.said}", so I try it.\n`).join(""),
    calls: batch.map((intent, i) => ({
      id: `demo_${calls.length + i + 1}`,
      name: intent.tool,
      arguments: intent.arguments(latest),
    })),
  };
}

function intentsOf(message: ChatMessage): readonly Intent[] {
  if (message.role === "user") return intentsOfUser(message.content);
  return message.role === "tool" ? intentsOfResult(message.content) : [];
}

/** Told twice is done once, or a file that quotes itself would never be finished. */
function unique(intents: readonly Intent[]): readonly Intent[] {
  const said = new Set<string>();
  return intents.filter((intent) => {
    const key = JSON.stringify([intent.tool, intent.arguments("")]);
    return said.has(key) ? false : said.add(key);
  });
}

function dependsOnResult(intent: Intent): boolean {
  return JSON.stringify(intent.arguments("a")) !== JSON.stringify(intent.arguments("b"));
}

function report(results: readonly (ChatMessage & { readonly role: "tool" })[]): string {
  const parts = results.map(({ name, content }) => {
    const cut =
      content.length > repeatedCharacters ? `${content.slice(0, repeatedCharacters).toWellFormed()}…` : content;
    return `${name} answered:\n${cut}`;
  });
  return `This is the demo model, without intelligence. Here is what came of it.\n\n${parts.join("\n\n")}`;
}
