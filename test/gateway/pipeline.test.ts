import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/gateway/index.ts";
import { type PipelineParts, pipeline } from "../../src/gateway/pipeline.ts";
import { redactedEvents } from "../../src/gateway/redaction.ts";
import type { Admitted, ReplyEvent, Routed, Screened, Stage } from "../../src/gateway/stages.ts";
import type { TurnEvent } from "../../src/gateway/turn-event.ts";
import { Turns } from "../../src/gateway/turns.ts";
import { ingresses, isRefusal, type Received, refuse } from "../../src/ingress/index.ts";
import { Authenticator, Lockout, presentedToken, Sessions, Tokens } from "../../src/session/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { Written } from "../fixtures/written.ts";

async function build(over: Partial<PipelineParts> = {}) {
  const store = openSqliteStore(join(mkdtempSync(join(tmpdir(), "sallyport-")), "state.db"));
  const tokens = new Tokens(store);
  const { text } = await tokens.issue({ principal: "ann", role: "user", tier: "B" });
  const passed: string[] = [];
  const turns = new Turns({ waiting: 1, total: 8 });
  const log = new Written();
  const deliver = pipeline({
    authenticator: new Authenticator({ token: tokens }, new Lockout()),
    sessions: new Sessions(store),
    turns,
    agents: () => ["main"],
    admit: async () => {
      passed.push("admit");
      return { admitted: true };
    },
    screen: async (said) => {
      passed.push("screen");
      return { text: `<<${said}>>`, taint: { untrusted: true, sensitive: false, sources: [] } };
    },
    async *answer({ message }) {
      passed.push("answer");
      yield { type: "final", text: message.text, finish: "stop" };
    },
    redactor: () => ({ push: (chunk) => chunk.toUpperCase(), flush: () => "" }),
    logger: createLogger({ stream: log, redact: (line) => line }),
    ...over,
  });
  const message = (body: object = { text: "hi" }, presented = presentedToken(text)) =>
    ingresses.webchat.receive(body, { peer: "10.0.0.1", presented }) as Received;
  const events = async (received: Received = message()): Promise<readonly ReplyEvent[]> => {
    const reply = await deliver(received, new AbortController().signal);
    return isRefusal(reply) ? [{ type: "failed", refusal: reply }] : collect(reply.events);
  };
  return { deliver, message, events, passed, turns, log };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("the pipeline", () => {
  it("lets a message through every stage, in order", async () => {
    const { events, passed } = await build();
    expect(await events()).toEqual([
      { type: "text", text: "<<HI>>" },
      { type: "final", text: "<<HI>>", finish: "stop" },
    ]);
    expect(passed).toEqual(["admit", "screen", "answer"]);
  });

  it("does not compile without one of its stages", () => {
    const answer: Stage<Screened, Screened> = async (message) => message;
    const admit: Stage<Routed, Admitted> = async ({ stage: _, ...message }) => ({ ...message, stage: "admitted" });
    const skipping = [
      // @ts-expect-error a message that was not screened is not answered
      (message: Admitted) => answer(message, new AbortController().signal),
      // @ts-expect-error a message that was not admitted is not screened
      (message: Routed): Admitted => message,
      // @ts-expect-error a message whose sender is unknown is not admitted
      (message: Received) => admit(message, new AbortController().signal),
    ];
    expect(skipping).toHaveLength(3);
  });

  it.each([
    ["authentication", {}, "unauthenticated", []],
    ["admission", { admit: async () => ({ admitted: false, message: "not at night" }) }, "denied", []],
    ["screening", { screen: async () => ({ blocked: "an instruction to the model" }) }, "denied", ["admit"]],
    ["the agent's name", { agents: () => [] }, "unknown_agent", []],
  ] as const)("goes no further when %s refuses", async (which, over, code, reached) => {
    const { events, message, passed } = await build(over as Partial<PipelineParts>);
    const received = which === "authentication" ? message({ text: "hi" }, "malformed") : message();
    expect(await events(received)).toMatchObject([{ type: "failed", refusal: { refused: code } }]);
    expect(passed).toEqual(reached);
  });

  it.each(["admit", "screen"] as const)(
    "takes a throw in %s for a refusal, and tells nobody but the log",
    async (stage) => {
      const { events, passed, log } = await build({ [stage]: () => Promise.reject(new Error("at 10.9.9.9")) });
      const [failed] = await events();
      expect(failed).toMatchObject({ type: "failed", refusal: { refused: "failed" } });
      expect(JSON.stringify(failed)).not.toContain("10.9.9.9");
      expect(log.text).toContain("10.9.9.9");
      expect(passed).not.toContain("answer");
    },
  );

  it("frees the place of a message whose answer nobody took", async () => {
    const { deliver, message, turns } = await build();
    const abort = new AbortController();
    await deliver(message(), abort.signal);
    expect(turns.total).toBe(1);
    abort.abort();
    expect(turns.total).toBe(0);
  });

  it("ends the turn of an agent that does not look at the signal", async () => {
    const { deliver, message, turns } = await build({
      async *answer() {
        for (;;) yield { type: "text", text: "and on" };
      },
    });
    const abort = new AbortController();
    const reply = await deliver(message(), abort.signal);
    if (isRefusal(reply)) throw new Error(reply.message);
    const seen: ReplyEvent[] = [];
    for await (const event of reply.events) if (seen.push(event) === 5) abort.abort();
    expect(seen.at(-1)).toMatchObject({ type: "failed", refusal: { refused: "timed_out" } });
    expect(turns.total).toBe(0);
  });
});

describe("turns", () => {
  const asker = new AbortController().signal;

  it("run one after another in a session and side by side in two, within bounds", () => {
    const turns = new Turns({ waiting: 1, total: 3 });
    const first = turns.enter("a", asker);
    expect(
      [turns.enter("a", asker), turns.enter("a", asker), turns.enter("b", asker), turns.enter("c", asker)].map(
        (t) => typeof t,
      ),
    ).toEqual(["object", "string", "object", "string"]);
    if (typeof first === "object") first.release();
    expect(typeof turns.enter("c", asker)).toBe("object");
  });

  it("count a release once, and end with their session", async () => {
    const turns = new Turns({ waiting: 1, total: 2 });
    const turn = turns.enter("a", asker);
    if (typeof turn === "string") throw new Error(turn);
    turns.end("a");
    expect(turn.signal.aborted).toBe(true);
    turn.release();
    turn.release();
    expect(turns.total).toBe(0);
    expect(await turns.drain(1_000)).toBe(true);
    expect(turns.enter("a", asker)).toBe("draining");
  });

  it("abort with whoever asked, also one who went away before", () => {
    const turns = new Turns({ waiting: 1, total: 2 });
    const abort = new AbortController();
    const turn = turns.enter("a", abort.signal);
    abort.abort();
    const late = turns.enter("b", abort.signal);
    for (const each of [turn, late]) expect(typeof each === "object" && each.signal.aborted).toBe(true);
  });
});

describe("redaction", () => {
  const word = "secret";
  /** Holds back what may become the word. */
  const redactor = () => {
    let kept = "";
    const settle = (length: number) => {
      const out = kept.slice(0, length).replaceAll(word, "[x]");
      kept = kept.slice(length);
      return out;
    };
    return {
      push(chunk: string) {
        kept += chunk;
        let hold = Math.min(word.length - 1, kept.length);
        while (hold > 0 && !word.startsWith(kept.slice(-hold))) hold--;
        return settle(kept.length - hold);
      },
      flush: () => settle(kept.length),
    };
  };

  it("lets no secret out, however the text is cut and whatever comes between", async () => {
    const pieces = fc.array(fc.constantFrom("sec", "ret", "se", "cret", "s", " ", "x", "TOOL"), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, async (cut) => {
        const text = cut.filter((piece) => piece !== "TOOL").join("");
        async function* turn(): AsyncGenerator<TurnEvent> {
          for (const piece of cut) {
            if (piece === "TOOL") {
              yield { type: "tool", tool: "read", effect: "allow", disposition: "completed", summary: `a ${word}` };
            } else yield { type: "text", text: piece };
          }
          yield { type: "final", text, finish: "stop", reason: word };
        }
        const events = await collect(redactedEvents(turn(), { redactor, onFailure: () => refuse("failed", "failed") }));
        const shown = events.map((event) => (event.type === "text" ? event.text : "")).join("");
        expect(JSON.stringify(events)).not.toContain(word);
        expect(shown).toBe(text.replaceAll(word, "[x]"));
        expect(events.at(-1)).toMatchObject({ type: "final", text: text.replaceAll(word, "[x]"), reason: "[x]" });
      }),
    );
  });

  it("ends with a failure when the turn throws or has no end", async () => {
    async function* endless(): AsyncGenerator<TurnEvent> {
      yield { type: "text", text: "so far" };
    }
    const events = await collect(redactedEvents(endless(), { redactor, onFailure: () => refuse("failed", "failed") }));
    expect(events.at(-1)).toEqual({ type: "failed", refusal: { refused: "failed", message: "failed" } });
  });
});
