import { describe, expect, it } from "vitest";
import { evaluate, type Grant, type Request } from "../../src/decision/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { request } from "../fixtures/request.ts";
import { Desk, never } from "./fixture.ts";

const command = request({
  action: { name: "exec" },
  resource: { type: "command", id: "./deploy.sh staging", access: "execute" },
  context: {
    ingress: "cli",
    tier: "A",
    taint: { untrusted: false, sensitive: false, sources: [] },
    arguments: { command: "./deploy.sh staging", script: "sha256:11" },
    argv: ["./deploy.sh", "staging"],
    executable: "/ws/deploy.sh",
    cwd: "/ws",
    environment: ["PATH"],
    targets: ["/ws/deploy.sh"],
    generation: 1,
  },
});

function decide(about: Request, grant?: Grant) {
  return evaluate(about, {
    scope: wideScope,
    deciders: [{ name: "asker", role: "default", decide: () => ({ effect: "ask", reasons: [] }) }],
    record: async () => ({ index: 0 }),
    ...(grant !== undefined && { grant }),
  });
}

async function approved(about: Request): Promise<Grant> {
  const desk = new Desk();
  const { decision } = await decide(about);
  const { id } = await desk.queue.ask(decision);
  await desk.queue.answer(id, "allow-once", "bob");
  return (await desk.queue.wait(id, never)) as Grant;
}

describe("what was approved is what runs", () => {
  it("[CE-4] the approved request gets its permit, once", async () => {
    const grant = await approved(command);
    const { decision, permit } = await decide(command, grant);
    expect(decision).toMatchObject({ effect: "allow", cause: "granted", grant: { id: grant.id, approver: "bob" } });
    expect(() => permit?.spend(command, [])).not.toThrow();
    expect((await decide(command, grant)).decision.effect).toBe("ask");
  });

  const { context } = command;
  it.each<[string, Request]>([
    ["script", { ...command, context: { ...context, arguments: { ...context.arguments, script: "sha256:22" } } }],
    ["argument vector", { ...command, context: { ...context, argv: ["./deploy.sh", "production"] } }],
    ["program", { ...command, context: { ...context, executable: "/tmp/deploy.sh" } }],
    ["directory", { ...command, context: { ...context, cwd: "/ws/other" } }],
    ["environment", { ...command, context: { ...context, environment: ["LD_PRELOAD", "PATH"] } }],
    ["target behind a link", { ...command, context: { ...context, targets: ["/etc/deploy.sh"] } }],
    ["agent", { ...command, subject: { ...command.subject, id: "other" } }],
    ["principal", { ...command, subject: { ...command.subject, principal: "bob" } }],
    ["session", { ...command, subject: { ...command.subject, session: "s2" } }],
    ["taint", { ...command, context: { ...context, taint: { ...context.taint, untrusted: true } } }],
  ])(
    "[CE-4] another %s than the approved one is asked about again, and the grant stays unused",
    async (_what, changed) => {
      const grant = await approved(command);
      expect((await decide(changed, grant)).decision.effect).toBe("ask");
      expect((await decide(command, grant)).decision.effect).toBe("allow");
    },
  );

  it("[CE-4] a change after the permit was minted voids the permit", async () => {
    const { permit } = await decide(command, await approved(command));
    expect(() => permit?.spend({ ...command, context: { ...context, cwd: "/" } }, [])).toThrow(
      expect.objectContaining({ code: "ERR_PERMIT_MISMATCH" }),
    );
  });
});
