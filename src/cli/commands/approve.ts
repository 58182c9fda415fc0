import { createInterface } from "node:readline/promises";
import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { offerText, requestText, type ShownRequest } from "../approval-text.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { type CallGateway, withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { printable } from "../printable.ts";

const effective: ReadonlySet<string> = new Set(["allowed", "learned", "denied", "counted", "kept"]);

/** `sallyport approve`: lists what waits for an answer, or answers one of them. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  guardOutput(output);
  const [id] = invocation.arguments;
  if (id === undefined) {
    const pending = await withGateway(environment, list);
    output.result(
      pending as unknown as Json,
      pending.length === 0 ? "nothing waits for an answer" : pending.map(withAnswers).join("\n\n"),
    );
    return 0;
  }
  const outcome = await withGateway(environment, (call) => answer(invocation, id, call));
  if (outcome === undefined) return 1;
  if (!effective.has(outcome)) {
    throw new UsageInvalid(`the answer had no effect: ${printable(outcome)}`, {
      fix: "see what waits with: sallyport approve",
    });
  }
  output.result({ id, outcome }, `${outcome} ${id}`);
  return 0;
}

/** What became of the answer; nothing when the person would rather not. */
async function answer(invocation: Invocation, id: string, call: CallGateway): Promise<string | undefined> {
  const always = invocation.flag("always");
  if (always && invocation.flag("deny")) {
    throw new UsageInvalid("--always and --deny contradict each other", { fix: "give one of them" });
  }
  if (always && !(await confirmed(invocation, id, call))) return undefined;
  const given = invocation.flag("deny") ? "deny" : always ? "allow-always" : "allow-once";
  return String(await call("approvals.answer", { id, answer: given }));
}

/** Shows the rule before it is stored, and asks about it unless `--yes` was given. */
async function confirmed(invocation: Invocation, id: string, call: CallGateway): Promise<boolean> {
  const request = (await list(call)).find((one) => one.id === id);
  if (request === undefined) {
    throw new UsageInvalid("nothing of this id waits", { fix: "see what waits with: sallyport approve" });
  }
  if ("whyNot" in request.always) {
    throw new UsageInvalid(`this cannot be allowed always: ${printable(request.always.whyNot)}`, {
      fix: `allow it once: sallyport approve ${id}`,
    });
  }
  invocation.output.progress(`this rule is stored: ${offerText(request)}`);
  if (invocation.flag("yes")) return true;
  if (!process.stdin.isTTY) {
    throw new UsageInvalid("nobody is here to confirm the rule", { fix: "look at it, then add --yes" });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question("store it? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}

async function list(call: CallGateway): Promise<readonly ShownRequest[]> {
  return (await call("approvals.list")) as unknown as readonly ShownRequest[];
}

function withAnswers(request: ShownRequest): string {
  const { id, always } = request;
  const forms = [
    `allow it once: sallyport approve ${id}`,
    ...("whyNot" in always ? [] : [`always: sallyport approve ${id} --always`]),
    `deny it: sallyport approve ${id} --deny`,
  ];
  return `${requestText(request, Date.now())}\n  ${forms.join("    ")}`;
}
