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
});
