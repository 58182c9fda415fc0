import type { Source } from "./source.ts";

/** More added lines than this are searched in parts; in UTF-16 units. */
const longestPart = 1024 * 1024;

/**
 * The texts that commits added, one for each row of added lines, from what git writes as the log with patches. A
 * secret that was taken out again is in the commit that added it.
 */
export async function* additions(log: AsyncIterable<Uint8Array>, under: string): AsyncGenerator<Source> {
  let [commit, path, line] = ["", "", 1];
  let added: string[] = [];
  let size = 0;
  const part = (): Source | undefined => {
    if (added.length === 0 || path === "") return undefined;
    const first = line - added.length;
    const source = {
      path: `${under}${path}`,
      commit,
      text: added.join("\n"),
      lineAt: (index: number) => first + index,
    };
    added = [];
    size = 0;
    return source;
  };
  let inHunk = false;
  for await (const text of lines(log)) {
    if (inHunk && text.startsWith("+")) {
      added.push(text.slice(1));
      size += text.length;
      line++;
      if (size < longestPart) continue;
    }
    const source = part();
    if (source !== undefined) yield source;
    if (text.startsWith("@@")) {
      inHunk = true;
      line = Number(/\+(\d+)/.exec(text)?.[1] ?? 1);
    } else if (text.startsWith("diff ") || text.startsWith("commit ")) inHunk = false;
    if (text.startsWith("commit ")) commit = text.slice("commit ".length);
    else if (!inHunk && text.startsWith("+++ ")) path = pathOf(text.slice("+++ ".length));
  }
  const last = part();
  if (last !== undefined) yield last;
}

/** The path behind `b/`, quoted or not; empty for a file that is gone. */
function pathOf(name: string): string {
  const plain = name.startsWith('"') ? name.slice(1, -1).replace(/\\([0-7]{3}|.)/g, "$1") : name.trimEnd();
  return plain === "/dev/null" ? "" : plain.replace(/^b\//, "");
}

async function* lines(log: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of log) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  yield rest + decoder.decode();
}
