import { describe, expect, it } from "vitest";
import { analyseCommand } from "../../src/command/analyse.ts";
import { openSecondOpinion } from "../../src/command/second-opinion.ts";
import { shippedGrammar } from "../../src/policy/shipped-grammar.ts";
import { benign } from "./benign.ts";

const second = await openSecondOpinion(shippedGrammar());
const differs = (command: string) => second.differs(analyseCommand(command));

/** What developers write that is more than one plain command. */
const everyday = [
  "time npm test",
  "time -p make -j4 all",
  "! git diff --quiet",
  "! time ls",
  "if ! grep -q foo a.txt; then echo none; fi",
  'for f in src/*.ts; do wc -l "$f" | sort -n; done',
  'while read -r a b; do printf "%s %s\\n" "$a" "$b"; done < list.txt',
  "cat <<'EOF' > notes.md\n# Title\n`code` and $(more)\nEOF",
  "cat <<EOF\nversion: $(git describe --tags)\nEOF",
  'bash -c "npm ci && npm test"',
  "sh -c 'for i in 1 2 3; do echo $i; done'",
  "diff <(sort a.txt) <(sort b.txt)",
  'x=$(git rev-parse HEAD) && echo "${x:0:7}"',
  "(cd packages/a && npm test)",
  "{ echo a; echo b; } | tee out.txt",
  "case $1 in start) npm start;; stop) pkill node;; *) echo usage;; esac",
  "[[ -f package.json && ! -d node_modules ]] && npm ci",
  "find . -name '*.ts' -print0 | xargs -0 grep -l 'import' | head",
  "git log --format='%h %s' --since='2 weeks ago' | grep -v Merge || true",
  "npm test 2>&1 | tee test.log; exit ${PIPESTATUS[0]}",
  "echo 'émigré 🙂' | wc -m && ls",
  'build() { npm run build "$@"; }; build --prod',
  "((i++)); echo $((i * 2))",
  "export PATH=$PATH:$HOME/bin; which node",
  "ls -l `which node`",
  "cut -d: -f1 <<< 'a:b:c'",
  "awk -F: '$3 >= 1000 { print $1 }' users.txt",
  "until curl -sf localhost:8080/health; do sleep 1; done",
  'docker run --rm -v "$PWD":/app -w /app node:24 npm test',
  "sed -i.bak -e 's/a/b/' -e '/c/d' file.txt",
] as const;

describe("the second opinion", () => {
  it("[CE-1.1] has nothing against what developers run all day", () => {
    expect([...benign, ...everyday].filter((command) => differs(command) !== undefined)).toEqual([]);
  });

  it("[CE-1.1] differs where another parser sees a program that is not listed, or an error", () => {
    const of = (source: string, analysed: string) => {
      const analysis = analyseCommand(analysed);
      return analysis.ok ? second.differs({ ...analysis, source })?.rule : "refused";
    };
    expect(of("ls; touch a", "ls; touch a")).toBeUndefined();
    expect(of("ls; touch a", "ls")).toBe("command.second-opinion");
    expect(of("ls `touch a`", "ls 'touch a'")).toBe("command.second-opinion");
    expect(of("time touch a", "time; touch a")).toBeUndefined();
    expect(of("time touch a", "ls")).toBe("command.second-opinion");
    expect(of("ls (", "ls")).toBe("command.second-opinion");
    expect(differs("sh -c 'ls; touch a'")).toBeUndefined();
  });

  it("[CE-1.1] gives up on text that takes it long, which counts as a difference", () => {
    expect(differs("cat <<E\n$x\nE\n")).toBeUndefined();
    expect(differs("cat <<E\nx\nE\n".repeat(600))?.rule).toBe("command.second-opinion");
  });
});
