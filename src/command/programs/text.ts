import { asks, type ProgramProfile, prints, reads } from "../profile.ts";

const grepOptions =
  "-E,--extended-regexp -F,--fixed-strings -G,--basic-regexp -P,--perl-regexp -e,--regexp=text -f,--file=read " +
  "-i,--ignore-case -y --no-ignore-case -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count " +
  "-L,--files-without-match -l,--files-with-matches -m,--max-count=text -o,--only-matching -q,--quiet,--silent " +
  "-s,--no-messages -b,--byte-offset -H,--with-filename -h,--no-filename -n,--line-number -T,--initial-tab -Z,--null " +
  "-z,--null-data -A,--after-context=text -B,--before-context=text -C,--context=text -a,--text -I -r,--recursive " +
  "-R,--dereference-recursive --color[=text] --colour[=text] --include=read --exclude=text --exclude-dir=text " +
  "--exclude-from=read --binary-files=text --label=text --line-buffered -U,--binary -d,--directories=text -D,--devices=text -#";

const grep = reads(grepOptions, { operands: ["text", "read"], replacesFirst: ["regexp", "file"] });

const ripgrep = reads(
  "-e,--regexp=text -f,--file=read -i,--ignore-case -S,--smart-case -s,--case-sensitive -v,--invert-match " +
    "-w,--word-regexp -x,--line-regexp -c,--count --count-matches -l,--files-with-matches --files-without-match " +
    "-m,--max-count=text -o,--only-matching -q,--quiet -H,--with-filename -I,--no-filename -n,--line-number " +
    "-N,--no-line-number -A,--after-context=text -B,--before-context=text -C,--context=text -F,--fixed-strings " +
    "-P,--pcre2 -U,--multiline --multiline-dotall -g,--glob=read --iglob=read -t,--type=text -T,--type-not=text " +
    "--type-list --files --hidden -. --no-ignore -u,--unrestricted --sort=text --sortr=text --color=text --heading " +
    "--no-heading --json --stats --trim --column --vimgrep -r,--replace=text -d,--max-depth=text -M,--max-columns=text " +
    "-a,--text -p,--pretty -L,--follow --pre=program --pre-glob=text --hostname-bin=program -z,--search-zip! -0,--null --no-messages",
  { operands: ["text", "read"], replacesFirst: ["regexp", "file", "files", "type-list"] },
);

/** Programs that look at, filter and shape text. */
export const textPrograms: Readonly<Record<string, ProgramProfile>> = {
  cat: reads(
    "-A,--show-all -b,--number-nonblank -e -E,--show-ends -n,--number -s,--squeeze-blank -t -T,--show-tabs -u -v,--show-nonprinting",
  ),
  tac: reads("-b,--before -r,--regex -s,--separator=text"),
  nl: reads(
    "-b,--body-numbering=text -n,--number-format=text -w,--number-width=text -s,--number-separator=text -v=text -i=text",
  ),
  head: reads("-c,--bytes=text -n,--lines=text -q,--quiet,--silent -v,--verbose -z,--zero-terminated -#"),
  tail: reads(
    "-c,--bytes=text -n,--lines=text -f,--follow[=text] -F --retry --pid=text -s,--sleep-interval=text -q,--quiet,--silent -v,--verbose -z,--zero-terminated -#",
  ),
  wc: reads("-c,--bytes -m,--chars -l,--lines -L,--max-line-length -w,--words --files0-from=read --total=text"),
  grep,
  egrep: grep,
  fgrep: grep,
  rg: ripgrep,
  sort: reads(
    "-b,--ignore-leading-blanks -d,--dictionary-order -f,--ignore-case -g,--general-numeric-sort -i,--ignore-nonprinting " +
      "-M,--month-sort -h,--human-numeric-sort -n,--numeric-sort -R,--random-sort -r,--reverse -V,--version-sort " +
      "-c,--check[=text] -C -k,--key=text -m,--merge -o,--output=write -s,--stable -S,--buffer-size=text " +
      "-t,--field-separator=text -T,--temporary-directory=write --parallel=text -u,--unique -z,--zero-terminated " +
      "--sort=text --batch-size=text --compress-program=program --files0-from=read --random-source=read --debug",
  ),
  uniq: reads(
    "-c,--count -d,--repeated -D --all-repeated[=text] -f,--skip-fields=text --group[=text] -i,--ignore-case " +
      "-s,--skip-chars=text -u,--unique -z,--zero-terminated -w,--check-chars=text",
    { operands: ["read", "write"] },
  ),
  cut: reads(
    "-b,--bytes=text -c,--characters=text -d,--delimiter=text -f,--fields=text -n --complement -s,--only-delimited --output-delimiter=text -z,--zero-terminated",
  ),
  paste: reads("-d,--delimiters=text -s,--serial -z,--zero-terminated"),
  join: reads(
    "-a=text -e=text -i,--ignore-case -j=text -o=text -t=text -v=text -1=text -2=text --header --check-order --nocheck-order",
  ),
  comm: reads("-1 -2 -3 -i --check-order --nocheck-order --output-delimiter=text --total -z,--zero-terminated"),
  tr: prints("-c,-C,--complement -d,--delete -s,--squeeze-repeats -t,--truncate-set1"),
  rev: reads(),
  fold: reads("-b,--bytes -s,--spaces -w,--width=text"),
  fmt: reads("-c -s -t -u -w,--width=text"),
  column: reads(
    "-t,--table -s,--separator=text -o,--output-separator=text -N,--table-columns=text -J,--json -c,--output-width=text",
  ),
  expand: reads("-i,--initial -t,--tabs=text"),
  unexpand: reads("-a,--all -t,--tabs=text"),
  seq: prints("-f,--format=text -s,--separator=text -w,--equal-width"),
  diff: reads(
    "-q,--brief -s,--report-identical-files -c -C,--context=text -u -U,--unified[=text] -e,--ed -n,--rcs -y,--side-by-side " +
      "-W,--width=text -p,--show-c-function -t,--expand-tabs -r,--recursive -N,--new-file -x,--exclude=text -i,--ignore-case " +
      "-w,--ignore-all-space -b,--ignore-space-change -B,--ignore-blank-lines -a,--text --color[=text] --strip-trailing-cr --label=text",
  ),
  cmp: reads("-b,--print-bytes -i,--ignore-initial=text -l,--verbose -n,--bytes=text -s,--quiet,--silent"),
  md5sum: reads("-b,--binary -c,--check -t,--text --quiet --status"),
  sha1sum: reads("-b,--binary -c,--check -t,--text --quiet --status"),
  sha256sum: reads("-b,--binary -c,--check -t,--text --quiet --status"),
  sha512sum: reads("-b,--binary -c,--check -t,--text --quiet --status"),
  cksum: reads("-a,--algorithm=text -c,--check"),
  od: reads(
    "-A,--address-radix=text -t,--format=text -N,--read-bytes=text -j,--skip-bytes=text -c -x -b -d -o -v,--output-duplicates -w,--width[=text]",
  ),
  hexdump: reads("-C,--canonical -n,--length=text -s,--skip=text -v,--no-squeezing -b -c -d -o -x -e=text"),
  xxd: reads("-b -c=text -g=text -l=text -s=text -p -u -i -r", { operands: ["read", "write"], words: true }),
  strings: reads("-a,--all -n,--bytes=text -t,--radix=text -e=text -#"),
  base64: reads("-d,--decode -i,--ignore-garbage -w,--wrap=text"),
  iconv: reads("-f,--from-code=text -t,--to-code=text -l,--list -c -o,--output=write -s,--silent"),
  sed: reads(
    "-n,--quiet,--silent -e,--expression=code -f,--file! -E,-r,--regexp-extended -i! --in-place! -s,--separate -u,--unbuffered -z,--null-data --posix --sandbox --debug",
    { operands: ["code", "read"], replacesFirst: ["expression", "file"], language: "sed" },
  ),
  awk: reads("-F,--field-separator=text -v,--assign=text -f,--file!", {
    operands: ["code", "read"],
    replacesFirst: ["file"],
    language: "awk",
  }),
  jq: reads(
    "-n,--null-input -r,--raw-output -j,--join-output -a,--ascii-output -c,--compact-output -s,--slurp -R,--raw-input " +
      "-e,--exit-status -S,--sort-keys -C,--color-output -M,--monochrome-output --tab --indent=text -f,--from-file! " +
      "-L! --arg! --argjson! --slurpfile! --rawfile! --args! --jsonargs! --stream --seq",
    { operands: ["code", "read"], language: "jq" },
  ),
  tee: reads("-a,--append -i,--ignore-interrupts -p --output-error[=text]", { operands: ["write"] }),
  less: asks(["read"], "a pager can start programs and edit files"),
  more: asks(["read"], "a pager can start programs"),
  man: asks(["read"], "it opens a pager, which can start programs"),
  vim: asks(["exec"], "an editor can start programs and change any file"),
  vi: asks(["exec"], "an editor can start programs and change any file"),
  ed: asks(["exec"], "an editor can start programs and change any file"),
  nano: asks(["exec"], "an editor can start programs and change any file"),
  emacs: asks(["exec"], "an editor can start programs and change any file"),
};
