import type { TurnEvent } from "../agent/index.ts";
import { withoutEnvelopes } from "../content/index.ts";
import type { Ruling } from "../judge/index.ts";

/** How the words of an answer are judged. */
export interface ReplyJudge {
  /** Whether an answer could be held back, so that none of it may leave before it was judged. */
  readonly holds: boolean;
  rule(text: string): Promise<Ruling>;
}

type Final = Extract<TurnEvent, { type: "final" }>;

const withheld = "[This answer was withheld: it looks like an attack.]";
const warning: Readonly<Record<Ruling["judgement"]["class"], string>> = {
  safe: "",
  suspicious: "this answer repeats text that looks somewhat like an attack",
  dangerous: "this answer repeats text that looks like an attack",
  unknown: "it could not be judged whether this answer repeats an attack",
};

/**
 * The events of a turn, its answer judged where it was given with untrusted text in view. What was said before that
 * passes at once and costs nothing.
 */
export async function* judgedReplies(
  events: AsyncIterable<TurnEvent>,
  judge: ReplyJudge,
): AsyncGenerator<TurnEvent, void, undefined> {
  let judged = "";
  let clean = "";
  for await (const event of events) {
    if (event.type === "text" && event.untrusted === true) {
      judged += event.text;
      if (!judge.holds) yield event;
      continue;
    }
    if (event.type === "final" && judged !== "") {
      yield* conclude(event, { judged, clean, isHeld: judge.holds }, await judge.rule(withoutEnvelopes(judged)));
      return;
    }
    if (event.type === "text") clean += event.text;
    yield event;
  }
}

function* conclude(
  final: Final,
  { judged, clean, isHeld }: { readonly judged: string; readonly clean: string; readonly isHeld: boolean },
  { action, judgement }: Ruling,
): Generator<TurnEvent> {
  const say = (text: string): TurnEvent => ({ type: "text", text, untrusted: true });
  if (action === "block" && isHeld) {
    const text = clean === "" ? withheld : `\n\n${withheld}`;
    yield say(text);
    yield { ...final, text: clean + text, finish: "filtered", reason: warning[judgement.class] };
    return;
  }
  if (isHeld) yield say(judged);
  if (action === "run") {
    yield final;
    return;
  }
  const note = `\n\n[Take care: ${warning[judgement.class]}.]`;
  yield say(note);
  yield { ...final, text: final.text + note };
}
