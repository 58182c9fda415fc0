import { writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import type { TurnEvent } from "../../src/agent/index.ts";
import { openSallyport, type Sallyport, type SallyportOptions } from "../../src/assembly/index.ts";
import { homePaths, readEnvironment } from "../../src/config/index.ts";
import { type Script, startModelServer } from "../fixtures/model-server.ts";
import { tempDir } from "../fixtures/temp.ts";

/** What the judge would hold back goes on, so that what stands behind it is put to the proof. */
const pastTheJudge = { actions: { arguments: { dangerous: "confirm" }, results: { dangerous: "confirm" } } };

/** A whole installation with a scripted model, as an attacker meets it. */
export async function openInstallation(
  script: Script,
  config: object = {},
  options: Partial<SallyportOptions> = {},
): Promise<{ port: Sallyport; home: string; configure: (next: object) => void }> {
  const server = await startModelServer(script);
  const home = options.home ?? tempDir();
  const configure = (next: object) =>
    writeFileSync(
      homePaths(home).config,
      JSON.stringify({
        agents: [{ id: "main", profile: "full" }],
        models: { default: { type: "openai", url: server.openai, model: "scripted" } },
        judge: pastTheJudge,
        ...next,
      }),
      { mode: 0o600 },
    );
  configure(config);
  const port = await openSallyport({ environment: readEnvironment({ SALLYPORT_HOME: home }), ...options });
  onTestFinished(async () => {
    await port.close();
    await server.close();
  });
  return { port, home, configure };
}

/** One turn of the agent `main` for the principal `ann`. */
export async function turn(
  port: Sallyport,
  text: string,
  input: { readonly session?: string; readonly untrusted?: boolean; readonly signal?: AbortSignal } = {},
): Promise<readonly TurnEvent[]> {
  const { session = crypto.randomUUID(), untrusted = false, signal = new AbortController().signal } = input;
  const taint = { untrusted, sensitive: false, sources: untrusted ? ["webchat:stranger"] : [] };
  const events: TurnEvent[] = [];
  const asked = { principal: "ann", session, ingress: "cli", tier: "A" as const, text, taint };
  for await (const event of port.agents.get("main")?.turn(asked, signal) ?? []) events.push(event);
  return events;
}

/** How each call of a turn ended. */
export function ended(events: readonly TurnEvent[]): readonly (readonly [tool: string, effect: string])[] {
  return events.flatMap((event) => (event.type === "tool-end" ? [[event.tool, event.effect] as const] : []));
}
