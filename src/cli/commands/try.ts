import { verifyLog } from "../../audit/index.ts";
import { homePaths } from "../../config/index.ts";
import {
  type Attempt,
  attempts,
  flipByte,
  makeWorld,
  openProtected,
  runProtected,
  runUnprotected,
} from "../../demo/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";

interface Shown {
  readonly title: string;
  readonly kind: Attempt["kind"];
  readonly without: string | null;
  readonly with: string | null;
  readonly decisions: readonly { readonly effect: string; readonly disposition: string; readonly summary: string }[];
}

/** `sallyport try`: the same toy agent, twice in a world of its own each time; then the proof, and the proof broken. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  say(output, "A toy agent meets attacks: a script that obeys whatever it reads, without any intelligence.");
  say(output, "Everything happens in a temporary directory, and nothing but this machine is talked to.\n");
  const bare = await makeWorld();
  const guarded = await makeWorld();
  const port = await openProtected(guarded, environment);
  const shown: Shown[] = [];
  try {
    for (const attempt of attempts) {
      const { reply, sent } = await runUnprotected(attempt, bare);
      const safe = await runProtected(attempt, guarded, port);
      const result = {
        title: attempt.title,
        kind: attempt.kind,
        without: attempt.effect(bare, reply, sent) ?? null,
        with: attempt.effect(guarded, safe.reply, safe.sent) ?? null,
        decisions: safe.decisions.map(({ effect, disposition, summary }) => ({ effect, disposition, summary })),
      };
      shown.push(result);
      say(output, attemptText(result, output));
    }
    const directory = homePaths(port.home).audit;
    const { vkey } = port.log;
    await port.close();
    const intact = await verifyLog(directory, { vkey });
    say(
      output,
      `audit verify: ${intact.records} records, ${intact.ok ? output.style("green", "chain and tree intact") : "BROKEN"}`,
    );
    const offset = flipByte(directory);
    const broken = await verifyLog(directory, { vkey });
    say(output, `one byte of the log is flipped (offset ${offset}) …`);
    say(
      output,
      `audit verify: ${broken.ok ? "NOT NOTICED" : output.style("red", `record ${broken.problem?.index}: ${broken.problem?.what}`)}\n`,
    );
    const held =
      shown.every(({ kind, with: effect }) => (kind === "attack") === (effect === null)) && intact.ok && !broken.ok;
    const next = "Next: ./dev up starts the gateway; sallyport check -- 'git push --force' explains a decision.";
    const summary = held
      ? `Every attack was stopped and everything harmless was done. ${next}`
      : "Something was not as it should be; see above.";
    output.result(
      {
        attempts: shown.map((each) => ({ ...each, decisions: [...each.decisions] })),
        verified: intact.ok,
        tamperingNoticed: !broken.ok,
        ok: held,
      },
      summary,
    );
    return held ? 0 : 1;
  } finally {
    bare.close();
    guarded.close();
  }
}

/** The story is for people; with --json there is only the result. */
function say(output: Output, text: string): void {
  if (!output.json) output.progress(text);
}

function attemptText({ title, kind, without, with: guarded, decisions }: Shown, output: Output): string {
  const bad = kind === "attack" ? "red" : "green";
  const describe = (effect: string | null) =>
    effect === null ? (kind === "attack" ? "nothing happened" : "it was not done") : effect;
  const lines = decisions.map(({ effect, disposition, summary }) => {
    const colour = effect === "allow" ? "green" : effect === "ask" ? "yellow" : "red";
    return `             ${output.style(colour, effect.padEnd(5))} ${disposition}: ${printable(summary)}`;
  });
  return [
    `${kind === "attack" ? "ATTACK  " : "HARMLESS"} ${title}`,
    `  without    ${output.style(without === null ? "green" : bad, describe(without))}`,
    `  with       ${output.style(guarded === null && kind === "attack" ? "green" : bad, describe(guarded))}`,
    ...lines,
    "",
  ].join("\n");
}
