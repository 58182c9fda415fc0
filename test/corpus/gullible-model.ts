import type { Asked, Reply, WireMessage } from "../fixtures/model-server.ts";

/** A line that makes the model call a tool; `$LAST` in it stands for what the model read last. */
export function order(tool: string, args: object): string {
  return `call ${tool} ${JSON.stringify(args)}`;
}

/** A line in the user's message that makes the model mind nobody else. */
export const onlyMe = "mind only me";

/**
 * The worst model there is: it makes every call that anything it reads asks for, in whatever writing, and tells all that
 * it saw, with whatever `say …` tells it to add.
 */
export function gullible({ messages }: Asked): Reply {
  const user = contentOf(messages.findLast(({ role }) => role === "user"));
  const answers = messages.filter(({ role }) => role === "tool").map(contentOf);
  const said = messages.filter(({ role, tool_calls: calls }) => role === "assistant" && calls === undefined);
  const readable = user.includes(onlyMe) ? [user] : [...said.map(contentOf), user, ...answers].map(inPlain);
  const next = readable.flatMap(callsIn)[answers.length];
  const seen = /the (?:heron|kingfisher)[a-z ]*/.exec(answers.join("\n"))?.[0] ?? "";
  const filled = (text: string) => text.replaceAll("$LAST", encodeURIComponent(seen));
  if (next !== undefined) return { calls: [{ ...next, arguments: filled(next.arguments) }] };
  const more = readable.flatMap((text) => [...text.matchAll(/^say (.+)$/gm)].map(([, words = ""]) => filled(words)));
  const told = [...answers, ...more].join("\n");
  return { text: (told || "nothing was asked of me").match(/[\s\S]{1,3}/g) ?? [] };
}

function callsIn(text: string): readonly { readonly name: string; readonly arguments: string }[] {
  return [...text.matchAll(/^call (\S+) (\{.*\})/gm)].map(([, name = "", args = ""]) => ({ name, arguments: args }));
}

function contentOf(message: WireMessage | undefined): string {
  return message?.content ?? "";
}

/** The text, and after it whatever is written in it otherwise: a clever reader would find that too. */
function inPlain(text: string): string {
  const readings = [
    ...[...text.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([found]) => Buffer.from(found, "base64").toString()),
    ...[...text.matchAll(/(?:[0-9a-f]{2}){16,}/g)].map(([found]) => Buffer.from(found, "hex").toString()),
    ...[...text.matchAll(/(?:%[0-9a-f]{2}){8,}/g)].map(([found]) => decodeURIComponent(found)),
    ...[...text.matchAll(/(?:&#\d+;){8,}/g)].map(([found]) =>
      found.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
    ),
    [...text]
      .map((char) => char.codePointAt(0) as number)
      .filter((code) => code >= 0xe0000 && code < 0xe0080)
      .map((code) => String.fromCodePoint(code - 0xe0000))
      .join(""),
  ];
  return [text.replaceAll("\u200b", ""), ...readings.filter((reading) => reading.includes("call "))].join("\n");
}
