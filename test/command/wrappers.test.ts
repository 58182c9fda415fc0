import { describe, expect, it } from "vitest";
import { analyseCommand, programNames } from "../../src/command/analyse.ts";
import { judgeCommand } from "../../src/command/judge.ts";
import { wrappers } from "../../src/command/wrappers.ts";
import { wrapperExamples } from "./wrapper-examples.ts";

/** The programs themselves, without what is around them. */
const inside = (command: string): readonly (string | undefined)[] => {
  const analysis = analyseCommand(command);
  return analysis.ok ? analysis.programs.filter(({ opaque }) => opaque === undefined).map(({ name }) => name) : [];
};

describe("a wrapper", () => {
  it("[CE-1.1] has examples", () => {
    const alike = ["linux32", "i386", "i686", "x86_64"];
    expect([...wrappers.keys()].filter((name) => wrapperExamples[name] === undefined && !alike.includes(name))).toEqual(
      [],
    );
  });

  it.each(Object.entries(wrapperExamples))(
    "[CE-1.1] %s is taken off where its options are understood",
    (_, { match, notMatch }) => {
      expect(match.filter((command) => !inside(command).includes("xa"))).toEqual([]);
      expect(notMatch.filter((command) => inside(command).includes("xa"))).toEqual([]);
      expect(notMatch.filter((command) => judgeCommand(analyseCommand(command)).effect === "allow")).toEqual(
        notMatch.filter((command) => /^command -[vV] xa$/.test(command)),
      );
    },
  );

  it("[CE-1.1] gives what it is given to a shell as one text", () => {
    expect(programNames(analyseCommand("watch -n 1 ls '|' wc"))).toEqual(["watch", "sh", "ls", "wc"]);
    expect(programNames(analyseCommand("flock l -c 'ls; wc'"))).toEqual(["flock", "sh", "ls", "wc"]);
  });

  it("[CE-1.1] is refused where too many start each other", () => {
    const rule = (command: string) => judgeCommand(analyseCommand(command)).reasons[0]?.rule;
    expect(rule(`${"nice ".repeat(10)}ls`)).not.toBe("command.too-deep");
    expect(rule(`${"nice ".repeat(20)}ls`)).toBe("command.too-deep");
    expect(rule(`${"find . -exec ".repeat(5_000)}ls`)).toBe("command.too-deep");
    expect(rule(`env ${"-S ".repeat(20_000)}ls`)).toBe("command.opaque");
  });
});
