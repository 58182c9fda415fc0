import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../src/agent/index.ts";
import { judgedReplies } from "../../src/assembly/judged-replies.ts";
import type { Ruling } from "../../src/judge/index.ts";

const said = (text: string, untrusted?: true): TurnEvent => ({ type: "text", text, ...(untrusted && { untrusted }) });
const final = (text: string): TurnEvent => ({
  type: "final",
  text,
  finish: "stop",
  labels: { taint: { untrusted: true, sensitive: false, sources: [] }, tier: "C" },
});
const ruling = (action: Ruling["action"]): Ruling => ({
  action,
  judgement: { class: "dangerous", confidence: 90, score: 0.9, tier: "rules", reason: "", rules: [], spans: [] },
});

/** What leaves, event by event, and what was judged. */
async function leaving(events: readonly TurnEvent[], action: Ruling["action"], holds: boolean) {
  const judged: string[] = [];
  const rule = async (text: string) => {
    judged.push(text);
    return ruling(action);
  };
  const source = (async function* () {
    yield* events;
  })();
  const left = await Array.fromAsync(judgedReplies(source, { holds, rule }));
  const text = left.flatMap((event) => (event.type === "text" ? [event.text] : [])).join("");
  const last = left.at(-1);
  return { left, judged, text, last: last?.type === "final" ? last : undefined };
}

describe("an answer on its way out", () => {
  it("[IV-4] is not judged, nor held, when nothing untrusted was in view", async () => {
    const events = [said("a"), said("b"), final("ab")];
    expect(await leaving(events, "block", true)).toMatchObject({ left: events, judged: [] });
  });

  it.each([true, false])("[IV-3.1] goes on when it is harmless, held or not (%s)", async (holds) => {
    const { text, judged, last } = await leaving(
      [said("a"), said("b", true), said("c", true), final("abc")],
      "run",
      holds,
    );
    expect([text, judged, last?.text]).toEqual(["abc", ["bc"], "abc"]);
  });

  it.each([true, false])("[IV-3.1] goes on with a warning where the policy says so (%s)", async (holds) => {
    const { text, last } = await leaving([said("b", true), final("b")], "confirm", holds);
    expect(text).toMatch(/^b\n\n\[Take care: .*attack\.\]$/);
    expect(last?.text).toBe(text);
  });

  it("[IV-3.1] leaves with none of what is withheld", async () => {
    const { text, last } = await leaving([said("a"), said("secret", true), final("asecret")], "block", true);
    expect(text).toMatch(/^a\n\n\[This answer was withheld/);
    expect(last).toMatchObject({ text, finish: "filtered" });
    expect(text).not.toContain("secret");
  });
});
