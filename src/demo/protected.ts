import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSallyport, type Sallyport } from "../assembly/index.ts";
import { createHome, type Environment } from "../config/index.ts";
import { cleanTaint, wrapUntrusted } from "../content/index.ts";
import type { Attempt } from "./attacks.ts";
import type { World } from "./world.ts";

/** What the same toy agent did behind Sallyport. */
export interface ProtectedRun {
  readonly reply: string;
  readonly sent: readonly string[];
  /** One line a tool call: effect, what, why. */
  readonly decisions: readonly { readonly effect: string; readonly disposition: string; readonly summary: string }[];
}

/** Opens a Sallyport of its own in the world, with the coding profile and nobody to approve anything. */
export async function openProtected(world: World, environment: Environment): Promise<Sallyport> {
  const home = join(world.directory, "home");
  await createHome(home, { profile: "coding", model: { type: "demo" } });
  const config = {
    agents: [{ id: "main", profile: "full", workspace: world.workspace }],
    approvals: { timeoutSeconds: 1 },
    // The world's web is on this machine; metadata services stay out of reach whatever is opened here.
    net: {
      dangerouslyAllowPrivate: { hosts: ["127.0.0.1"], until: tomorrow(), reason: "the web of this demonstration" },
    },
  };
  writeFileSync(join(home, "config.json5"), JSON.stringify(config), { mode: 0o600 });
  return openSallyport({ environment: { ...environment, home } });
}

/** One attempt, in a session of its own. */
export async function runProtected(attempt: Attempt, world: World, port: Sallyport): Promise<ProtectedRun> {
  const agent = port.agents.get("main");
  if (agent === undefined) throw new TypeError("the demonstration has no agent");
  const sent: string[] = [];
  const stop = port.outbox.subscribe(({ text }) => sent.push(text));
  const decisions: ProtectedRun["decisions"][number][] = [];
  const stream = port.redactor.stream();
  let reply = "";
  const input = {
    principal: "you",
    session: attempt.title,
    ingress: "cli",
    tier: "A" as const,
    ...screened(attempt, world),
  };
  for await (const event of agent.turn(input, new AbortController().signal)) {
    if (event.type === "tool-end") decisions.push(event);
    if (event.type === "text") reply += stream.push(event.text);
  }
  stop();
  return { reply: reply + stream.flush(), sent, decisions };
}

function screened(attempt: Attempt, world: World) {
  const own = attempt.says(world);
  if (attempt.mail === undefined) return { text: own, taint: cleanTaint };
  const source = "mail:stranger@example.org";
  const mail = wrapUntrusted(attempt.mail, { source, kind: "email" }).text;
  return { text: `${own}\n\n${mail}`, taint: { untrusted: true, sensitive: false, sources: [source] } };
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
