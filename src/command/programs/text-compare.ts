import { asks, type ProgramProfile, reads } from "../profile.ts";

const ignoring =
  `-i,--ignore-case -E,--ignore-tab-expansion -Z,--ignore-trailing-space -b,--ignore-space-change
   -B,--ignore-blank-lines` +
  "-I,--ignore-matching-lines=text --strip-trailing-cr -a,--text -t,--expand-tabs --tabsize=text -d,--minimal";

const diffOptions = `${ignoring} --normal -q,--brief -s,--report-identical-files -c -C=text --context[=text] -u
  -U=text --unified[=text] -e,--ed -n,--rcs -y,--side-by-side -W,--width=text --left-column --suppress-common-lines
  -p,--show-c-function -F,--show-function-line=text -L,--label=text -T,--initial-tab --suppress-blank-empty
  -l,--paginate! -r,--recursive --no-dereference -N,--new-file -P,--unidirectional-new-file --ignore-file-name-case
  --no-ignore-file-name-case -x,--exclude=text -X,--exclude-from=read -S,--starting-file=text --from-file=read
  --to-file=read -w,--ignore-all-space -D,--ifdef=text --line-format=text --old-line-format=text
  --new-line-format=text --unchanged-line-format=text --old-group-format=text --new-group-format=text
  --unchanged-group-format=text --changed-group-format=text --horizon-lines=text -H,--speed-large-files --color[=text]
  --palette=text -v -#`;

/** Programs that compare files, and the one that applies what they print. */
export const comparePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  diff: reads(diffOptions, {
    match: [
      "diff -u a.txt b.txt",
      "diff -rq --exclude=node_modules src old/src",
      "diff -U 5 --label old a.txt b.txt",
      "diff -y -W 160 --suppress-common-lines a b",
      "diff --color=always -w a b",
    ],
    notMatch: [
      "diff a.txt /etc/passwd",
      "diff --from-file=/etc/passwd a.txt",
      "diff --from-f=/etc/passwd a.txt",
      "diff -l a.txt b.txt",
    ],
  }),
  colordiff: reads(`${diffOptions} --fakeexitcode --difftype=text`, {
    match: ["colordiff -u a.txt b.txt"],
    notMatch: ["colordiff a.txt /etc/passwd"],
  }),
  cmp: reads("-b,--print-bytes -i,--ignore-initial=text -l,--verbose -n,--bytes=text -s,--quiet,--silent -v", {
    operands: ["read", "read", "text"],
    match: ["cmp -s a.bin b.bin", "cmp -n 100 a.bin b.bin 10 20"],
    notMatch: ["cmp a.bin /etc/shadow"],
  }),
  sdiff: reads(
    `${ignoring} -o,--output!=write -W,--ignore-all-space -w,--width=text -l,--left-column -s,--suppress-common-lines
     -H,--speed-large-files --diff-program=program -v`,
    {
      match: ["sdiff -s a.txt b.txt"],
      notMatch: ["sdiff --diff-program=./x a b", "sdiff -o out a b", "sdiff --diff=./x a b"],
    },
  ),
  diff3: reads(
    `-A,--show-all -e,--ed -E,--show-overlap -3,--easy-only -x,--overlap-only -X -i -m,--merge -a,--text
     --strip-trailing-cr -T,--initial-tab --diff-program=program -L,--label=text -v`,
    { match: ["diff3 -m mine.ts base.ts yours.ts"], notMatch: ["diff3 --diff-program=./x a b c", "diff3 a b /etc/x"] },
  ),
  wdiff: reads(
    `-C,--copyright -1,--no-deleted -2,--no-inserted -3,--no-common -a,--auto-pager! -d,--diff-input -h
     -i,--ignore-case -l,--less-mode -n,--avoid-wraps -p,--printer -s,--statistics -t,--terminal -v
     -w,--start-delete=text -x,--end-delete=text -y,--start-insert=text -z,--end-insert=text`,
    { match: ["wdiff -s a.txt b.txt"], notMatch: ["wdiff -a a.txt b.txt", "wdiff a.txt /etc/passwd"] },
  ),
  diffstat: reads(
    `-b -c -C -d -D=read -e=write -E -f=text -h -k -K -l -m -n=text -N=text -o=write -p=text -q -r=text -R -s -S=read
     -t -T -u -v -V -w=text`,
    { match: ["diffstat -p1 fix.patch"], notMatch: ["diffstat -o /etc/x a.patch", "diffstat -D /etc a.patch"] },
  ),
  patch: asks(["read", "write"], "the patch decides which files change", {
    options: `-p,--strip=text -F,--fuzz=text -l,--ignore-whitespace -c,--context -e,--ed! -n,--normal -u,--unified
      -N,--forward -R,--reverse -i,--input=read -o,--output=write -r,--reject-file=write -D,--ifdef=text
      --merge[=text] -E,--remove-empty-files -Z,--set-utc -T,--set-time --quoting-style=text -b,--backup
      --backup-if-mismatch --no-backup-if-mismatch -V,--version-control=text -B,--prefix=write
      -Y,--basename-prefix=text -z,--suffix=text -g,--get!=text -t,--batch -f,--force -s,--quiet,--silent --verbose
      --dry-run --posix -d,--directory=write --reject-format=text --binary --read-only=text --follow-symlinks! -v
      -x,--debug=text`,
    operands: ["write", "read"],
    match: ["patch -p1 -i fix.patch", "patch --dry-run -p1", "patch src/a.ts a.diff", "patch -R -p0 -d lib"],
    notMatch: [
      "patch -e a.txt x.ed",
      "patch -p0 -d /etc",
      "patch -o /etc/motd a.txt a.diff",
      "patch --follow-symlinks -p1",
      "patch -g 1 a.txt",
    ],
  }),
});
