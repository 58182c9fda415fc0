import { asks, type ProgramProfile, reads } from "../profile.ts";

/** Options of everything that shows differences. */
export const diffOptions: string = `-p,--patch -u -s,--no-patch -U,--unified=text --output-indicator-new=text
  --output-indicator-old=text --output-indicator-context=text --raw --patch-with-raw --patch-with-stat
  --indent-heuristic --no-indent-heuristic --minimal --patience --histogram --anchored=text --diff-algorithm=text
  --stat[=text] --stat-width=text --stat-name-width=text --stat-count=text --compact-summary --numstat --shortstat
  -X,--dirstat[=text] --cumulative --dirstat-by-file[=text] --summary -z --name-only --name-status --submodule[=text]
  --color[=text] --no-color --color-moved[=text] --no-color-moved --color-moved-ws=text --word-diff[=text]
  --word-diff-regex=text --color-words[=text] --no-renames --rename-empty --no-rename-empty --check
  --ws-error-highlight=text --full-index --binary --abbrev[=text] --no-abbrev -B,--break-rewrites[=text]
  -M,--find-renames[=text] -C,--find-copies[=text] --find-copies-harder -D,--irreversible-delete -l=text
  --diff-filter=text -S=text -G=text --find-object=text --pickaxe-all --pickaxe-regex -O=read --skip-to=text
  --rotate-to=text -R --relative[=text] --no-relative -a,--text --ignore-cr-at-eol --ignore-space-at-eol
  -b,--ignore-space-change -w,--ignore-all-space --ignore-blank-lines -I,--ignore-matching-lines=text
  --inter-hunk-context=text -W,--function-context --exit-code --quiet --ignore-submodules[=text] --src-prefix=text
  --dst-prefix=text --no-prefix --default-prefix --line-prefix=text --ita-invisible-in-index --ita-visible-in-index
  --cc -c -m --no-ext-diff --no-textconv --ext-diff! --textconv! --output!=write --no-index`;

const commitOptions = `-n,--max-count=text --skip=text --since=text --after=text --until=text --before=text
  --since-as-filter=text --author=text --committer=text --grep-reflog=text --grep=text --all-match --invert-grep
  -i,--regexp-ignore-case --basic-regexp -E,--extended-regexp -F,--fixed-strings -P,--perl-regexp --merges --no-merges
  --min-parents=text --max-parents=text --first-parent --exclude-first-parent-only --not --all --branches[=text]
  --tags[=text] --remotes[=text] --glob=text --exclude=text --exclude-hidden=text --reflog --ignore-missing --bisect
  --stdin --cherry-mark --cherry-pick --left-only --right-only --left-right --cherry -g,--walk-reflogs --merge
  --boundary --simplify-by-decoration --show-pulls --full-history --dense --sparse --simplify-merges
  --ancestry-path[=text] --date-order --author-date-order --topo-order --reverse --no-walk[=text] --do-walk
  --pretty[=text] --format=text --abbrev-commit --no-abbrev-commit --oneline --encoding=text --expand-tabs[=text]
  --no-expand-tabs --notes[=text] --no-notes --show-notes[=text] --relative-date --date=text --parents --children
  --graph --no-graph --show-linear-break[=text] --count -#`;

const logOptions = `${diffOptions} ${commitOptions} -q --follow --decorate[=text] --no-decorate --decorate-refs=text
  --decorate-refs-exclude=text --clear-decorations --source --mailmap --no-mailmap --use-mailmap -L=text -t --log-size
  --show-signature! --remerge-diff --diff-merges=text --no-diff-merges --combined-all-paths`;

const refOptions = `--contains[=text] --no-contains[=text] --merged[=text] --no-merged[=text] --sort=text
  --points-at=text --format=text --color[=text] --no-color --column[=text] --no-column -i,--ignore-case`;

/** Options of `git branch` and `git tag` with which they list. */
export const listOptions: string = refOptions;

/** What git shows of a repository without changing it. */
export const looking = (): Readonly<Record<string, ProgramProfile>> => ({
  status: reads(
    `-s,--short -b,--branch --porcelain[=text] --long -v,--verbose -u,--untracked-files[=text] --ignored[=text]
      -z,--null --show-stash --ahead-behind --no-ahead-behind --column[=text] --no-column --ignore-submodules[=text]
      --renames --no-renames -M,--find-renames[=text]`,
  ),
  diff: reads(`${diffOptions} --cached --staged --merge-base -1,--base -2,--ours -3,--theirs -0 -q`, {
    match: [
      "git diff",
      "git diff --stat main...HEAD",
      "git diff --cached -- src/a.ts",
      "git diff -U10 HEAD~2 HEAD -- '*.ts'",
    ],
    notMatch: [
      "git diff --no-index /etc/passwd a",
      "git diff --ext-diff",
      "git diff --outp=x",
      "git diff /etc/passwd a.txt",
    ],
  }),
  log: reads(logOptions, {
    match: [
      "git log --oneline -n 20 --graph --all --decorate",
      "git log -p -5 --since='2 weeks ago' --author=ann -- src",
      "git log --format='%h %an %s' main..HEAD",
      "git log -S 'function foo' --pickaxe-regex --name-status",
      "git log --diff-filter=D --summary --no-merges",
    ],
    notMatch: ["git log --output=log.txt", "git log --textconv", "git log -- ../other", "git log --frobnicate"],
  }),
  show: reads(logOptions, {
    match: ["git show HEAD~1 --stat", "git show abc123:src/a.ts", "git show --name-only --format= HEAD"],
    notMatch: ["git show --ext-diff HEAD"],
  }),
  whatchanged: reads(logOptions),
  "range-diff": reads(`${diffOptions} --creation-factor=text --no-dual-color --left-only --right-only`, {
    operands: ["text"],
  }),
  shortlog: reads(`${commitOptions} -s,--summary -n,--numbered -e,--email -c,--committer --group=text -w[=text]`),
  blame: reads(
    `-L=text -w -M[=text] -C[=text] -e,--show-email -s --date=text -l -t -f,--show-name -n,--show-number
      -p,--porcelain --line-porcelain --incremental -b --root --show-stats --progress --no-progress -c
      --ignore-rev=text --ignore-revs-file=read --color-lines --color-by-age --minimal -S=read --contents=read
      --abbrev[=text] --since=text --reverse --first-parent`,
  ),
  annotate: reads("-L=text -w -l -t"),
  "rev-parse": reads(
    `--show-toplevel --abbrev-ref[=text] --short[=text] --verify -q,--quiet --is-inside-work-tree --is-inside-git-dir
      --is-bare-repository --is-shallow-repository --git-dir --absolute-git-dir --git-common-dir --show-prefix
      --show-cdup --all --branches[=text] --tags[=text] --remotes[=text] --glob=text --symbolic --symbolic-full-name
      --show-superproject-working-tree --revs-only --no-revs --flags --no-flags --sq --not --git-path=text
      --path-format=text --show-object-format[=text] --disambiguate=text --since=text --until=text --local-env-vars
      --default=text --end-of-options`,
    { operands: ["text"] },
  ),
  "rev-list": reads(
    `${commitOptions} --objects --objects-edge --disk-usage[=text] --max-age=text --min-age=text --timestamp --header
      --quiet --use-bitmap-index`,
    { operands: ["text"] },
  ),
  "ls-files": reads(
    `-c,--cached -d,--deleted -m,--modified -o,--others -i,--ignored -s,--stage -u,--unmerged -k,--killed -t -v -f -z
      -x,--exclude=text -X,--exclude-from=read --exclude-per-directory=text --exclude-standard --directory
      --no-empty-directory --eol --full-name --recurse-submodules --error-unmatch --with-tree=text --abbrev[=text]
      --debug --deduplicate --sparse --format=text`,
  ),
  "ls-tree": reads(
    `-r -d -t -l,--long --name-only --name-status --object-only -z --full-name --full-tree --format=text
      --abbrev[=text]`,
    {
      operands: ["text"],
    },
  ),
  "cat-file": reads(
    `-t -s -e -p -z --batch[=text] --batch-check[=text] --batch-all-objects --buffer --unordered --follow-symlinks
      --path=text --textconv! --filters!`,
    { operands: ["text"] },
  ),
  describe: reads(
    `--tags --all --always --dirty[=text] --broken[=text] --abbrev=text --long --match=text --exclude=text
      --exact-match --contains --candidates=text --first-parent --debug`,
    { operands: ["text"] },
  ),
  "name-rev": reads("--name-only --tags --refs=text --exclude=text --all --undefined --no-undefined --always", {
    operands: ["text"],
  }),
  "merge-base": reads("-a,--all --octopus --independent --is-ancestor --fork-point", { operands: ["text"] }),
  "for-each-ref": reads(
    `${refOptions} --count=text -s,--shell -p,--perl --python --tcl --exclude=text --stdin --omit-empty`,
    {
      operands: ["text"],
    },
  ),
  "show-ref": reads(
    `--head --heads --branches --tags -d,--dereference -s,--hash[=text] --verify -q,--quiet --exists --abbrev[=text]
      --exclude-existing[=text]`,
    { operands: ["text"] },
  ),
  "show-branch": reads(
    "-a,--all -r,--remotes --list --topo-order --sparse --more=text --sha1-name --no-name --current",
    {
      operands: ["text"],
    },
  ),
  cherry: reads("-v,--verbose --abbrev[=text]", { operands: ["text"] }),
  "diff-tree": reads(`${diffOptions} -r -t --root --stdin --no-commit-id --pretty[=text] --format=text --always -v`),
  "diff-index": reads(`${diffOptions} --cached --merge-base`),
  "diff-files": reads(`${diffOptions} -q -0 -1 -2 -3`),
  "check-ignore": reads("-q,--quiet -v,--verbose --stdin -z -n,--non-matching --no-index"),
  "check-attr": reads("-a,--all --cached --stdin -z --source=text", { operands: ["text", "read"] }),
  "check-ref-format": reads("--branch --normalize --allow-onelevel --refspec-pattern", { operands: ["text"] }),
  "count-objects": reads("-v,--verbose -H,--human-readable"),
  fsck: reads(
    `-v,--verbose --unreachable --dangling --no-dangling --tags --root --cache --reflogs --no-reflogs --full --no-full
      --strict --connectivity-only --progress --no-progress --name-objects`,
    { operands: ["text"] },
  ),
  var: reads("-l", { operands: ["text"] }),
  version: reads("--build-options"),
  help: reads("-a,--all -g,--guides -c,--config -v,--verbose -m! -w! -i!", { operands: ["text"] }),
  grep: reads(
    `-n,--line-number --column -i,--ignore-case -w,--word-regexp -l,--files-with-matches --name-only
      -L,--files-without-match -c,--count -E,--extended-regexp -G,--basic-regexp -F,--fixed-strings -P,--perl-regexp
      -e=text -f=read -A,--after-context=text -B,--before-context=text -C,--context=text --cached --untracked
      --no-exclude-standard --exclude-standard --recurse-submodules -p,--show-function -W,--function-context
      -q,--quiet -h -H --full-name -v,--invert-match -a,--text -I -r,--recursive --no-recursive --max-depth=text
      -m,--max-count=text -z,--null -o,--only-matching --color[=text] --no-color --break --heading --threads=text
      --and --or --not --all-match --no-textconv --textconv! --no-index -O,--open-files-in-pager![=program] -#`,
    {
      operands: ["text", "read"],
      replacesFirst: ["e", "f"],
      match: ["git grep -n 'TODO' -- src", "git grep -il needle", "git grep -e a --and -e b HEAD~2"],
      notMatch: ["git grep -O./x needle", "git grep --open-files=./x needle", "git grep --no-index x /etc"],
    },
  ),
  "ls-remote": asks(["network"], "it asks another machine for its branches", {
    options: `-h,--heads --branches -t,--tags --refs -q,--quiet --exit-code --get-url --symref --sort=text
      -o,--server-option=text --upload-pack!=program --exec!=program`,
    operands: ["source", "text"],
  }),
});
