import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Act, Budget, Conversation, cleanLabels, createModel, runTurn, type ToolCall } from "../agent/index.ts";
import type { Attempt } from "./attacks.ts";
import type { World } from "./world.ts";

/**
 * The same toy agent with tools as many agents have them: nothing decides, nothing is kept. It runs only in a world of
 * its own, made for being attacked, and touches nothing else.
 */
export async function runUnprotected(
  attempt: Attempt,
  world: World,
): Promise<{ readonly reply: string; readonly sent: readonly string[] }> {
  const sent: string[] = [];
  const act: Act = async (call) => {
    const text = await perform(call, world, sent).catch((error: Error) => error.message);
    return { ...cleanLabels, text, effect: "allow", disposition: "completed", summary: call.name };
  };
  const deps = {
    model: createModel({ type: "demo" }),
    tools: new Map(),
    act,
    budget: new Budget({ seconds: 20 }),
    history: new Conversation(() => cleanLabels),
  };
  const text = [attempt.says(world), attempt.mail ?? ""].join("\n\n");
  let reply = "";
  for await (const event of runTurn({ ...cleanLabels, text }, deps, new AbortController().signal)) {
    if (event.type === "final") reply = event.text;
  }
  return { reply, sent };
}

async function perform(call: ToolCall, { workspace }: World, sent: string[]): Promise<string> {
  if ("malformed" in call) return "malformed";
  const argument = (name: string) => String(call.arguments[name] ?? "");
  switch (call.name) {
    case "exec":
      return shell(argument("command"), workspace);
    case "read":
      return readFile(join(workspace, argument("path")), "utf8");
    case "write":
      await writeFile(join(workspace, argument("path")), argument("content"));
      return "written";
    case "list":
      return readdirSync(workspace).join("\n");
    case "message":
      sent.push(argument("text"));
      return "sent";
    case "web_fetch":
      return get(argument("url"));
    default:
      return "no such tool";
  }
}

function shell(command: string, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], {
      cwd,
      env: { PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve(error.message));
    child.on("close", () => resolve(output));
  });
}

/** Follows redirects only in words: this demonstration talks to nobody but itself. */
async function get(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "manual" });
  const location = response.headers.get("location");
  return location === null ? response.text() : `going on to ${location}`;
}
