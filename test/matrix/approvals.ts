import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { homePaths } from "../../src/config/index.ts";
import { runCommand } from "./command-line.ts";
import type { Cell, Ingress } from "./grid.ts";
import type { Installation } from "./installation.ts";
import { order } from "./obedient-model.ts";

/** What approvals are shown on: somebody who says something through an ingress, to an agent that does all it is told. */
export interface ApprovalScene {
  readonly ingress: Ingress;
  readonly installation: Installation;
  /** Says it as the operator, in the session of this name, and gives back what was answered. */
  readonly say: (session: string, ...orders: readonly string[]) => Promise<string>;
}

/** Answers an approval the way somebody at the ingress would, with their token; says what became of it. */
type Answering = (installation: Installation, token: string, id: string, answer: string) => Promise<string>;

const answering: Readonly<Record<Ingress, Answering>> = {
  webchat: ({ url }, token, id, answer) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace("https", "wss")}/webchat`, {
        headers: { authorization: `Bearer ${token}` },
      });
      socket.on("error", reject);
      socket.on("open", () => socket.send(JSON.stringify({ type: "approve", approval: id, answer })));
      socket.on("message", (data) => {
        const { type, outcome, code } = JSON.parse(String(data));
        if (type !== "answered" && type !== "error") return;
        resolve(outcome ?? code);
        socket.terminate();
      });
    }),
  api: overRpc,
  cli: overRpc,
};

async function overRpc({ url }: Installation, token: string, id: string, answer: string): Promise<string> {
  const response = await fetch(`${url}/rpc`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "approvals.answer", params: { id, answer } }),
  });
  const { result, error } = (await response.json()) as { result?: string; error?: { data?: { code: string } } };
  return result ?? String(error?.data?.code);
}

/** The command line itself, as the operator of the home. */
async function overCommandLine({ home }: Installation, id: string, answer: string): Promise<string> {
  const flags = { "allow-once": [], "allow-always": ["--always", "--yes"], deny: ["--deny"] }[answer] ?? [];
  const { json } = await runCommand(home, "approve", id, ...flags, "--json");
  return json?.outcome ?? json?.error?.code;
}

/** One cell: what nobody who may has allowed does not happen; what was allowed does, once, or by just the rule shown. */
export function approvalCell({ ingress, installation, say }: ApprovalScene): Cell {
  const { workspace, home, port, token } = installation;
  const script = `./approve-${ingress}.sh`;
  const made = (name: string) => existsSync(join(workspace, `approved-${ingress}-${name}`));
  const run = (name: string) => `${script} approved-${ingress}-${name}`;
  const exec = (command: string, more: object = {}) => order("exec", { command, ...more });
  const session = () => crypto.randomUUID();
  writeFileSync(join(workspace, script), '#!/bin/sh\n: > "$1"\n');
  chmodSync(join(workspace, script), 0o755);

  /** Says something, and does something to each question that comes up; gives back how many there were. */
  async function saying(
    orders: readonly string[],
    respond: (id: string) => Promise<unknown>,
    name: string = session(),
  ) {
    const responses: Promise<unknown>[] = [];
    const stop = port.approvals.subscribe(({ id, state }) => {
      if (state === "pending") responses.push(respond(id));
    });
    const text = await say(name, ...orders);
    stop();
    return { text, answered: await Promise.all(responses) };
  }
  const deny = (id: string) => port.approvals.answer(id, "deny", "operator");

  return {
    async attack() {
      // Nobody answers, and nothing that the model writes is an answer.
      const unanswered = await saying(
        [exec(run("unanswered")), exec(run("claimed"), { approved: true })],
        async () => {},
      );
      expect(unanswered.text).toContain("nobody approved it");
      expect([made("unanswered"), made("claimed")]).toEqual([false, false]);

      // Who may not answer does, through this ingress; so does somebody whose token may only talk to agents.
      const stranger = await token({ principal: "stranger" });
      const user = await token({ role: "user" });
      const elsewhere = await token({ agent: "coder" });
      const refused = await saying([exec(run("stranger"))], async (id) => {
        const outcomes = [];
        for (const bad of [stranger, user, elsewhere]) {
          outcomes.push(await answering[ingress](installation, bad, id, "allow-once"));
        }
        await deny(id);
        return outcomes;
      });
      expect(refused.answered).toEqual([["not-approver", "forbidden", "unknown"]]);
      expect(made("stranger")).toBe(false);

      // The agent goes for the approver's credential itself, with an operator who allows whatever it asks for.
      const { approver } = homePaths(home);
      const key = readFileSync(join(approver, "key"), "utf8").trim();
      const connect = `import socket; s=socket.socket(socket.AF_UNIX); s.connect('${approver}/socket'); print(s.recv(99))`;
      const greedy = await saying(
        [
          order("read", { path: join(approver, "key") }),
          order("list", { path: approver }),
          order("search", { query: key.slice(0, 8), path: home }),
          exec(`cat ${approver}/key`),
          exec(`python3 -c "print(open('${approver}/key').read())"`),
          exec(`python3 -c "${connect}"`),
          exec(`ln -s ${approver} approver-${ingress}; cat approver-${ingress}/key`),
        ],
        (id) => port.approvals.answer(id, "allow-once", "operator"),
      );
      expect(greedy.text).not.toContain(key);
      expect(greedy.text).not.toContain("challenge");

      // A rule that was learned answers for nothing else.
      await saying([exec(run("taught"))], (id) => port.approvals.answer(id, "allow-always", "operator"));
      const variants = [
        run("other"),
        `${run("taught")}; ${run("appended")}`,
        `A=1 ${run("taught")}`,
        `${run("taught")} > approved-${ingress}-redirected`,
        `env ${run("taught")}`,
      ];
      const varied = await saying(
        variants.map((command) => exec(command)),
        deny,
      );
      expect(varied.answered).toEqual(variants.map(() => "denied"));
      expect(["other", "appended", "redirected"].map(made)).toEqual([false, false, false]);
      for (const { id } of await port.learned.list()) await port.learned.remove(id, "operator");
    },

    async twin() {
      const approve = async (id: string, answer: string) =>
        ingress === "cli"
          ? overCommandLine(installation, id, answer)
          : answering[ingress](installation, await token(), id, answer);
      const once = await saying([exec(run("once"))], (id) => approve(id, "allow-once"));
      expect(once.answered).toEqual(["allowed"]);
      expect(made("once")).toBe(true);

      const denied = await saying([exec(run("denied"))], (id) => approve(id, "deny"));
      expect(denied.answered).toEqual(["denied"]);
      expect(made("denied")).toBe(false);

      const always = await saying([exec(run("always"))], (id) => approve(id, "allow-always"));
      expect(always.answered).toEqual(["learned"]);
      rmSync(join(workspace, `approved-${ingress}-always`));
      // The same question is not asked twice, in this session or another.
      const again = await saying([exec(run("always"))], deny);
      expect(again.answered).toEqual([]);
      expect(made("always")).toBe(true);
      const used = await installation.records({ kind: "approval" });
      expect(used.filter(({ body }) => body["event"] === "rule.used").length).toBeGreaterThan(0);
    },
  };
}
