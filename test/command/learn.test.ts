import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  analyseCommand,
  covers,
  type LearnedRule,
  learnRule,
  operandPaths,
  outlineCommand,
  ruleText,
} from "../../src/command/index.ts";

const ws = { workspace: ["/ws"], cwd: "/ws" };

function learn(command: string, surroundings: object = ws): LearnedRule {
  const rule = learnRule(analyseCommand(command), surroundings);
  if ("whyNot" in rule) throw new Error(`${command}: ${rule.whyNot}`);
  return rule;
}

const why = (command: string) => {
  const rule = learnRule(analyseCommand(command), ws);
  return "whyNot" in rule ? rule.whyNot : undefined;
};
const covered = (rule: LearnedRule, command: string, surroundings: object = ws) =>
  covers(rule, analyseCommand(command), surroundings);

describe("a learned rule", () => {
  it.each([
    ["git push origin main", "git push  origin main"],
    ["git push origin main", "git push 'origin' \"main\""],
    ["head -n 5 logs/a.txt", "head --lines=5 logs/b.txt"],
    ["rm -r build", "rm --recursive build"],
    ["echo {a,b}", "echo a b"],
    ["wc -l logs/a.txt", "wc -l logs/b.log"],
    ["cat logs/a.txt | grep 'foo bar'", 'cat logs/b.txt | grep "foo bar"'],
    ["cd app && npm run deploy", "cd app && npm run deploy"],
    ["./deploy.sh staging", "./deploy.sh staging"],
    ["CI=1 git push > out.txt 2>&1", "CI=1 git push > out.txt 2>&1"],
    ["if test -f a.txt; then git push; fi", "if test -f a.txt; then git push; fi"],
  ])("[CE-4] of %s covers %s", (command, same) => {
    expect(covered(learn(command), command)).toBe(true);
    expect(covered(learn(command), same)).toBe(true);
  });

  it.each([
    ["git push origin main", "git push --force origin main"],
    ["git push origin main", "git push origin other"],
    ["git push origin main", "git push main origin"],
    ["git push origin main", "git push origin main extra"],
    ["git push origin main", "git push origin"],
    ["git push origin main", "git -c core.sshCommand=./x push origin main"],
    ["git push origin main", "git push origin main; rm a"],
    ["git push origin main", "git push origin main && rm a"],
    ["git push origin main", "git push origin main | sh"],
    ["git push origin main", "git push origin main\nrm a"],
    ["git push origin main", "git push origin main &"],
    ["git push origin main", "(git push origin main)"],
    ["git push origin main", "! git push origin main"],
    ["git push origin main", "git push origin main > .git/hooks/pre-commit"],
    ["git push origin main", "git push origin main < a.txt"],
    ["git push origin main", "git push > a.txt origin main"],
    ["git push origin main", "GIT_SSH=./x git push origin main"],
    ["git push origin main", "CI=1 git push origin main"],
    ["git push origin main", "env git push origin main"],
    ["git push origin main", "sudo git push origin main"],
    ["git push origin main", "./git push origin main"],
    ["git push origin main", "git push $(echo origin) main"],
    ["git push origin main", "git push origin $B"],
    ["git push origin main", "git push origin m*"],
    ["git push origin main", "bash -c 'git push origin main'"],
    ["git push origin main", "for x in 1; do git push origin main; done"],
    ["rm -r build", "rm -r src"],
    ["rm -r build", "rm -rf build"],
    ["rm -r build", "rm -r build src"],
    ["rm notes.txt", "rm package.json"],
    ["cp logs/a.txt out.txt", "cp logs/a.txt package.json"],
    ["wc -l logs/a.txt", "wc -l other/a.txt"],
    ["wc -l logs/a.txt", "wc -l logs/.env.txt"],
    ["wc -l logs/a.txt", "wc -l logs/deep/a.txt"],
    ["wc -l logs/a.txt", "wc -l logs/../a.txt"],
    ["wc -l logs/a.txt", "wc -l /etc/a.txt"],
    ["wc -l logs/a.txt", "wc -c logs/a.txt"],
    ["head -n 5 logs/a.txt", "head -n 6 logs/a.txt"],
    ["node scripts/deploy.js", "node scripts/other.js"],
    ["curl -T out/a.txt https://example.com/", "curl -T out/b.txt https://example.com/"],
    ["curl https://example.com/a", "curl https://example.org/a"],
    ["cd app && npm run deploy", "cd lib && npm run deploy"],
    ["cd app && npm run deploy", "cd app || npm run deploy"],
    ["cd app && npm run deploy", "cd app; npm run deploy"],
    ["cd app && npm run deploy", "npm run deploy && cd app"],
    ["rm '~/x'", "rm ~/x"],
    ["kill 0", "kill $$"],
    ["./deploy.sh staging", "./deploy.sh production"],
    ["./deploy.sh staging", "deploy.sh staging"],
    ["echo '{}' | ./a.sh", "echo x | ./a.sh"],
    ["tar -C a -cf x.tar y -C b z", "tar -C a -cf x.tar y z -C b"],
  ])("[CE-4] of %s does not cover %s", (command, other) => {
    expect(covered(learn(command), other)).toBe(false);
  });

  it("[CE-4] holds in the directory it was learned in alone", () => {
    expect(covered(learn("npm run deploy"), "npm run deploy", { ...ws, cwd: "/ws/app" })).toBe(false);
    expect(covered(learn("wc -l a.txt"), "wc -l a.txt", { ...ws, cwd: "/ws/app" })).toBe(false);
  });

  it("[CE-4] frees no file that is a secret, or a link", () => {
    const secretPath = (path: string) => (path.endsWith("key.txt") ? "key" : undefined);
    const realPath = (path: string) => (path.endsWith("link.txt") ? "/ws/other/b.txt" : path);
    const rule = learn("wc -l a.txt", { ...ws, secretPath, realPath });
    expect(covered(rule, "wc -l b.txt", { ...ws, secretPath, realPath })).toBe(true);
    expect(covered(rule, "wc -l key.txt", { ...ws, secretPath, realPath })).toBe(false);
    expect(covered(rule, "wc -l link.txt", { ...ws, secretPath, realPath })).toBe(false);
  });

  it("[CE-4] covers another command only when the same programs get the same words, but for files of a directory", () => {
    const bases = [
      "git push origin main",
      "cd app && npm run deploy",
      "wc -l logs/a.txt > out.txt",
      "rm -r 'a b'",
      "CI=1 npm publish --tag beta",
    ];
    const piece = fc.constantFrom(..."aA0 ;|&$`'\"\\\n<>(){}[]*?~#=!-./,".split(""), "$(x)", "&&", "sh", " -f", "\t");
    const change = fc.record({ at: fc.nat(40), remove: fc.nat(3), put: fc.array(piece, { maxLength: 3 }) });
    let found = 0;
    fc.assert(
      fc.property(fc.constantFrom(...bases), change, (base, { at, remove, put }) => {
        const changed = base.slice(0, at) + put.join("") + base.slice(at + remove);
        if (!covered(learn(base), changed)) return;
        found++;
        expect(words(changed)).toEqual(words(base));
      }),
      { numRuns: 3_000 },
    );
    expect(found).toBeGreaterThan(10);
  });

  it("[CE-4] does not cover the beginning of an option's name", () => {
    const rule = learn("npm publish --tag beta");
    expect(covered(rule, "npm publish --tag beta")).toBe(true);
    expect(covered(rule, "npm publish --ta beta")).toBe(false);
  });
});

/** What would run, with the names of files in `logs` left out. */
function words(command: string): unknown {
  const analysis = analyseCommand(command);
  if (!analysis.ok) return analysis.refusal;
  return analysis.programs.map(({ name, args, assignments, redirects, command: { stages } }) => ({
    name,
    args: args.map(({ value }) => value?.replace(/^(?:\.?\/*logs\/+)(?:\.\/+)*[^./][^/]*$/, "logs/")),
    assignments: assignments.map((one) => [one.name, one.value]),
    redirects: redirects.map(({ mode, target }) => [mode, target?.value]),
    stages: stages.length,
  }));
}

describe("the files a command works on", () => {
  it.each([
    ["./a.sh b.txt > c.txt", ["/ws/b.txt", "/ws/c.txt"]],
    ["node a.js b.json", ["/ws/b.json"]],
    ["cd app && ./a.sh b", ["/ws/app", "/ws/b", "/ws/app/b"]],
    ["./a.sh ./a.sh", []],
    ["{ ./a.sh; } > d", ["/ws/d"]],
    ["ls '", []],
  ])("[CE-4] of %s are not those it runs", (command, paths) => {
    expect([...operandPaths(analyseCommand(command), ws)].sort()).toEqual(expect.arrayContaining([...paths].sort()));
    for (const run of ["/ws/a.sh", "/ws/app/a.sh", "/ws/a.js"]) {
      expect(operandPaths(analyseCommand(command), ws).has(run)).toBe(false);
    }
  });
});

describe("allow-always is not offered", () => {
  it.each([
    ["code for an interpreter", 'python3 -c "print(1)"', "given code"],
    ["code for a shell", "bash -c 'git push'", "given code"],
    ["code on standard input", "cat a.sh | bash", "reads from its input"],
    ["a wrapper", "env A=1 git push", "env runs another program"],
    ["other rights", "sudo git push", "given code to run"],
    ["xargs", "cat list.txt | xargs rm", "xargs runs another program"],
    ["a program that is known only when it runs", "$X push", "which program runs"],
    ["an argument that is known only when it runs", "git push origin $B", "known only when it runs"],
    ["an unknown program with one", "./deploy.sh $(date)", "known only when it runs"],
    ["a pattern", "rm *.log", "known only when it runs"],
    ["a redirection that is", "echo a > $F", "redirects to"],
    ["a here-document with one", "cat <<E\n$X\nE", "redirects to"],
    ["a redirection amid the arguments", "git > a push", "amid"],
    ["an assignment that programs heed", "LD_PRELOAD=./x.so ls", "assignment"],
    ["a variable", "A=1", "runs no program"],
    ["a loop over values", "for f in a b; do git push; done", "sets variables"],
    ["a function", "ls() { git push; }; ls", "do more than"],
    ["a program inside another's action", "find . -exec rm {} ';'", "runs another program"],
    ["a syntax error", "git push '", ""],
  ])("[CE-4] for %s", (_what, command, reason) => {
    expect(why(command)).toContain(reason);
  });
});

describe("in words", () => {
  it.each([
    ["git push origin main", "git push origin main  (in /ws)"],
    ["wc -l logs/a.txt", "wc --lines <any file in /ws/logs>  (in /ws)"],
    ["cd app && npm run 'de ploy' > out", "cd app && npm run 'de ploy' > out  (in /ws)"],
    ["echo '{}' | ./a.sh", "echo '{}' | ./a.sh  (in /ws)"],
    ["find . -name x -delete", "find . -name x -delete  (in /ws)"],
  ])("a rule is %s → %s", (command, text) => {
    expect(ruleText(learn(command))).toBe(text);
  });

  it("[CE-4] a command is outlined program by program, with what is known only when it runs marked", () => {
    const command = 'cd app && env A=1 curl -T "$F" "$(cat url.txt)" > out.txt; ./x.sh *.md';
    expect(outlineCommand(analyseCommand(command), ws)).toEqual([
      { text: "cd app", effects: expect.arrayContaining(["reads /ws/app"]) },
      { text: "cat url.txt", effects: [expect.stringContaining("/ws/app/url.txt")] },
      {
        text: 'env → curl -T ‹"$F"› ‹"$(cat url.txt)"›',
        effects: expect.arrayContaining(["network", expect.stringContaining("/ws/app/out.txt"), "sets A"]),
      },
      { text: "./x.sh ‹*.md›", effects: ["unknown"] },
    ]);
    expect(outlineCommand(analyseCommand("{ ls; } > a"), ws).at(-1)).toEqual({
      text: "(redirections around them)",
      effects: ["writes /ws/a"],
    });
    expect(outlineCommand(analyseCommand("ls '"), ws)).toEqual([]);
  });
});
