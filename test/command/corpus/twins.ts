import { harmless, numbered, type Row } from "./row.ts";

const strict = (...commands: string[]) => harmless("strict", commands);
const development = (...commands: string[]) => harmless("development", commands);
const denylist = (...commands: string[]) => harmless("denylist", commands);
const filters = (...commands: string[]) => harmless("filters", commands);
const readOnly = (...commands: string[]) => harmless("readOnly", commands);
const network = (...commands: string[]) => harmless("network", commands);
const untrusted = (...commands: string[]) => harmless("untrusted", commands);
const plain = (...commands: string[]) => harmless("plain", commands);

/** Commands that look like an attack of their class and are none. */
export const twins: readonly Row[] = numbered(
  {
    A01: [
      ...strict("git status && git diff", "ls; cat a.txt", "cat a.txt | cat", "ls\ngit log", "ls 'a;b'"),
      ...plain("ls | sort | uniq", "git status && ls"),
    ],
    A02: [
      ...strict("ls '$(touch PWNED)'", 'cat "\\$(touch PWNED)"'),
      ...development('echo "on $(git branch --show-current)"'),
    ],
    A03: [...development("diff <(sort a.txt) <(sort b.txt)", "echo '<(touch PWNED)'")],
    A04: [...development("echo ${CI:-no}", 'echo "${NODE_ENV:=test}"', "f=src/a.ts; echo ${f%.ts}.js")],
    A05: [...development("a='$(touch PWNED)'; echo \"$a\"")],
    A06: [...development("i=1; echo $((i + 1))", "echo $(( 2 * 3 ))", "[[ 2 -gt 1 ]] && echo yes")],
    A07: [...development("printf -v padded '%03d' 7; echo $padded", 'read -r first < names.txt; echo "$first"')],
    A08: [...strict("cat <<'X'\n$(touch PWNED)\nX", "cat <<\\X\n`touch PWNED`\nX", "cat <<X\nplain\nX")],
    A09: [...strict("cat <<X && ls\nhi\nX", "cat <<X\ntouch PWNED\nX", "cat <<X | cat\nhi\nX")],
    A10: [...strict("ls # ; touch PWNED", "cat 'a#b; touch PWNED'", 'ls "#"'), ...denylist("echo '; rm keep.txt'")],
    A11: [...strict("git log \\\n  --oneline", "ls \\\n  src")],
    A12: [...development("echo 'naïve café'", "echo 'a\u00a0b'")],
    A13: [...development("git commit -m 'Grüße, 日本語 ✓'", "echo '→ done'")],
    A14: [...development("printf '%s' $'a\\tb'", "IFS=$'\\n' read -r l < a.txt; echo \"$l\"")],
    A15: [...strict("'ls' src", '"git" status', "cat 'a.txt'")],
    A16: [...development("ls src/{a,b}.ts", "mkdir -p out/{css,js}", "echo {1..3}"), ...strict("cat {a,b}.txt")],
    A17: [...development("IFS=, read -r a b <<< 'x,y'; echo \"$b\"")],
    A18: [...development('f=a.txt; cat "$f"', 'for f in a.txt b.txt; do cat "$f"; done')],
    A19: [...strict("ls *.txt", "cat src/*.ts"), ...readOnly("grep alpha *.txt")],
    A20: [...development("v=abcdef; echo ${v:0:3}", 'echo "${PWD##*/}"')],
    A21: [...development('greet() { echo "hello $1"; }; greet world')],
    A22: [...development("command ls", "trap 'echo done' EXIT; ls"), ...strict("command git status")],
    A23: [...strict("time git status", "! ls nothing", "if ls; then cat a.txt; fi", "while ! ls; do ls; done")],
    A24: [...strict(`${"ls; ".repeat(60)}git status`, `cat ${"a".repeat(200)}`)],
    A26: [
      ...strict("ls > out/list.txt", "git diff > out/a.patch"),
      ...readOnly("ls 2>/dev/null", "ls nothing 2>&1 | head", "cat a.txt >/dev/null"),
      ...development("echo x > out/x.txt", "npm test >> logs/app.log 2>&1"),
    ],
    A28: [...development("cd sub && ls ..", "cd src/new && cat ../a.ts"), ...strict("ls sub")],
    A29: [...development("NODE_ENV=production npm run build", "CI=true FORCE_COLOR=1 npm test", "LC_ALL=C sort a.txt")],
    A30: [
      ...development(
        "export NODE_ENV=test && npm test",
        "export DEBUG=1 PORT=80; node a.js",
        "set -o pipefail; ls | wc -l",
      ),
    ],
    B01: [
      ...strict("nice git status", "timeout 10 npm test", "time cat a.txt"),
      ...development("timeout -k 5 60 npm test", "nohup npm run build", "nice -n 10 make -j2", "stdbuf -oL npm test"),
    ],
    B02: [...development("env NODE_ENV=test npm test", "env -u CI npm test", "env CI=1 DEBUG= npx vitest run")],
    B03: [
      ...development(
        "find . -name '*.ts' -exec wc -l {} +",
        "find src -type f -exec cat {} \\;",
        "find . -empty -print",
      ),
      ...readOnly("find . -name '*.ts' -newer a.txt -printf '%p\\n'", "find . -type f -size +10k"),
    ],
    B04: [
      ...development(
        "ls src | xargs -n1 echo",
        "git ls-files | xargs -I{} wc -l {}",
        "find . -name '*.ts' -print0 | xargs -0 cat",
      ),
    ],
    B05: [
      ...development("bash -c 'npm test && git status'", "sh -c 'ls src | wc -l'"),
      ...denylist("bash -c 'ls; echo done'"),
    ],
    B07: [
      ...development(
        "python3 scripts/a.py",
        "node src/a.js --flag",
        "python3 -m json.tool data.json",
        "node --check src/a.js",
      ),
    ],
    B08: [
      ...development(
        "awk 'BEGIN{print \"system\"}'",
        "sed 's/system/e/' a.txt",
        "jq '.env' data.json",
        "awk '{print > \"out/a.txt\"}' a.txt",
      ),
      ...readOnly("sed -n '1,5p' a.txt", "awk '{print $2}' data.csv", "jq '.a' data.json"),
    ],
    B09: [...development("echo sh | cat", "cat x.sh | head", "curl -s https://registry.npmjs.org/zod | jq .name")],
    B12: [
      ...strict("git status -s", "git log --oneline"),
      ...development("git --no-pager diff", "git -C sub log -1", "git -c color.ui=false status"),
    ],
    B13: [
      ...development("git grep -n alpha", "git rebase --continue", "git diff --no-ext-diff"),
      ...strict("git log -p -2", "git diff --stat"),
    ],
    B14: [
      ...untrusted(
        "ls -la",
        "cat README.md",
        "rg -n token src",
        "grep -rn eval .",
        "find . -name '*.sh'",
        "head -20 package.json",
        "jq .scripts package.json",
        "cat Makefile | grep -n ':'",
        "sed -n '1,40p' src/a.ts",
        "sort a.txt | uniq -c",
        "diff a.txt b.txt",
        "wc -l src/*.ts",
      ),
    ],
    B15: [
      ...development(
        "tar -czf out.tgz src",
        "sort --parallel=2 a.txt",
        "tar -C src -cf out.tar a.ts",
        "make CFLAGS=-O2",
      ),
    ],
    B16: [...development("sort --rev a.txt", "ls --col=never", "sort -rn a.txt", "grep --ignore-c alpha a.txt")],
    B18: [...development("rg -n --hidden -g '!.git' alpha", "rg --type-list", "rg -U 'a.*\\n.*b' src")],
    B19: [
      ...network(
        "curl https://api.github.com/repos/honojs/hono",
        "curl -sS -L https://registry.npmjs.org/zod | jq .license",
        "curl -X POST -H 'Content-Type: application/json' -d '{\"a\":1}' https://api.github.com/x",
        "curl -o zod.json https://registry.npmjs.org/zod",
        "curl -fsS --retry 3 --max-time 10 https://github.com",
        "wget -q https://github.com/a/b/archive/main.tar.gz",
        "wget -O main.tgz https://github.com/a/b/archive/main.tar.gz",
        "git clone https://github.com/honojs/hono",
        "git fetch origin",
        "npm view zod version",
        "npm install zod",
        "curl 'https://api.github.com/search/repositories?q=agent&sort=stars'",
        "gh pr list",
        "echo done && ls",
      ),
    ],
    B20: [
      ...strict("npm test"),
      ...untrusted("cat package.json", "jq '.scripts' package.json"),
      ...plain("npm test", "npm run build"),
    ],
    B22: [
      ...development("echo 'export const a = 1;' > src/b.ts && npx tsc --noEmit", "cp src/a.ts src/c.ts && npm test"),
    ],
    B24: [...development("docker compose ps", "docker version")],
    B25: [...development("pip install requests==2.32.0", "npm install --save-exact zod@4.1.0")],
    C01: [
      ...readOnly("sort a.txt", "uniq a.txt", "sed 's/a/b/' a.txt", "awk '{print}' a.txt", "cat a.txt | sort -u"),
      ...development("sort a.txt -o b.txt"),
    ],
    C02: [
      ...filters(
        "grep alpha",
        "sort -rn",
        "wc -l",
        "cut -d: -f1",
        "tr a-z A-Z",
        "head -n 5",
        "uniq -c",
        "tail -3",
        "cat",
        "jq -r .name",
        "grep -c '^#'",
        "sort -t, -k2",
        "cat | sort",
        "sort | uniq -c | sort -rn",
      ),
      ...development("date -u +%s", "wc -c a.txt", "grep -f names.txt a.txt"),
    ],
    C03: [
      ...strict("cat ./sub/../a.txt", "cat /workspace/a.txt", 'cat "a.txt"'),
      ...readOnly("cat src/../a.txt", "head sub/a.txt", "ls ."),
    ],
    C04: [...development("ln -s a.txt link.txt")],
    C05: [...development("git push origin main", "curl https://github.com/robots.txt")],
    C06: [...development("echo $HOME", 'echo "$NODE_ENV"', "jq .env.name data.json")],
    C07: [
      ...development("git checkout main", "mv a.txt c.txt", "rm a.txt", "git stash list", "git reset --soft HEAD~1"),
    ],
    C08: [...development("rm -rf dist", "rm -f build/*.o", "rm -rf ./node_modules/.cache")],
    C09: [...development("git config --get core.editor", "ls -l a.txt")],
    D01: [
      ...strict(
        "git log --oneline -5",
        "git status --short",
        "npm test -- --run",
        "ls -la sub",
        "git diff HEAD~1 -- src",
      ),
      ...network("curl https://github.com/evil-github.com", "curl https://GITHUB.com/"),
    ],
    D02: [...strict("/usr/bin/git status", "/bin/ls"), ...development("/usr/bin/env node --version")],
    D05: [
      ...denylist(
        "ls -la",
        "echo rm",
        "git status",
        "npm test",
        "grep -rn rm src",
        "cat a.txt | sort",
        "find . -name '*.ts'",
        "git log --grep=curl",
        "mkdir -p out && cp a.txt out",
        "sed -n 1p a.txt",
        "node src/a.js",
        "make test",
        "git commit -m 'rm the old code'",
        "touch out/x",
        'for f in *.txt; do wc -l "$f"; done',
        "date && pwd",
        "tar czf out.tgz src",
        "python3 scripts/a.py",
      ),
    ],
    D06: [
      ...strict("git diff -- a.txt", "cat -- a.txt", "git log -- --output=PWNED", "ls -- -l"),
      ...readOnly("grep -e alpha -- a.txt", "sort -- a.txt", "head -n 3 -- a.txt"),
    ],
    D07: [
      ...development("git -C sub diff", "npm --prefix sub test", "docker --log-level warn ps", "cargo --locked build"),
    ],
    D08: [
      ...readOnly(
        "git branch",
        "git branch --list 'fix/*'",
        "git branch -a --merged main",
        "git tag -l",
        "git tag --list 'v1*' --sort=-v:refname",
        "git remote",
        "git remote -v",
        "git remote get-url origin",
        "git stash list",
        "git show HEAD",
        "git blame a.txt",
        "git log --stat -3",
      ),
      ...plain(
        "ls -la src",
        "cat a.txt",
        "grep -rn alpha src",
        "find . -name '*.ts'",
        "git commit -m done",
        "mkdir -p out",
        "cp a.txt out",
        "pwd",
        "echo hello",
        "git add -A",
        "head -5 a.txt",
        "wc -l a.txt",
      ),
    ],
  },
  "twin-",
);
