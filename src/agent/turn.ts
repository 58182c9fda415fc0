import type { Effect } from "../decision/index.ts";
import { ModelFailed } from "../errors.ts";
import type { Budget, Exhausted } from "./budget.ts";
import type { Conversation } from "./conversation.ts";
import { cleanLabels, type Labels } from "./labels.ts";
import type { ChatMessage, Finish, ModelClient, ToolCall, ToolSchema } from "./model.ts";
import { estimateTokens } from "./models/usage.ts";

/** What one call came to: `text` is all the model sees of it, already enveloped and redacted, without any remedy. */
export interface ActResult extends Labels {
  readonly text: string;
  readonly effect: Effect;
  readonly disposition: string;
  /** One line for a person who watches. */
  readonly summary: string;
  /** A model put the text together. */
  readonly composed?: boolean;
}

/** Decides, records, and where it is permitted carries out one call, of a known tool or not, well formed or not. */
export type Act = (call: ToolCall, labels: Labels, signal: AbortSignal) => Promise<ActResult>;

/** A message to an agent, already enveloped where it is not to be trusted. */
export interface TurnInput extends Labels {
  readonly text: string;
  /** A model put the text together; default: whoever the labels are of wrote it. */
  readonly composed?: boolean;
}

/** What a turn runs on. */
export interface TurnDeps {
  readonly model: ModelClient;
  /** What the model is told first. */
  readonly instructions?: string;
  readonly tools: ReadonlyMap<string, ToolSchema>;
  readonly act: Act;
  readonly budget: Budget;
  readonly history: Conversation;
  readonly maxTokens?: number;
  /** A turn ends at the call that follows this many in a row which it had all made before; default 3. */
  readonly repeats?: number;
}

/** Why a turn ended. */
export type TurnFinish = Exclude<Finish, "tool-calls"> | "budget" | "runaway" | "model-failed" | "aborted";

/** What happens in a turn, in order; the last is always `final`, whose text is all the text before it. */
export type TurnEvent =
  | {
      readonly type: "text";
      readonly text: string;
      /** It was said with untrusted text in view. */
      readonly untrusted?: true;
    }
  | { readonly type: "tool-start"; readonly id: string; readonly tool: string }
  | {
      readonly type: "tool-end";
      readonly id: string;
      readonly tool: string;
      readonly effect: Effect;
      readonly disposition: string;
      readonly summary: string;
    }
  | {
      readonly type: "final";
      readonly text: string;
      readonly finish: TurnFinish;
      /** A sentence for a person, where it did not end by itself. */
      readonly reason?: string;
      readonly labels: Labels;
    };

/**
 * Runs one turn: the model answers, its calls are carried out in order and answered to it, until it calls no more.
 * Never rejects: what goes wrong is the `finish` of the final event.
 */
export function runTurn(
  input: TurnInput,
  deps: TurnDeps,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  return new Turn(input, deps, signal).run();
}

/** How a turn ended, as a value. */
interface Ending {
  readonly finish: TurnFinish;
  readonly reason?: string;
}

/** What a model said in one answer. */
interface Said {
  text: string;
  calls: ToolCall[];
  finish: Finish;
}

class Turn {
  readonly #input: TurnInput;
  readonly #deps: TurnDeps;
  readonly #outer: AbortSignal;
  readonly #signal: AbortSignal;
  readonly #made = new Set<string>();
  #repeated = 0;
  #text = "";

  constructor(input: TurnInput, deps: TurnDeps, signal: AbortSignal) {
    this.#input = input;
    this.#deps = deps;
    this.#outer = signal;
    this.#signal = deps.budget.deadline(signal);
  }

  async *run(): AsyncGenerator<TurnEvent, void, undefined> {
    const { budget, history } = this.#deps;
    const exhausted = budget.take("turns");
    const { text, composed = false } = this.#input;
    if (composed) history.handedOver(this.#input, text);
    else history.takeIn(this.#input, text);
    history.append([{ role: "user", content: text }]);
    const ending = exhausted === undefined ? yield* this.#steps() : outOf(exhausted);
    yield { type: "final", text: this.#text, ...ending, labels: history.labels };
  }

  async *#steps(): AsyncGenerator<TurnEvent, Ending, undefined> {
    for (;;) {
      const stopped = this.#stopped();
      if (stopped !== undefined) return stopped;
      const said: Said = { text: "", calls: [], finish: "stop" };
      const failure = yield* this.#listen(said);
      if (failure !== undefined) return failure;
      if (said.calls.length === 0) return { finish: said.finish === "tool-calls" ? "stop" : said.finish };
      const ending = yield* this.#carryOut(said);
      if (ending !== undefined) return ending;
    }
  }

  /** One answer of the model; its calls count only when it came whole. */
  async *#listen(said: Said): AsyncGenerator<TurnEvent, Ending | undefined, undefined> {
    const { model, budget } = this.#deps;
    const calls: ToolCall[] = [];
    let whole = false;
    try {
      for await (const event of model.chat(this.#request(), this.#signal)) {
        switch (event.type) {
          case "text": {
            yield this.#say(said, event.text);
            const exhausted = budget.exhausted(estimateTokens(said.text.length));
            if (exhausted !== undefined) return outOf(exhausted);
            break;
          }
          case "tool-call": {
            const { type: _, ...call } = event;
            calls.push(call);
            break;
          }
          case "done":
            budget.charge(event.usage.input + event.usage.output);
            said.finish = event.finish;
            whole = true;
            break;
        }
      }
      if (!whole) return this.#stopped() ?? { finish: "model-failed", reason: "the model broke off" };
      said.calls = calls;
      return undefined;
    } catch (error) {
      return this.#stopped() ?? { finish: "model-failed", reason: reasonOf(error) };
    } finally {
      // What was said in an answer that broke off has been used, and heard, all the same.
      if (!whole) budget.charge(estimateTokens(said.text.length));
      if (said.calls.length === 0) this.#remember(said, []);
    }
  }

  /** A further answer begins on a new line, in the stream as in the whole. */
  #say(said: Said, text: string): TurnEvent {
    const gap = said.text === "" && this.#text !== "" && !this.#text.endsWith("\n") ? "\n\n" : "";
    said.text += text;
    this.#text += gap + text;
    const { untrusted } = this.#deps.history.labels.taint;
    return { type: "text", text: gap + text, ...(untrusted && { untrusted }) };
  }

  /** The calls of one answer, in order, each with the labels of all before it; then they are remembered with it. */
  async *#carryOut(said: Said): AsyncGenerator<TurnEvent, Ending | undefined, undefined> {
    const results: string[] = [];
    try {
      for (const call of said.calls) {
        const stopped = this.#stopped() ?? this.#runaway(call) ?? this.#overdrawn();
        if (stopped !== undefined) return stopped;
        yield { type: "tool-start", id: call.id, tool: call.name };
        const { text, effect, disposition, summary } = await this.#act(call);
        results.push(text);
        yield { type: "tool-end", id: call.id, tool: call.name, effect, disposition, summary };
      }
      return undefined;
    } finally {
      this.#remember(said, results);
    }
  }

  async #act(call: ToolCall): Promise<ActResult> {
    const { act, history } = this.#deps;
    try {
      if (!("malformed" in call)) history.brought(cleanLabels, JSON.stringify(call.arguments));
      const result = await act(call, history.labels, this.#signal);
      // INVARIANT: every later call is judged by all that the session has taken in, this result included.
      const text = result.effect === "allow" ? result.text : "";
      if (result.composed === true) history.handedOver(result, text);
      else history.brought(result, text);
      return result;
    } catch {
      const text = "This call failed and nothing of it can be shown.";
      return { ...history.labels, text, effect: "deny", disposition: "failed", summary: "the call failed" };
    }
  }

  /** An answer without a result for every call would be refused by model servers, so calls not made get a note. */
  #remember(said: Said, results: readonly string[]): void {
    if (said.text === "" && said.calls.length === 0) return;
    const answer = { role: "assistant" as const, content: said.text };
    const answered = said.calls.map((call, i): ChatMessage => {
      const content = results[i] ?? "This call was not made: the turn ended before it.";
      return { role: "tool", callId: call.id, name: call.name, content };
    });
    const first = said.calls.length === 0 ? answer : { ...answer, toolCalls: said.calls };
    this.#deps.history.append([first, ...answered]);
  }

  #request(): Parameters<ModelClient["chat"]>[0] {
    const { instructions, tools, history, maxTokens } = this.#deps;
    const system: readonly ChatMessage[] =
      instructions === undefined ? [] : [{ role: "system", content: instructions }];
    return {
      messages: [...system, ...history.messages],
      tools: [...tools.values()],
      ...(maxTokens !== undefined && { maxTokens }),
    };
  }

  #stopped(): Ending | undefined {
    if (this.#outer.aborted) return { finish: "aborted", reason: "the turn was stopped" };
    if (this.#signal.aborted) return outOf({ budget: "seconds", reason: "the turn has used up its seconds" });
    const exhausted = this.#deps.budget.exhausted();
    return exhausted === undefined ? undefined : outOf(exhausted);
  }

  #overdrawn(): Ending | undefined {
    const exhausted = this.#deps.budget.take("toolCalls");
    return exhausted === undefined ? undefined : outOf(exhausted);
  }

  /** Counts calls in a row that bring nothing new, whether it is one call over and over or several in a circle. */
  #runaway(call: ToolCall): Ending | undefined {
    const key = JSON.stringify([call.name, "malformed" in call ? call.malformed : call.arguments]);
    this.#repeated = this.#made.has(key) ? this.#repeated + 1 : 0;
    this.#made.add(key);
    if (this.#repeated < (this.#deps.repeats ?? 3)) return undefined;
    return { finish: "runaway", reason: `the model kept repeating the same calls, last ${call.name}` };
  }
}

function outOf({ reason }: Exhausted): Ending {
  return { finish: "budget", reason };
}

function reasonOf(error: unknown): string {
  return error instanceof ModelFailed ? error.message : "the model client failed";
}
