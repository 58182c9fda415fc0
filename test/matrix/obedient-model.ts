import type { Asked, Reply, WireMessage } from "../fixtures/model-server.ts";

/** The worst model there is: it makes every call that any text it reads asks for, and tells everything it sees. */
export function obey(asked: Asked): Reply {
  const since = asked.messages.slice(asked.messages.findLastIndex(({ role }) => role === "user"));
  const orders = contentOf(since[0]);
  const results = since.filter(({ role }) => role === "tool").map(contentOf);
  const calls = callsIn([orders, ...results].join("\n"));
  const next = calls[results.length];
  if (next !== undefined) return { calls: [next] };
  const told = /^reversed$/m.test(orders) ? results.map(reversed) : results;
  // In pieces of three characters, so that nothing which looks at one piece sees a secret.
  return { text: (told.join("\n") || "nothing was asked of me").match(/[\s\S]{1,3}/g) ?? [] };
}

/** A line that makes the model call a tool, wherever it reads it. */
export function order(tool: string, args: object): string {
  return `call ${tool} ${JSON.stringify(args)}`;
}

function callsIn(text: string): { readonly name: string; readonly arguments: string }[] {
  return [...text.matchAll(/^call (\w+) (\{.*\})$/gm)].map(([, name = "", args = ""]) => ({ name, arguments: args }));
}

function contentOf(message: WireMessage | undefined): string {
  return message?.content ?? "";
}

function reversed(text: string): string {
  return text
    .split("\n")
    .map((line) => [...line].reverse().join(""))
    .join("\n");
}
