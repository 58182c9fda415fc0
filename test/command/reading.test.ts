import { describe, expect, it } from "vitest";
import { analyseCommand, readingOf } from "../../src/command/index.ts";

const expand = (pattern: string) => (pattern === "/ws/*" ? ["/ws/a.txt", "/ws/b.txt"] : []);
const reading = (command: string) => readingOf(analyseCommand(command), { cwd: "/ws", workspace: ["/ws"], expand });

describe("what a command may take in", () => {
  it.each([
    ["cat a.txt", ["/ws/a.txt"]],
    ["cat < a.txt", ["/ws/a.txt"]],
    ["head -n 3 sub/a.txt | sort", ["/ws/sub/a.txt"]],
    ["cp a.txt c.txt", ["/ws/a.txt"]],
    ["cat *", ["/ws/b.txt"]],
    ["cd sub && cat a.txt", ["/ws/sub/a.txt"]],
    ["grep -r needle", ["/ws"]],
    ["find . -name '*.txt' -exec cat {} +", ["/ws"]],
    ["find . -name '*.txt' | xargs cat", ["/ws"]],
    ["echo $(cat a.txt)", ["/ws/a.txt"]],
    ["sort --files0-from=list.txt", ["/ws/list.txt"]],
  ])("[NB-1] %s", (command, paths) => {
    const { anything, paths: named } = reading(command);
    for (const path of paths) expect(anything || named.includes(path)).toBe(true);
  });

  it.each(["python3 x.py", "npm test", "./run.sh", "unknown-program", "git log", "bash -c 'x'", "cat 'a"])(
    "[NB-1] is anything for %s",
    (command) => {
      expect(reading(command).anything).toBe(true);
    },
  );

  it.each(["ls", "ls -l sub", "find . -name x", "echo hello", "pwd", "mkdir sub", "rm a.txt", "wc -l b.txt"])(
    "[NB-1] is not a.txt, nor the directory, for %s",
    (command) => {
      const { anything, paths } = reading(command);
      expect(anything).toBe(false);
      expect(paths.filter((path) => ["/ws", "/ws/a.txt", "/ws/sub"].includes(path))).toEqual([]);
    },
  );
});
