import { describe, expect, it } from "vitest";
import { codeReaches } from "../../src/command/code.ts";
import type { CodeLanguage } from "../../src/command/profile.ts";

const inert: Readonly<Record<"sed" | "awk" | "jq" | "dc", readonly string[]>> = {
  sed: [
    "1,20p",
    "$p",
    "/^$/d",
    "s/foo/bar/g; s|/usr|/opt|; /x/d",
    "/start/,/end/{/end/!p}",
    "s/[^/]*$//",
    "s/[]/]//; s/[^\\n]/x/; s|[|]|x|",
    "s#^\\[[0-9]*\\] ##",
    "s/[[:space:]]*$//",
    "0~3d",
    "1!G;h;$!d",
    ":a;N;$!ba;s/\\n/ /g",
    "/x/I,+2p",
    "\\%^/etc%d",
    "y/abc/xyz/",
    "1i\\\nheader",
    "$a the end; w of file",
    "5q",
    "s/a/b/2gI",
    "# only a comment\np",
    "/a/b end; d; :end",
    "s/\\(a\\)\\/\\(b\\)/\\2\\1/p",
  ],
  awk: [
    "{print $1}",
    "$3 > 5 {print $2}",
    "/foo|bar/ {n++} END {print n}",
    'BEGIN {FS=","} {a[$1]+=$2} END {for (k in a) print k, a[k]}',
    '{print ($1 > 5) ? "x" : "y"}',
    '{print $1 / 2; if ($3 > 1) print "a|b"}',
    '!/^#/ && NF > 2 {printf "%s;%s\\n", $1, $2}',
    "/[|>]/",
    "NR==1, NR==3",
    '{gsub(/"/, ""); print}',
    'function f(x) { return x / 2 } {print f($1), "a > b"}',
    'BEGIN { while (i++ < 3) /x/; print "done" > "/dev/stderr" }',
    "{ x = $1 / $2 } x > 0.5 { print x # a > b\n}",
    "NR % 2 == 0 || NF == 0",
  ],
  jq: [".", ".env", ".scripts | keys[]", ".a[] | select(.include == true)", '.dependencies["left-pad"]'],
  dc: ["2 3 + p", "16o255p", "2 10 ^ p"],
};

const reaching: Readonly<Record<keyof typeof inert, readonly string[]>> = {
  sed: [
    "1e id",
    "e",
    "s/a/id/e",
    "s/a/b/w out",
    "s/a/b/;w out",
    "w out",
    "r /etc/passwd",
    "R f",
    "/x/{p;w out\n}",
    "$!{e id\n}",
    "s/[/]/a/w x",
    "s/[\\]/]/p;w x/;p",
    "s/[]/p;p",
    "s/a/b",
    "s/a/b/x",
    "1,2,3p",
    "a\\\ntext\ne id",
    "pe id",
    "s,a,b,gew",
    "/a\n/p",
    "W out",
    "s\na\nb\ne",
  ],
  awk: [
    'BEGIN{system("id")}',
    '{print "a;b" > "out"}',
    '{print "}" >> "out"}',
    '{printf "%s", $1 | "sh"}',
    'BEGIN{"id" | getline x}',
    "BEGIN{print ENVIRON[1]}",
    'BEGIN{ARGV[1]="/etc/passwd"; ARGC=2}',
    '@include "x"',
    'BEGIN{f="sys" "tem"; @f("id")}',
    '{print ("a") > "out"}',
    '{print (1)(2) > "out"}',
    'BEGIN{x=1system("id")}',
    'BEGIN{if (1) /"/; print "x" > "out" #"}\n}',
    'NR>1\n/"/ {print "x" > "out"} #"',
    '/[]/ "]/ {print "x" > "out"} #"',
    '/[^]/ "]/ {print "x" > "out"} #"',
    '/[[:alpha:]/"]/ {print "x" > "out"} #"',
    'BEGIN{print "x" > "/dev/stderr" "../../out"}',
    'BEGIN{a++ / 2; print > "o/"}',
    '{print "x" |& "sh"}',
    '{print "unclosed}',
  ],
  jq: ["env", "$ENV.KEY", "[env.HOME]", '"\\(env)"', 'import "a" as $a; .', "{env: env}", 'load("/etc/passwd")'],
  dc: ["!id", "?", "[33a]x", "2 3 + p !id"],
};

describe("code in arguments", () => {
  const languages = Object.keys(inert) as readonly (keyof typeof inert)[];

  it.each(languages)("[CE-1.1] understands %s that only works on its input", (language) => {
    expect(inert[language].filter((code) => codeReaches(language, code) !== undefined)).toEqual([]);
  });

  it.each(languages)(
    "[CE-1.1] does not pass %s that reaches further, or that is read in more than one way",
    (language) => {
      expect(reaching[language].filter((code) => codeReaches(language, code) === undefined)).toEqual([]);
    },
  );

  it("[CE-1.1] takes any other language for one that reaches everything", () => {
    const others: readonly (CodeLanguage | undefined)[] = ["shell", "other", undefined];
    for (const language of others) expect(codeReaches(language, "1")).toBeDefined();
  });
});
