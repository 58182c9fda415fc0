import { type ProgramProfile, prints, reads, writes } from "../profile.ts";

/** Programs that order, compare by lines, divide and count. */
export const listPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  sort: reads(
    `-b,--ignore-leading-blanks -d,--dictionary-order -f,--ignore-case -g,--general-numeric-sort
     -i,--ignore-nonprinting -M,--month-sort -h,--human-numeric-sort -n,--numeric-sort -R,--random-sort
     --random-source=read -r,--reverse --sort=text -V,--version-sort --batch-size=text -c --check[=text] -C
     --compress-program=program --debug --files0-from=list -k,--key=text -m,--merge -o,--output=write -s,--stable
     -S,--buffer-size=text -t,--field-separator=text -T,--temporary-directory=write --parallel=text -u,--unique
     -z,--zero-terminated`,
    {
      match: [
        "sort -rn counts.txt",
        "sort -t, -k2,2n -k1,1 data.csv",
        "sort -u -o names.txt names.txt",
        "sort --version-sort --check tags.txt",
      ],
      notMatch: [
        "sort --compress-program ./x a.txt",
        "sort --comp ./x a.txt",
        "sort a.txt -o/etc/motd",
        "sort --files0-from=/etc/passwd",
        "sort -T /etc a.txt",
      ],
    },
  ),
  uniq: reads(
    `-c,--count -d,--repeated -D --all-repeated[=text] -f,--skip-fields=text --group[=text] -i,--ignore-case
     -s,--skip-chars=text -u,--unique -z,--zero-terminated -w,--check-chars=text`,
    {
      operands: ["read", "write"],
      match: ["uniq -c", "uniq -d names.txt", "uniq names.txt unique.txt"],
      notMatch: ["uniq names.txt /etc/motd", "uniq /etc/passwd"],
    },
  ),
  comm: reads("-1 -2 -3 --check-order --nocheck-order --output-delimiter=text --total -z,--zero-terminated", {
    match: ["comm -13 old.txt new.txt", "comm -12 --total a.txt b.txt"],
    notMatch: ["comm a.txt /etc/passwd"],
  }),
  join: reads(
    `-a=text -e=text -i,--ignore-case -j=text -o=text -t=text -v=text -1=text -2=text --check-order --nocheck-order
     --header -z,--zero-terminated`,
    { match: ["join -t, -1 2 -2 1 a.csv b.csv", "join --header -o 1.1,2.2 a b"], notMatch: ["join a.txt /etc/group"] },
  ),
  shuf: reads(
    `-e,--echo -i,--input-range=text -n,--head-count=text -o,--output=write --random-source=read -r,--repeat
     -z,--zero-terminated`,
    {
      match: ["shuf -n 5 words.txt", "shuf -i 1-10", "shuf -e a b c"],
      notMatch: ["shuf -o /etc/motd a.txt", "shuf --random-source=/etc/shadow a.txt"],
    },
  ),
  tsort: reads("", { match: ["tsort edges.txt"], notMatch: ["tsort /etc/passwd"] }),
  ptx: reads(
    `-A,--auto-reference -G,--traditional! -F,--flag-truncation=text -M,--macro-name=text -O -R,--right-side-refs
     -S,--sentence-regexp=text -T --format=text -W,--word-regexp=text -b,--break-file=read -f,--ignore-case
     -g,--gap-size=text -i,--ignore-file=read -o,--only-file=read -r,--references -t,--typeset-mode -w,--width=text`,
    { match: ["ptx -f words.txt"], notMatch: ["ptx -b /etc/passwd a.txt", "ptx -G a.txt b.txt"] },
  ),
  split: writes(
    `-a,--suffix-length=text --additional-suffix=text -b,--bytes=text -C,--line-bytes=text -d
     --numeric-suffixes[=text] -x --hex-suffixes[=text] -e,--elide-empty-files --filter!=program -l,--lines=text
     -n,--number=text -t,--separator=text -u,--unbuffered --verbose -#`,
    {
      operands: ["read", "write"],
      match: ["split -l 1000 data.csv parts/p_", "split -b 10M -d big.bin", "split -n l/4 a.txt"],
      notMatch: ["split --filter='./x' a.txt", "split --fil=./x a.txt", "split a.txt /etc/x", "split /etc/passwd"],
    },
  ),
  csplit: writes(
    `-b,--suffix-format=text -f,--prefix=write -k,--keep-files --suppress-matched -n,--digits=text -s,--quiet,--silent
     -z,--elide-empty-files`,
    {
      operands: ["read", "text"],
      forms: { "suffix-format": /^[^/]*$/ },
      match: ["csplit -f part- notes.md '/^# /' '{*}'", "csplit -z a.txt 10 20"],
      notMatch: ["csplit -f /etc/x a.txt 3", "csplit -b /../../%d a.txt 3"],
    },
  ),
  seq: prints("-f,--format=text -s,--separator=text -w,--equal-width -#", {
    lenient: true,
    match: ["seq 1 10", "seq 10 -1 1", "seq -w -s, 1 0.5 3", "seq 0 -0.5 -3"],
    notMatch: ["seq 1 10 > /etc/motd"],
  }),
  factor: prints("-h,--exponents", { match: ["factor 360 97"], notMatch: ["factor --bogus"] }),
  expr: prints("", {
    lenient: true,
    match: ["expr 1 + 2", "expr length abc", "expr -1 + 2"],
    notMatch: ["expr 1 + 2 > /etc/motd"],
  }),
  numfmt: prints(
    `--debug -d,--delimiter=text --field=text --format=text --from=text --from-unit=text --grouping --header[=text]
     --invalid=text --padding=text --round=text --suffix=text --to=text --to-unit=text -z,--zero-terminated`,
    { match: ["numfmt --to=iec 123456", "numfmt --field=2 --from=auto"], notMatch: ["numfmt --to iec --bogus"] },
  ),
  basename: prints("-a,--multiple -s,--suffix=text -z,--zero", {
    match: ["basename src/a.ts .ts", "basename -a a/b c/d", 'basename "$PWD"'],
    notMatch: ["basename --bogus a"],
  }),
  dirname: prints("-z,--zero", { match: ["dirname src/a/b.ts", 'dirname "$file"'], notMatch: ["dirname --bogus a"] }),
  pathchk: prints("-p -P --portability", { match: ["pathchk -p a/b.txt"], notMatch: ["pathchk --bogus a"] }),
});
