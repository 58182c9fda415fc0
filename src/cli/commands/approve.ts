import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

interface Pending {
  readonly id: string;
  readonly agent: string;
  readonly tool: string;
  readonly orphaned: boolean;
  readonly expires: number;
  readonly summary: {
    readonly what: string;
    readonly details: readonly { readonly name: string; readonly text: string }[];
  };
  readonly reasons: readonly { readonly rule: string; readonly message: string }[];
}

/** `sallyport approve`: lists what waits for an answer, or answers one of them. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const [id] = invocation.arguments;
  if (id === undefined) {
    const pending = (await withGateway(environment, (call) => call("approvals.list"))) as unknown as readonly Pending[];
    output.result(
      pending as unknown as Json,
      pending.length === 0 ? "nothing waits for an answer" : pending.map(pendingText).join("\n\n"),
    );
    return 0;
  }
  const answer = invocation.flag("deny") ? "deny" : "allow-once";
  const outcome = await withGateway(environment, (call) => call("approvals.answer", { id, answer }));
  if (outcome !== "allowed" && outcome !== "denied") {
    throw new UsageInvalid(`the answer had no effect: ${printable(String(outcome))}`, {
      fix: "see what waits with: sallyport approve",
    });
  }
  output.result({ id, outcome }, `${outcome} ${id}`);
  return 0;
}

function pendingText({ id, agent, tool, summary, reasons, expires, orphaned }: Pending): string {
  const left = orphaned
    ? "nobody waits for it any more"
    : `${Math.max(0, Math.round((expires - Date.now()) / 1000))} s left`;
  return [
    `${id}  ${agent} asks for ${tool} (${left})`,
    `  ${printable(summary.what)}`,
    ...summary.details.map(({ name, text }) => `  ${name.padEnd(12)} ${printable(text)}`),
    ...reasons.map(({ rule, message }) => `  because      ${printable(message)} (${rule})`),
    `  allow it once: sallyport approve ${id}    deny it: sallyport approve ${id} --deny`,
  ].join("\n");
}
