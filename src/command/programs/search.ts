import { type ProgramProfile, reads } from "../profile.ts";

const grepOptions = `-E,--extended-regexp -F,--fixed-strings -G,--basic-regexp -P,--perl-regexp -X=text
  -e,--regexp=text -f,--file=read -i,-y,--ignore-case --no-ignore-case -v,--invert-match -w,--word-regexp
  -x,--line-regexp -c,--count -L,--files-without-match -l,--files-with-matches -m,--max-count=text -o,--only-matching
  -q,--quiet,--silent -s,--no-messages -b,--byte-offset -H,--with-filename -h,--no-filename -n,--line-number
  -T,--initial-tab -Z,--null -z,--null-data -A,--after-context=text -B,--before-context=text -C,--context=text
  -a,--text -I -r,--recursive -R,--dereference-recursive --color[=text] --colour[=text] --include=read --exclude=text
  --exclude-dir=text --exclude-from=read --binary-files=text --label=text --line-buffered --no-group-separator
  --group-separator=text -U,--binary -u,--unix-byte-offsets -d,--directories=text -D,--devices=text -V -#`;

function grep(name: string): ProgramProfile {
  return reads(grepOptions, {
    operands: ["text", "read"],
    replacesFirst: ["regexp", "file"],
    match: [
      `${name} -rn 'TODO' src`,
      `${name} -E 'foo|bar' --include='*.ts' -l -r . --exclude-dir=node_modules`,
      `${name} -c -e one -e two a.txt`,
      `${name} -A 3 -B3 --color=never -i error build.log`,
      `${name} -qxF name names.txt`,
    ],
    notMatch: [
      `${name} root /etc/passwd`,
      `${name} -f /etc/passwd a.txt`,
      `${name} -r key ~/.config`,
      `${name} --fil=/etc/passwd a.txt`,
      `${name} --bogus x a.txt`,
    ],
  });
}

const ripgrep = reads(
  `-A,--after-context=text --auto-hybrid-regex --no-auto-hybrid-regex -B,--before-context=text --binary --no-binary
   --block-buffered --no-block-buffered -b,--byte-offset --no-byte-offset -s,--case-sensitive --color=text
   --colors=text --column --no-column -C,--context=text --context-separator=text --no-context-separator -c,--count
   --count-matches --crlf --no-crlf --debug --dfa-size-limit=text -E,--encoding=text --no-encoding --engine=text
   -e,--regexp=text --field-context-separator=text --field-match-separator=text -f,--file=read --files
   -l,--files-with-matches --files-without-match -F,--fixed-strings --no-fixed-strings -L,--follow --no-follow
   --generate=text -g,--glob=read --glob-case-insensitive --no-glob-case-insensitive -h --heading --no-heading
   -.,--hidden --no-hidden --hostname-bin=program --hyperlink-format=text --iglob=read -i,--ignore-case --ignore
   --ignore-dot --ignore-exclude --ignore-files --ignore-global --ignore-parent --ignore-vcs --ignore-messages
   --ignore-file=read --ignore-file-case-insensitive --no-ignore-file-case-insensitive --include-zero
   --no-include-zero -v,--invert-match --no-invert-match --json --no-json --line-buffered --no-line-buffered
   -n,--line-number -N,--no-line-number -x,--line-regexp -M,--max-columns=text --max-columns-preview
   --no-max-columns-preview -m,--max-count=text -d,--max-depth=text --maxdepth=text --max-filesize=text --messages
   --mmap --no-mmap -U,--multiline --no-multiline --multiline-dotall --no-multiline-dotall --no-config
   -I,--no-filename --no-ignore --no-ignore-dot --no-ignore-exclude --no-ignore-files --no-ignore-global
   --no-ignore-messages --no-ignore-parent --no-ignore-vcs --no-messages --no-pcre2-unicode --pcre2-unicode
   --no-require-git --require-git --no-unicode --unicode -0,--null --null-data --one-file-system --no-one-file-system
   -o,--only-matching --passthru --passthrough --path-separator=text -P,--pcre2 --no-pcre2 --pcre2-version
   --pre=program --no-pre --pre-glob=text -p,--pretty -q,--quiet --regex-size-limit=text -r,--replace=text
   -z,--search-zip! --no-search-zip -S,--smart-case --sort=text --sortr=text --sort-files --no-sort-files --stats
   --no-stats --stop-on-nonmatch -a,--text --no-text -j,--threads=text --trace --trim --no-trim -t,--type=text
   --type-list --type-add=text --type-clear=text -T,--type-not=text -u,--unrestricted -V --vimgrep -H,--with-filename
   -w,--word-regexp`,
  {
    operands: ["text", "read"],
    replacesFirst: ["regexp", "file", "files", "type-list"],
    match: [
      "rg -n --glob '!dist' 'foo|bar' src",
      "rg --files -g '*.ts' src",
      "rg -tjs -C 3 'export default' --hidden --no-ignore",
      "rg -l --sort path -e one -e two .",
      "rg -oN --replace '$1' 'v(\\d+)' CHANGELOG.md",
      "rg --json --max-count 5 -i todo",
    ],
    notMatch: [
      "rg --pre ./x word",
      "rg --pre=./x word src",
      "rg --hostname-bin ./x word",
      "rg -z word src",
      "rg root /etc/passwd",
      "rg --ignore-file /etc/passwd x",
      "rg -nz word",
    ],
  },
);

const ag = reads(
  `--ackmate -A,--after[=text] -B,--before[=text] -C,--context[=text] --break,--group --nobreak --nogroup -c,--count
   --color --nocolor --color-line-number=text --color-match=text --color-path=text --column --filename --nofilename
   -H,--heading --noheading -g,--filename-pattern=text -l,--files-with-matches -L,--files-without-matches --numbers
   --nonumbers -o,--only-matching --print-all-files --print-long-lines --passthrough,--passthru --silent --stats
   --stats-only --vimgrep -0,--null,--print0 -a,--all-types -D,--debug --depth=text -f,--follow --nofollow
   -F,--fixed-strings -G,--file-search-regex=text --hidden -i,--ignore-case --ignore=text --ignore-dir=text
   -m,--max-count=text --multiline --nomultiline --one-device -p,--path-to-ignore=read --pager!=program --nopager
   --parallel! -Q,--literal -s,--case-sensitive -S,--smart-case --search-binary --search-files -t,--all-text
   -u,--unrestricted -U,--skip-vcs-ignores -v,--invert-match -w,--word-regexp -W,--width=text -z,--search-zip!
   --workers=text --affinity --noaffinity --mmap --nommap -n,--norecurse -r,--recurse --list-file-types -V --js --ts
   --python --go --rust --ruby --java --cpp --cc --html --css --json --yaml --markdown --md --shell`,
  {
    operands: ["text", "read"],
    replacesFirst: ["filename-pattern"],
    match: ["ag -l --ts 'useEffect' src", "ag -g '\\.test\\.ts$'", "ag -Q -i 'a.b(' lib --ignore dist", "ag -C 3 todo"],
    notMatch: ["ag --pager ./x word", "ag --page=./x word", "ag root /etc/passwd", "ag -p /etc/passwd x"],
  },
);

const ack = reads(
  `-f -g=text -l,--files-with-matches -L,--files-without-matches -c,--count -i,--ignore-case --no-ignore-case
   -S,--smart-case --nosmart-case --no-smart-case -I -v,--invert-match -w,--word-regexp -Q,--literal
   --range-start=text --range-end=text --match=text --output!=text -o --passthru -m,--max-count=text -1
   -H,--with-filename -h,--no-filename -A,--after-context=text -B,--before-context=text -C,--context[=text] --print0
   -s --pager!=program --nopager --heading --noheading --break --nobreak --group --nogroup -p,--proximate[=text] -P
   --color --colour --nocolor --nocolour --color-filename=text --color-match=text --color-colno=text
   --color-lineno=text --help-colors --help-rgb-colors --column --no-column --filter --nofilter --flush --sort-files
   --show-types --files-from=read -x --ignore-dir,--ignore-directory=text --noignore-dir=text --ignore-file=text
   -r,-R,--recurse -n,--no-recurse --follow --nofollow -t,--type=text -T=text -k,--known-types --help-types
   --type-set=text --type-add=text --type-del=text --env --noenv --ackrc!=read --ignore-ack-defaults --create-ackrc
   --dump --man --bar --cathy --thpppt --js --ts --python --go --rust --ruby --java --cpp --cc --html --css --json
   --yaml --markdown --shell --perl --php`,
  {
    operands: ["text", "read"],
    replacesFirst: ["match", "f", "g", "help-types"],
    match: ["ack -l --js 'require' src", "ack -f --ts", "ack -i -C 3 todo lib", "ack --type=python def"],
    notMatch: ["ack --pager=./x word", "ack --ackrc=./rc word", "ack root /etc/passwd", "ack --output='@{[`id`]}' x"],
  },
);

function fd(name: string): ProgramProfile {
  return reads(
    `-H,--hidden --no-hidden -I,--no-ignore --ignore --no-ignore-vcs --ignore-vcs --no-ignore-parent
     --no-global-ignore-file --no-require-git --require-git -u,--unrestricted -s,--case-sensitive -i,--ignore-case
     -g,--glob --regex -F,--fixed-strings --and=text -a,--absolute-path --relative-path -l,--list-details -L,--follow
     --no-follow -p,--full-path -0,--print0 -d,--max-depth=text --maxdepth=text --min-depth=text --exact-depth=text
     -E,--exclude=text --prune -t,--type=text -e,--extension=text -S,--size=text
     --changed-within,--change-newer-than,--newer,--changed-after=text
     --changed-before,--change-older-than,--older=text -o,--owner=text --format=text -x,--exec! -X,--exec-batch!
     --batch-size=text --ignore-file=read -c,--color=text --hyperlink[=text] -j,--threads=text --max-buffer-time=text
     --max-results=text -1 -q,--quiet,--has-results --show-errors --base-directory=read -C=read --path-separator=text
     --search-path=read --strip-cwd-prefix[=text] --one-file-system --gen-completions[=text] -h -V`,
    {
      operands: ["text", "read"],
      match: [
        `${name} -e ts . src`,
        `${name} -H -t f -E node_modules 'config'`,
        `${name} --glob '*.md' --max-depth 2`,
        `${name} -0 --changed-within 1d`,
      ],
      notMatch: [
        `${name} -e ts -x rm`,
        `${name} --exec-batch rm`,
        `${name} x /etc`,
        `${name} --base-directory / passwd`,
        `${name} -uX ./run`,
      ],
    },
  );
}

const zgrep = reads(grepOptions, {
  operands: ["text", "read"],
  replacesFirst: ["regexp", "file"],
  match: ["zgrep -i error logs/app.log.1.gz", "zgrep -c 'GET /' access.log.gz"],
  notMatch: ["zgrep root /var/log/auth.log.1.gz", "zgrep -f /etc/passwd a.gz"],
});

const locate = reads(
  `-A,--all -b,--basename -c,--count -d,--database!=read -e,--existing -i,--ignore-case -l,-n,--limit=text -0,--null
   -N,--literal -r,--regexp=text --regex -w,--wholename -S,--statistics -q,--quiet -P -L,--follow -h -V`,
  { operands: ["text"], match: ["locate -i -l 5 tsconfig"], notMatch: ["locate -d ./x.db a"] },
);

/** Programs that search in files. */
export const searchPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  grep: grep("grep"),
  egrep: grep("egrep"),
  fgrep: grep("fgrep"),
  ggrep: grep("ggrep"),
  zgrep,
  zegrep: zgrep,
  zfgrep: zgrep,
  rg: ripgrep,
  ag,
  ack,
  fd: fd("fd"),
  fdfind: fd("fdfind"),
  cloc: reads(
    `--by-file --by-file-by-lang --by-percent=text --csv --csv-delimiter=text --json --md --xml --yaml --quiet
     --hide-rate --exclude-dir=text --exclude-ext=text --exclude-lang=text --include-ext=text --include-lang=text
     --match-f=text --not-match-f=text --match-d=text --not-match-d=text --fullpath --follow-links --no-recurse
     --skip-uniqueness --exclude-list-file=read --list-file=read --out,--report-file=write --ignored=write
     --counted=write --found=write --processes=text --timeout=text --show-lang[=text] --show-ext[=text] --sum-one
     --vcs!=text --git! --diff! --extract-with!=program --config!=read --read-lang-def=read --force-lang=text --unix
     --3 -3`,
    {
      match: ["cloc src", "cloc --exclude-dir=node_modules,dist --json ."],
      notMatch: ["cloc --extract-with='./x >FILE<' a.zip", "cloc /etc", "cloc --out=/etc/x src", "cloc --vcs=git"],
    },
  ),
  tokei: reads(
    `-f,--files -h --hidden -l,--languages --no-ignore --no-ignore-dot --no-ignore-parent --no-ignore-vcs
     -e,--exclude=text -t,--type=text -o,--output=text -s,--sort=text -C,--compact -n,--num-format=text
     -c,--columns=text -i,--input=read -V -v`,
    { match: ["tokei src", "tokei -e dist -o json"], notMatch: ["tokei /etc", "tokei -i /etc/x"] },
  ),
  locate,
  plocate: locate,
});
