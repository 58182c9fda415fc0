import { describe, expect, it } from "vitest";
import { verifyLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { redactedEvents } from "../../src/gateway/redaction.ts";
import { refuse } from "../../src/ingress/index.ts";
import { ended, openInstallation, turn } from "./installation.ts";

const secret = ["ghp", "_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");

describe("a secret that a model writes where no text is expected", () => {
  it("[OC-5] leaves neither as the name of a tool nor as that of a channel", async () => {
    const calls = [
      { name: `send_${secret}`, arguments: {} },
      { name: secret, arguments: {} },
      { name: "message", arguments: { channel: `to ${secret}`, text: `it is ${secret}` } },
    ];
    const { port } = await openInstallation([{ calls }, { text: "." }]);
    const events = await turn(port, "go");
    async function* asTheGatewayGetsThem() {
      for (const event of events) {
        if (event.type === "tool-end") {
          const { tool, effect, disposition, summary } = event;
          yield { type: "tool" as const, tool, effect, disposition, summary };
        }
      }
      yield { type: "final" as const, text: "", finish: "stop" as const };
    }
    const left = [];
    const redaction = { redactor: () => port.redactor.stream(), onFailure: () => refuse("failed", "") };
    for await (const event of redactedEvents(asTheGatewayGetsThem(), redaction)) left.push(event);
    expect(left.map(({ type }) => type)).toEqual(["tool", "tool", "tool", "final"]);
    expect(JSON.stringify(left)).not.toContain(secret);
    const messages = await port.outbox.list("ann");
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages)).not.toContain(secret);
  });
});

describe("the line about a call", () => {
  it("[OC-5] is redacted before it is cut, so that no beginning of a secret is left", async () => {
    const command = `echo ${"x".repeat(175)} ${secret}`;
    const { port } = await openInstallation([{ calls: [{ name: "exec", arguments: { command } }] }, { text: "." }]);
    const [end] = (await turn(port, "go")).filter((event) => event.type === "tool-end");
    expect(end?.summary).toContain("xxx");
    expect(end?.summary).not.toContain(secret.slice(0, 8));
  });
});

describe("a model that tries to break the gateway", () => {
  const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  const calls = [
    { name: "constructor", arguments: {} },
    { name: "__proto__", arguments: {} },
    { name: "read", arguments: '{"__proto__":{"path":"a"}}' },
    { name: "read", arguments: '{"path":"a","__proto__":{"x":1}}' },
    { name: "read", arguments: '{"path":"\\ud800"}' },
    { name: "\ud800", arguments: '{"\\udfff":1}' },
    { name: "write", arguments: '{"path":"a","content":"\\ud800"}' },
    { name: "message", arguments: '{"channel":"\\udc00","text":"x"}' },
    { name: "web_fetch", arguments: '{"url":"\\udc00"}' },
    { name: "exec", arguments: '{"command":"echo \\ud800"}' },
    { name: "list", arguments: deep },
    { name: "list", arguments: `{"path":${JSON.stringify("x".repeat(200_000))}}` },
    { name: "list", arguments: "[]" },
    { name: "list", arguments: '{"path":"."}' },
  ];

  it("[SP-1] gets refusals on record, and the call that means well is carried out", async () => {
    const { port, home } = await openInstallation([{ calls }, { text: "\ud800 done" }], { budgets: { toolCalls: 50 } });
    const ends = ended(await turn(port, "go"));
    expect(ends).toHaveLength(calls.length);
    expect(ends.slice(0, -1).filter(([, effect]) => effect === "allow")).toEqual([]);
    expect(ends.at(-1)).toEqual(["list", "allow"]);
    expect(port.log.fault).toBeUndefined();
    expect(await verifyLog(homePaths(home).audit, { vkey: port.log.vkey })).toMatchObject({ ok: true });
  });
});
