import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLines } from "../../src/cli/check-lines.ts";
import { Judges, placeOf } from "../../src/cli/command-judge.ts";
import { Output } from "../../src/cli/output.ts";
import {
  analyseCommand,
  compileCondition,
  type Dialect,
  explainCommand,
  judgeCommand,
  outlineCommand,
} from "../../src/command/index.ts";
import { isEffect, opinionFault } from "../../src/decision/index.ts";
import { protectedPath, secretPath } from "../../src/files/index.ts";
import {
  commandRulesFor,
  decideByShortPolicy,
  loadPolicy,
  policyFor,
  readShortPolicy,
  requestOf,
  shippedPolicies,
} from "../../src/policy/index.ts";

import { tempDir } from "../fixtures/temp.ts";
import { Written } from "../fixtures/written.ts";

type Small = Exclude<Dialect, "bash">;

const smalls: readonly Small[] = ["powershell", "cmd"];
const policy = policyFor(loadPolicy(shippedPolicies()), { profile: "coding" });
const rules = commandRulesFor(policy, requestOf("true"));
const judge = (command: string, dialect: Small) =>
  judgeCommand(analyseCommand(command, { dialect }), { rules, secretPath, protectedPath });
const effect = (command: string, dialect: Small) => judge(command, dialect).effect;
const rank = { deny: 0, ask: 1, allow: 2 };

function lines(name: string): readonly string[] {
  return readFileSync(new URL(`./dialects/${name}.txt`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
}

function row(command: string, dialect: Small): string {
  const { effect: decided, reasons } = judge(command, dialect);
  const named = decided === "allow" ? "" : ` ${[...new Set(reasons.map((reason) => reason.rule))].join(" ")}`;
  return `${decided.padEnd(5)} ${JSON.stringify(command)}${named}`;
}

describe.each(smalls)("commands of %s", (dialect) => {
  const attacks = lines(`${dialect}-attacks`);
  const benign = lines(`${dialect}-benign`);

  it("[CE-1.1] allows no attack", async () => {
    expect(attacks.length).toBeGreaterThan(60);
    expect(attacks.filter((command) => effect(command, dialect) === "allow")).toEqual([]);
    const table = attacks.map((command) => row(command, dialect)).join("\n");
    await expect(`${table}\n`).toMatchFileSnapshot(`../golden/dialect-${dialect}-attacks.golden`);
  });

  it("[CE-1.1] allows what developers run in their workspace, with the sandbox", () => {
    expect(benign.length).toBeGreaterThan(40);
    expect(benign.filter((command) => effect(command, dialect) !== "allow")).toEqual([]);
    for (const command of benign) expect(judge(command, dialect).obligations).toEqual([{ id: "sandbox", hosts: [] }]);
  });

  it("[CE-5] says of everything that is not allowed what would make it so", () => {
    for (const command of attacks) {
      for (const { remedy, message } of judge(command, dialect).reasons) {
        expect(remedy, command).toMatch(/\w/);
        expect(message, command).toMatch(/\w/);
      }
    }
  });

  it("[CE-1.1] gives an opinion on any string, never throws, and points inside it", () => {
    const piece = fc.constantFrom(
      ...benign.flatMap((command) => command.split(" ")),
      ..."$x|$(|)|@(|{|}|&|;|,|`|^|%A%|!A!|\"|'|<|>|#|--%|\u2019|\0|\ud800|-|/|\\".split("|"),
      "|",
      "||",
      "&&",
    );
    const command = fc.oneof(
      fc.string({ unit: "binary", maxLength: 120 }),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(" ")),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(command, (text) => {
        const analysis = analyseCommand(text, { dialect });
        const opinion = judge(text, dialect);
        expect(isEffect(opinion.effect)).toBe(true);
        expect(opinionFault(opinion)).toBeUndefined();
        const spans = analysis.ok
          ? analysis.programs.flatMap(({ span, args }) => [span, ...args.map((w) => w.span)])
          : [];
        for (const span of [...spans, ...opinion.reasons.flatMap((reason) => (reason.span ? [reason.span] : []))]) {
          expect(span[0]).toBeGreaterThanOrEqual(0);
          expect(span[0]).toBeLessThanOrEqual(span[1]);
          expect(span[1]).toBeLessThanOrEqual(Math.max(1, text.length));
        }
        explainCommand(text, opinion, { programs: outlineCommand(analysis, {}) });
      }),
      { numRuns: 1_000 },
    );
  });

  it("[CE-1.1] refuses every character beyond its subset, wherever it stands", () => {
    const foreign = fc
      .string({ unit: "binary", minLength: 1, maxLength: 1 })
      .filter((char) => !/^[\t\x20-\x7e]$/.test(char));
    fc.assert(
      fc.property(fc.constantFrom(...benign), foreign, fc.nat(), (command, char, at) => {
        const where = at % (command.length + 1);
        const text = command.slice(0, where) + char + command.slice(where);
        expect(analyseCommand(text, { dialect })).toMatchObject({ ok: false });
        expect(effect(text, dialect)).toBe("deny");
      }),
    );
    for (const char of dialect === "cmd" ? "^%!()<>`'" : "$`{}()<>#[]") {
      for (const command of benign) {
        expect(effect(`${command} ${char}`, dialect), char).toBe("deny");
        expect(effect(`${command} a${char}b`, dialect), char).toBe("deny");
        expect(effect(`${char}${command}`, dialect), char).toBe("deny");
      }
    }
  });

  it("[CE-1.1] is never laxer with another command beside it", () => {
    const some = fc.constantFrom(...attacks, ...benign);
    const join = fc.constantFrom(...(dialect === "cmd" ? ["&", "&&", "||", "|"] : [";", "&&", "||", "|"]));
    fc.assert(
      fc.property(some, some, join, (a, b, operator) => {
        const least = Math.min(rank[effect(a, dialect)], rank[effect(b, dialect)]);
        expect(rank[effect(`${a} ${operator} ${b}`, dialect)]).toBeLessThanOrEqual(least);
      }),
    );
  });

  it("[CE-1.1] knows programs and secrets in any mixture of capitals", () => {
    const names = dialect === "cmd" ? ["type", "copy", "findstr x"] : ["Get-Content", "gc", "Select-String x"];
    const mixed = (text: string) =>
      fc
        .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
        .map((upper) => [...text].map((char, i) => (upper[i] ? char.toUpperCase() : char.toLowerCase())).join(""));
    fc.assert(
      fc.property(
        fc.constantFrom(...names).chain(mixed),
        mixed("config\\.env"),
        mixed("readme.md"),
        (name, secret, file) => {
          expect(effect(`${name} ${secret}`, dialect)).toBe("deny");
          expect(effect(`${name} ${file}`, dialect)).toBe("allow");
        },
      ),
    );
  });

  it("[CE-1.1] refuses what is larger or longer than its limits", () => {
    const rule = (command: string) => judge(command, dialect).reasons[0]?.rule;
    expect(rule(`echo ${"a".repeat(65_536)}`)).toBe("command.too-large");
    expect(rule(Array.from({ length: 2_001 }, () => "hostname").join(" | "))).toBe("command.too-many");
    for (const unit of ["a|", '"a" ', "-a:", ",a", "/a/b ", "..\\", "'"]) {
      expect(isEffect(effect(`dir ${unit.repeat(60_000 / unit.length)}`, dialect))).toBe(true);
    }
  });

  it("[CE-1.1] finds what a policy protects, whatever the case, and asks about other files", () => {
    const short = readShortPolicy({
      default: "allow",
      paths: { read: ["Src"], write: ["Src"], protected: ["Private"] },
    });
    if (!("rules" in short)) throw new Error("the policy is not valid");
    const decide = (command: string) =>
      decideByShortPolicy(short, command, { workspace: ["/w/App"], home: "/h", cwd: "/w/App", dialect }).effect;
    expect(decide("type Src\\a.ts")).toBe("allow");
    expect(decide("type other\\a.ts")).toBe("ask");
    for (const path of ["Private\\a.ts", "private\\a.ts", "Src\\PRIVATE", "src\\..\\private\\x"]) {
      expect(decide(`type ${path}`), path).toBe("deny");
    }
  });
});

describe("rules about commands of other systems", () => {
  const under = (dialect: Small, value: Parameters<typeof readShortPolicy>[0]) => {
    const short = readShortPolicy(value);
    if (!("rules" in short)) throw new Error("the policy is not valid");
    return (command: string) =>
      decideByShortPolicy(short, command, { workspace: ["/w"], home: "/h", cwd: "/w", dialect }).effect;
  };

  it("[CE-1.1] holds a rule that denies for every alias, spelling and extension", () => {
    const powershell = under("powershell", { default: "allow", deny: ["Remove-Item", "GIT push", "npm"] });
    for (const command of [
      "Remove-Item a",
      "rm a",
      "RI a",
      "del a",
      "remove-item a",
      "erase a",
      "git push",
      "Git.EXE push",
    ]) {
      expect(powershell(command), command).toBe("deny");
    }
    for (const command of ["npm test", "NPM test", "npm.cmd test"]) expect(powershell(command), command).toBe("deny");
    expect(powershell("git status")).toBe("allow");
    expect(under("powershell", { default: "allow", deny: ["rm"] })("Remove-Item a")).toBe("deny");
    const cmd = under("cmd", { default: "allow", deny: ["del"] });
    for (const command of ["del a", "ERASE a", "Del /q a"]) expect(cmd(command), command).toBe("deny");
    expect(cmd("dir")).toBe("allow");
  });

  it("[CE-1.1] compares a rule that allows with the cmdlet and its whole parameters", () => {
    const listed = under("powershell", { allow: ["Get-Content -Path", "git status"] });
    for (const command of ["gc a.txt", "Get-Content -pa a.txt", "cat -Path:a.txt", "git status", "GIT.exe status"]) {
      expect(listed(command), command).toBe("allow");
    }
    for (const command of ["Get-ChildItem", "gc -LiteralPath a.txt", "git log", "cat ..\\a.txt"]) {
      expect(listed(command), command).toBe("ask");
    }
  });

  it("[CE-1.1] gives leave to a program without a profile for plain arguments only", () => {
    for (const dialect of smalls) {
      const listed = under(dialect, { allow: ["deployctl"] });
      expect(listed("deployctl status --env=test")).toBe("allow");
      for (const rest of [
        "..\\x",
        "C:\\x",
        "a:b",
        "cmd",
        "powershell",
        "x.exe",
        "BASH",
        "nul.txt",
        "/x",
        "../x",
        "a.",
      ]) {
        expect(listed(`deployctl ${rest}`), rest).toBe("ask");
      }
    }
  });

  it("[CE-1.1] lets no rule vouch for code, other shells and what a pipe decides", () => {
    const listed = under("powershell", {
      allow: ["Invoke-Expression", "powershell", "Start-Process", "Remove-Item", "Get-Content", "Get-ChildItem"],
    });
    for (const command of ["iex x", "powershell -c x", "saps x", "gci | rm", "gci -r | gc", "gci | % Delete"]) {
      expect(listed(command), command).not.toBe("allow");
    }
    expect(under("cmd", { allow: ["cmd", "start", "set"] })("cmd /c dir")).toBe("ask");
  });

  it("[CE-1.1] runs nothing in cmd that the same command may have put into the directory", () => {
    for (const command of ["copy a b & git status", "move x\\node.exe . & node a.js", "ren a b && where git"]) {
      expect(effect(command, "cmd"), command).toBe("ask");
    }
    expect(effect("mkdir dist & git status", "cmd")).toBe("allow");
  });

  it("[CE-1.1] follows the directory in both", () => {
    for (const dialect of smalls) {
      expect(effect("cd src && type ..\\..\\x", dialect)).toBe("ask");
      expect(effect("cd src && type a.ts", dialect)).toBe("allow");
      expect(effect("cd .SSH && type config", dialect)).toBe("deny");
    }
  });

  it("[CE-1.1] looks for a new name where the old one is", () => {
    const powershell = under("powershell", { default: "allow", paths: { protected: ["config/prod.json"] } });
    for (const command of ["ren config\\a.json prod.json", "Rename-Item -NewName PROD.json -Path config\\a.json"]) {
      expect(powershell(command), command).toBe("deny");
    }
    expect(powershell("ren config\\a.json b.json")).toBe("allow");
    const cmd = under("cmd", { default: "allow", paths: { protected: ["config/prod.json"] } });
    expect(cmd("ren config\\a.json prod.json")).toBe("deny");
    expect(cmd("ren a.json prod.json")).toBe("allow");
  });

  it("[CE-1.1] asks where the script of a program may lose a double dash", () => {
    expect(effect("npm run build -- --watch", "powershell")).toBe("ask");
    expect(effect("npm run build -- --watch", "cmd")).toBe("allow");
    expect(effect("git log -- src\\a.ts", "powershell")).toBe("allow");
  });

  it("[CE-1.1] asks no parser of bash about them", () => {
    const secondOpinion = { differs: () => ({ rule: "never", message: "never", remedy: "never" }) };
    const opinion = judgeCommand(analyseCommand("dir", { dialect: "cmd" }), { secondOpinion });
    expect(opinion.effect).toBe("allow");
  });

  it("[SP-4] reads the dialect of each line of a batch, and denies a line with another one", async () => {
    const streams = { stdout: new Written(), stderr: new Written() };
    async function* input() {
      for (const dialect of ["powershell", "cmd", "bash", "fish", 1, undefined]) {
        yield Buffer.from(`${JSON.stringify({ command: "dir /b", dialect })}\n`);
      }
    }
    const judges = new Judges(shippedPolicies(), "coding");
    const defaults = { place: placeOf(tempDir()), policy: undefined, dialect: "cmd" as const };
    await checkLines(input(), judges, defaults, new Output(streams, { json: true, colour: false }));
    const answers = streams.stdout.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers.map((answer) => answer.effect)).toEqual([
      "ask",
      "allow",
      expect.anything(),
      "deny",
      "deny",
      "allow",
    ]);
    expect(answers[2].effect).not.toBe("allow");
    expect(answers[3].rules).toEqual(["check.dialect"]);
  });

  it("[CE-1.1] leaves bash as it is", () => {
    const argv = compileCondition({ argv: ["Get-Content", "..."] });
    const allowed = [{ id: "r", effect: "allow" as const, justification: "j", condition: argv }];
    expect(judgeCommand(analyseCommand("Get-Content .env"), { rules: allowed, secretPath }).effect).toBe("deny");
    expect(judgeCommand(analyseCommand("Get-ChildItem")).effect).toBe("ask");
    expect(judgeCommand(analyseCommand("ls src\\a")).effect).toBe(judgeCommand(analyseCommand("ls srca")).effect);
  });
});
