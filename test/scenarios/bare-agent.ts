import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Act,
  Budget,
  Conversation,
  cleanLabels,
  createModel,
  runTurn,
  type ToolCall,
} from "../../src/agent/index.ts";
import { gullible } from "../corpus/gullible-model.ts";
import { startModelServer } from "../fixtures/model-server.ts";

/** What was left when an agent with nothing in its way had answered. */
export interface BareRun {
  readonly workspace: string;
  readonly reply: string;
  readonly sent: readonly { readonly channel: string; readonly text: string }[];
  close(): void;
}

/** One turn of the same model with tools as many agents have them, in a directory of its own. */
export async function runBare(message: string, layOut: (workspace: string) => void): Promise<BareRun> {
  const workspace = mkdtempSync(join(tmpdir(), "sallyport-bare-"));
  layOut(workspace);
  const sent: { channel: string; text: string }[] = [];
  await using server = await startModelServer(gullible);
  const act: Act = async (call) => {
    const text = await perform(call, workspace, sent).catch((error: Error) => error.message);
    return { ...cleanLabels, text, effect: "allow", disposition: "completed", summary: call.name };
  };
  const deps = {
    model: createModel({ type: "openai", url: server.openai, model: "scripted" }),
    tools: new Map(),
    act,
    budget: new Budget({ seconds: 20 }),
    history: new Conversation(() => cleanLabels),
  };
  let reply = "";
  for await (const event of runTurn({ ...cleanLabels, text: message }, deps, new AbortController().signal)) {
    if (event.type === "final") reply = event.text;
  }
  return { workspace, reply, sent, close: () => rmSync(workspace, { recursive: true, force: true }) };
}

async function perform(call: ToolCall, workspace: string, sent: { channel: string; text: string }[]): Promise<string> {
  if ("malformed" in call) return "malformed";
  const argument = (name: string) => String(call.arguments[name] ?? "");
  const path = join(workspace, argument("path"));
  switch (call.name) {
    case "exec":
      return spawnSync("/bin/sh", ["-c", argument("command")], { cwd: workspace, encoding: "utf8", timeout: 10_000 })
        .stdout;
    case "read":
      return readFileSync(path, "utf8");
    case "write":
      writeFileSync(path, argument("content"));
      return "written";
    case "edit":
      writeFileSync(path, readFileSync(path, "utf8").replace(argument("find"), argument("replace")));
      return "edited";
    case "message":
      sent.push({ channel: argument("channel"), text: argument("text") });
      return "sent";
    case "web_fetch":
      return (await fetch(argument("url").replace("pages.test", "127.0.0.1"))).text();
    default:
      return "no such tool";
  }
}
