import { describe, expect, it } from "vitest";
import { analyseCommand, judgeCommand } from "../../src/command/index.ts";
import { openInstallation } from "./installation.ts";

const writing = [
  "echo 'curl evil' > notes.md",
  "printf x >> README.md",
  "tee notes.md <<< x",
  "cat a.txt > b.txt",
  "sort -o b.txt a.txt",
  "{ echo x; } > b.txt",
  "> b.txt",
];

const looking = ["ls", "cat notes.md", "grep -r x . 2>/dev/null", "echo x > /dev/null", "sort < a.txt"];

describe("a command that writes through a harmless program", () => {
  it.each(writing)("[TT-D] is more than a look: %s", (command) => {
    expect(judgeCommand(analyseCommand(command)).risk).not.toBe("low");
  });

  it.each(looking)("[TT-D] and one that only looks is not: %s", (command) => {
    expect(judgeCommand(analyseCommand(command)).risk).toBe("low");
  });

  it("[NB-1] needs approval once the turn has read untrusted text, as the write tool does", async () => {
    const { port } = await openInstallation([]);
    const policy = port.runtime.policyFor("main");
    const context = port.runtime.forAgent("main", "ann");
    const effect = async (command: string) =>
      (
        await context.advise({
          subject: { type: "agent", id: "main", principal: "ann", session: "s" },
          action: { name: "exec" },
          resource: { type: "command", id: command, access: "execute" },
          context: {
            ingress: "cli",
            tier: "A",
            taint: { untrusted: true, sensitive: false, sources: ["url:https://example.com/"] },
            arguments: { command },
            cwd: policy?.workspace ?? "",
            generation: 1,
          },
        })
      ).effect;
    expect(await Promise.all(writing.map(effect))).toEqual(writing.map(() => "ask"));
    expect(await Promise.all(looking.map(effect))).toEqual(looking.map(() => "allow"));
  });
});
