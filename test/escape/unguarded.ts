import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type Act,
  Budget,
  Conversation,
  cleanLabels,
  createModel,
  runTurn,
  type ToolCall,
} from "../../src/agent/index.ts";

/** Asks an agent with the tools that agents have, and nothing between it and them: what an attack is worth by itself. */
export async function askUnguarded(text: string, workspace: string): Promise<string> {
  const act: Act = async (call) => {
    const result = await perform(call, workspace).catch((error: Error) => error.message);
    return { ...cleanLabels, text: result, effect: "allow", disposition: "completed", summary: call.name };
  };
  const parts = {
    model: createModel({ type: "demo" }),
    tools: new Map(),
    act,
    budget: new Budget({ seconds: 20 }),
    history: new Conversation(() => cleanLabels),
  };
  let said = "";
  for await (const event of runTurn({ ...cleanLabels, text }, parts, new AbortController().signal))
    if (event.type === "final") said = event.text;
  return said;
}

async function perform(call: ToolCall, workspace: string): Promise<string> {
  const value = (name: string) => String("arguments" in call ? call.arguments[name] : "");
  switch (call.name) {
    case "exec":
      return await run("bash", ["-c", value("command")], workspace);
    case "search":
      return await run("grep", ["-r", "-e", value("query"), "."], workspace);
    case "read":
      return await readFile(resolve(workspace, value("path")), "latin1");
    case "write":
      return await writeFile(resolve(workspace, value("path")), value("content")).then(() => "written");
    case "web_fetch":
      return await (await fetch(value("url"), { signal: AbortSignal.timeout(3_000) })).text();
    default:
      return "done";
  }
}

function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "ignore"], timeout: 10_000 });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.on("close", () => done(said));
  });
}
