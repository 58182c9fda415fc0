import { describe, expect, it } from "vitest";
import { analyseCommand, judgeCommand } from "../../src/command/index.ts";

const effect = (command: string): string => judgeCommand(analyseCommand(command)).effect;

describe("variables of a script", () => {
  it.each([
    'for f in a.txt b.txt; do cat "$f"; done',
    "for f in a.txt b.txt; do cat $f; done",
    'for f in src/*.ts; do wc -l "$f"; done',
    'for f in src/*.ts; do wc -l "${f}"; done',
    'for i in {1..5}; do cat "part$i.txt"; done',
    'f=a.txt; cat "$f"',
    'f=a.txt && cat "src/$f"',
    'd=build; cp a.txt "$d/a.txt"',
    'd=build; (cd src && cat "$d")',
    'f=a.txt; f=b.txt; cat "$f"',
    'for d in a b; do (cd "$d" && ls); done',
    'for f in a b; do printf "%s\\n" "$f"; done',
    'if ls; then f=a; else f=b; fi; cat "./$f"',
    "count=0; for f in *.ts; do count=$((count + 1)); done; echo $count",
    "i=1; echo $((i + 1))",
    "i=0; while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done",
    "((i = 3)); echo $((i * 2))",
  ])("[CE-1.1] are known where every value is written in it: %s", (command) => {
    expect(effect(command)).toBe("allow");
  });

  it.each([
    'for f in a /etc/passwd; do cat "$f"; done',
    'for f in ../*; do cat "$f"; done',
    'f=/etc/passwd; cat "$f"',
    'd=; cat "$d/etc/passwd"',
    'if ls; then d=src; fi; cp a.txt "$d/x"',
    'ls && d=src; cp a.txt "$d/x"',
    'd=src & cp a.txt "$d/x"',
    '(d=src); cp a.txt "$d/x"',
    'cp a.txt "$d/x"; d=src',
    'for d in $(ls); do cat "$d"; done',
    'for d; do cat "$d"; done',
    'f=a; read f; cat "$f"',
    'f=a; read -r x f <<< "x /etc/passwd"; cat "$f"',
    'f=a; mapfile f < b; cat "$f"',
    'f=a; printf -v f /etc/passwd; cat "$f"',
    'f=a; eval "f=/etc/passwd"; cat "$f"',
    'f=a; declare -n g=f; g=/etc/passwd; cat "$f"',
    'f=a; export "f=/etc/passwd"; cat "$f"',
    'f=a; f+=/../../etc/passwd; cat "$f"',
    'f=(a /etc/passwd); cat "${f[1]}"',
    'f=a; unset f; cp a "$f/x"',
    'f=a; : "${f:=x}"; cat "$f"',
    'f=a; source ./x.sh; cat "$f"',
    'f=a; f() { :; }; cat "$f"',
    'f=a; coproc f { :; }; cat "$f"',
    'f=a; trap "f=/etc/passwd" DEBUG; cat "$f"',
    'f=a; alias cd="f=/etc/passwd"; cat "$f"',
    'f=a; exec {f}> b; cat "$f"',
    'f=a; builtin read f; cat "$f"',
    'f=a; "$x" f; cat "$f"',
    'f="a b"; cat $f /etc',
    "f='-o/etc/x'; sort \"$f\"",
    'for o in -o/etc/x; do sort "$o" a; done',
    "f='*'; rm $f",
    "IFS=/; f=a/etc; cat $f",
    'F=a; if ls; then F=b; fi; cat "$H"',
    'PATH=a; cat "$PATH"',
    "i='a[$(reboot)]'; echo $((i + 1))",
    "i=1; read i; echo $((i + 1))",
    "i=$1; echo $((i + 1))",
    "i=1; j=$i; echo $((j + 1))",
    "for i in 1 'a[$(reboot)]'; do echo $((i)); done",
    "x=1; echo $((x[$(reboot)]))",
    'f=a; echo $(f=/etc/passwd; cat "$f")',
    `x=/etc/shadow; export x; sh -c 'if false; then x=a; fi; cat "./$x"'`,
    `x=/etc/passwd; eval 'if false; then x=a; fi; cat "$x"'`,
    `x='a[$(reboot)]'; export x; sh -c 'echo $((x + 1))'`,
    "f=ls; $f",
    "c=touch; $c x",
  ])("[CE-1.1] are not known otherwise, and are judged by all that they may be: %s", (command) => {
    expect(effect(command)).not.toBe("allow");
  });
});
