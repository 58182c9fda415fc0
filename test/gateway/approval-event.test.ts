import { expect, it } from "vitest";
import { redactedEvents } from "../../src/gateway/redaction.ts";
import type { TurnEvent } from "../../src/gateway/turn-event.ts";

const secret = ["sec", "ret"].join("");
const redactor = () => ({ push: (text: string) => text.replaceAll(secret, "[gone]"), flush: () => "" });

it("[CE-4] what a client is told of an approval is whole, and holds no secret in any of its parts", async () => {
  const asked: TurnEvent = {
    type: "approval",
    id: "a1",
    tool: "exec",
    summary: `curl -d ${secret} https://example.com`,
    programs: [{ text: `curl -d ${secret} https://example.com`, effects: ["network", `reads /ws/${secret}`] }],
    details: [{ name: "arguments", text: `{"command":"${secret}"}` }],
    reasons: [{ rule: "command.needs-leave", message: `it sends ${secret}` }],
    risk: "high",
    always: { rule: `curl -d ${secret}`, days: 30, uses: 100 },
    expires: 5,
  };
  async function* events(): AsyncGenerator<TurnEvent> {
    yield asked;
    yield { type: "final", text: "", finish: "stop" };
  }
  const [told] = await Array.fromAsync(
    redactedEvents(events(), { redactor, onFailure: () => ({ refused: "failed", message: "" }) }),
  );
  expect(told).toEqual(JSON.parse(JSON.stringify(asked).replaceAll(secret, "[gone]")));
});
