import { createInterface } from "node:readline";
import type { Json } from "../../decision/index.ts";
import { requestText, type ShownRequest } from "../approval-text.ts";
import { type ApproverClient, connectApprover } from "../approver-client.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { guardOutput } from "../guard-output.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";

/**
 * `sallyport approver`: shows what is asked as it is asked, and takes answers from the terminal until the gateway goes.
 * With `--json` each event is a line, and an answer is a line `{"request": id, "answer": "allow-once"}`.
 */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  const client = await connectApprover(environment.home);
  const desk = new Desk(client, output);
  const terminal = createInterface({ input: process.stdin });
  terminal.on("line", (line) => desk.read(line));
  output.progress(
    output.json ? "connected" : "connected; answer with: once, always, deny, or skip, for the first that waits",
  );
  try {
    for await (const event of client.events()) {
      if ("asked" in event) desk.asked(event.asked);
      else if ("closed" in event) desk.closed(event.closed, event.state);
      else desk.answered(event.id, event.outcome);
    }
  } finally {
    terminal.close();
    client.close();
  }
  return 0;
}

const letters: Readonly<Record<string, string>> = {
  once: "allow-once",
  o: "allow-once",
  always: "allow-always",
  a: "allow-always",
  deny: "deny",
  d: "deny",
};

/** What lies before the person, the first on top. */
class Desk {
  readonly #client: ApproverClient;
  readonly #output: Output;
  readonly #answers = new Map<number, string>();
  #waiting: readonly ShownRequest[] = [];

  constructor(client: ApproverClient, output: Output) {
    this.#client = client;
    this.#output = output;
  }

  asked(request: ShownRequest): void {
    this.#waiting = [...this.#waiting, request];
    this.#output.result({ asked: request } as unknown as Json, requestText(request, Date.now()));
  }

  closed(id: string, state: string): void {
    this.#waiting = this.#waiting.filter((request) => request.id !== id);
    this.#output.result({ closed: id, state }, `${id} ${printable(state)}`);
  }

  answered(number: number, outcome: string): void {
    const request = this.#answers.get(number) ?? "";
    this.#answers.delete(number);
    this.#output.result({ request, outcome }, `${request}: ${printable(outcome)}`);
  }

  /** One line from the person, or from the program in their place. */
  read(line: string): void {
    const [request, answer] = this.#output.json ? fromJson(line) : this.#fromText(line);
    if (request === undefined || answer === undefined) return;
    this.#answers.set(this.#client.answer(request, answer), request);
  }

  #fromText(line: string): readonly [string?, string?] {
    const word = line.trim().toLowerCase();
    const [first, ...rest] = this.#waiting;
    if (first === undefined) return this.#say("nothing waits for an answer");
    if (word === "skip" || word === "s") {
      this.#waiting = [...rest, first];
      return this.#say(requestText(this.#waiting[0] as ShownRequest, Date.now()));
    }
    const answer = letters[word];
    if (answer === undefined) return this.#say("answer with: once, always, deny or skip");
    return [first.id, answer];
  }

  #say(text: string): readonly [] {
    this.#output.progress(text);
    return [];
  }
}

function fromJson(line: string): readonly [string?, string?] {
  try {
    const { request, answer } = JSON.parse(line);
    return typeof request === "string" && typeof answer === "string" ? [request, answer] : [];
  } catch {
    return [];
  }
}
