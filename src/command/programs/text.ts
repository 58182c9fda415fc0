import { type ProgramProfile, prints, reads, writes } from "../profile.ts";

/** Programs that show, cut and shape text. */
export const textPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  cat: reads(
    `-A,--show-all -b,--number-nonblank -e -E,--show-ends -n,--number -s,--squeeze-blank -t -T,--show-tabs -u
     -v,--show-nonprinting`,
    {
      match: ["cat README.md", "cat -n src/a.ts src/b.ts", "cat -- -odd-name", "cat - a.txt"],
      notMatch: ["cat /etc/passwd", "cat --show a.txt", "cat ../other/notes.md"],
    },
  ),
  bat: bat(),
  batcat: bat(),
  tac: reads("-b,--before -r,--regex -s,--separator=text", {
    match: ["tac log.txt", "tac -s ';' a.sql"],
    notMatch: ["tac /var/log/syslog", "tac --reg a.txt --bogus"],
  }),
  nl: reads(
    `-b,--body-numbering=text -d,--section-delimiter=text -f,--footer-numbering=text -h,--header-numbering=text
     -i,--line-increment=text -l,--join-blank-lines=text -n,--number-format=text -p,--no-renumber
     -s,--number-separator=text -v,--starting-line-number=text -w,--number-width=text`,
    { match: ["nl -ba src/a.ts", "nl -w 3 -s '. ' list.txt"], notMatch: ["nl /etc/hosts"] },
  ),
  head: reads("-c,--bytes=text -n,--lines=text -q,--quiet,--silent -v,--verbose -z,--zero-terminated -#", {
    match: ["head -20 package.json", "head -n -5 a.txt", "head -c 1K dist/app.bin", "head --lines=3 a.txt b.txt"],
    notMatch: ["head -n 1 /etc/shadow", "head ~/.bashrc", "head --follow a.txt"],
  }),
  tail: reads(
    `-c,--bytes=text -f,--follow[=text] -F -n,--lines=text --max-unchanged-stats=text --pid=text -q,--quiet,--silent
     --retry -s,--sleep-interval=text -v,--verbose -z,--zero-terminated -#`,
    {
      match: ["tail -n 50 logs/app.log", "tail -f -n0 logs/app.log", "tail -n +2 data.csv", "tail -100 build.log"],
      notMatch: ["tail -f /var/log/auth.log", "tail --r -x a.txt"],
    },
  ),
  wc: reads("-c,--bytes -m,--chars -l,--lines -L,--max-line-length -w,--words --files0-from=list --total=text", {
    match: ["wc -l src/a.ts src/b.ts", "wc -lwc README.md"],
    notMatch: ["wc --files0-from=/etc/passwd", "wc --files0=/etc/passwd", "wc -l /etc/passwd"],
  }),
  cut: reads(
    `-b,--bytes=text -c,--characters=text -d,--delimiter=text -f,--fields=text -n --complement -s,--only-delimited
     --output-delimiter=text -z,--zero-terminated`,
    {
      match: ["cut -d, -f1,3 data.csv", "cut -c1-80 a.txt", "cut -d ' ' --complement -f 2- a.txt"],
      notMatch: ["cut -d: -f1 /etc/passwd", "cut --output=x a.txt --bogus"],
    },
  ),
  paste: reads("-d,--delimiters=text -s,--serial -z,--zero-terminated", {
    match: ["paste -sd, names.txt", "paste a.txt b.txt", "paste -d '\\t' - -"],
    notMatch: ["paste /etc/passwd /etc/group"],
  }),
  tr: prints("-c,-C,--complement -d,--delete -s,--squeeze-repeats -t,--truncate-set1", {
    match: ["tr a-z A-Z", "tr -d '\\n'", "tr -cd '[:alnum:]_-'", "tr -s ' ' '\\n'"],
    notMatch: ["tr -x a b"],
  }),
  rev: reads("-h -V -0,--zero", { match: ["rev a.txt", "rev"], notMatch: ["rev /etc/passwd"] }),
  fold: reads("-b,--bytes -s,--spaces -w,--width=text -#", {
    match: ["fold -w 80 -s a.txt", "fold -100"],
    notMatch: ["fold /etc/passwd"],
  }),
  fmt: reads(
    `-c,--crown-margin -p,--prefix=text -s,--split-only -t,--tagged-paragraph -u,--uniform-spacing -w,--width=text
     -g,--goal=text -#`,
    { match: ["fmt -w 72 notes.md", "fmt -72 -s a.txt"], notMatch: ["fmt /etc/motd"] },
  ),
  pr: reads(
    `--columns=text -a,--across -c,--show-control-chars -d,--double-space -D,--date-format=text
     -e,--expand-tabs[=text] -F,-f,--form-feed -h,--header=text -i,--output-tabs[=text] -J,--join-lines
     -l,--length=text -m,--merge -n,--number-lines[=text] -N,--first-line-number=text -o,--indent=text
     -r,--no-file-warnings -s,--separator[=text] -S,--sep-string[=text] -t,--omit-header -T,--omit-pagination
     -v,--show-nonprinting -w,--width=text -W,--page-width=text --pages=text -#`,
    { match: ["pr -mt a.txt b.txt", "pr -3 -l 60 words.txt"], notMatch: ["pr -h secret /etc/passwd"] },
  ),
  column: reads(
    `-t,--table -n,--table-name=text -O,--table-order=text -N,--table-columns=text -C,--table-column=text
     -l,--table-columns-limit=text -E,--table-noextreme=text -d,--table-noheadings -m,--table-maxout
     -e,--table-header-repeat -H,--table-hide=text -R,--table-right=text -T,--table-truncate=text -W,--table-wrap=text
     -L,--keep-empty-lines --table-empty-lines -J,--json -r,--tree=text -i,--tree-id=text -p,--tree-parent=text
     -c,--output-width=text -o,--output-separator=text -s,--separator=text -x,--fillrows -h -V`,
    {
      match: ["column -t -s, data.csv", "column -t", "column -J -N name,size sizes.txt"],
      notMatch: ["column -t -s: /etc/passwd"],
    },
  ),
  expand: reads("-i,--initial -t,--tabs=text -#", { match: ["expand -t 2 src/a.py"], notMatch: ["expand /etc/fstab"] }),
  unexpand: reads("-a,--all --first-only -t,--tabs=text -#", {
    match: ["unexpand --first-only -t 4 Makefile"],
    notMatch: ["unexpand /etc/fstab"],
  }),
  col: prints("-b,--no-backspaces -f,--fine -p,--pass -h,--tabs -x,--spaces -l,--lines=text -H -v", {
    match: ["col -b", "col -bx"],
    notMatch: ["col -b --bogus"],
  }),
  colrm: prints("-h -V", { match: ["colrm 1 8"], notMatch: ["colrm --bogus 1"] }),
  ul: reads("-t,-T,--terminal=text -i,--indicated -h -V", {
    match: ["ul -i notes.txt"],
    notMatch: ["ul /etc/passwd"],
  }),
  look: reads("-a,--alternative -d,--alphanum -f,--ignore-case -t,--terminate=text -h -V", {
    operands: ["text", "read"],
    match: ["look -f inter words.txt"],
    notMatch: ["look root /etc/passwd"],
  }),
  sponge: writes("-a", { match: ["sponge a.txt", "sponge -a a.txt"], notMatch: ["sponge /etc/motd"] }),
  ts: prints("-r -i -s -m", { match: ["ts", "ts '%H:%M:%S'"], notMatch: ["ts --bogus"] }),
  pv: reads(
    `-p,--progress -t,--timer -e,--eta -I,--fineta -r,--rate -a,--average-rate -m,--average-rate-window=text
     -b,--bytes -T,--buffer-percent -A,--last-written=text -F,--format=text -n,--numeric -q,--quiet -W,--wait
     -D,--delay-start=text -s,--size=text -l,--line-mode -0,--null -i,--interval=text -w,--width=text -H,--height=text
     -N,--name=text -f,--force -c,--cursor -L,--rate-limit=text -B,--buffer-size=text -C,--no-splice -E,--skip-errors
     -S,--stop-at-size -R,--remote!=text -P,--pidfile!=write -d,--watchfd!=text -o,--output=write -h -V`,
    { match: ["pv a.bin", "pv -s 10m -q"], notMatch: ["pv /etc/shadow", "pv -P /etc/x a", "pv -d 1 a"] },
  ),
  tee: writes("-a,--append -i,--ignore-interrupts -p --output-error[=text]", {
    match: ["tee build.log", "tee -a logs/a.log logs/b.log", "tee /dev/null"],
    notMatch: ["tee /etc/motd", "tee -a ~/.bashrc", "tee ../out.txt"],
  }),
});

/** cat with colours; its pager is a program, and its cache is compiled from files. */
function bat(): ProgramProfile {
  return reads(
    `-A,--show-all --nonprintable-notation=text -p,--plain -l,--language=text -H,--highlight-line=text
     --file-name=text -d,--diff --diff-context=text --tabs=text --wrap=text -S,--chop-long-lines --terminal-width=text
     -n,--number --color=text --italic-text=text --decorations=text -f,--force-colorization --paging! --pager!=program
     -P,--no-paging -m,--map-syntax=text --ignored-suffix=text --theme=text --list-themes -s,--squeeze-blank
     --style=text -r,--line-range=text -L,--list-languages -u,--unbuffered --no-config --no-custom-assets --lessopen!
     --no-lessopen --config-file --config-dir --cache-dir --generate-config-file! --diagnostic --acknowledgements -V
     -h`,
    {
      operands: ["read"],
      hazard: /^cache$/,
      match: ["bat -p src/a.ts", "bat --style=plain -r 10:20 src/a.ts", "bat -P -n README.md"],
      notMatch: ["bat --pager ./x README.md", "bat /etc/passwd", "bat cache --build"],
    },
  );
}
